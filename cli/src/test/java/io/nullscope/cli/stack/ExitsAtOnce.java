package io.nullscope.cli.stack;

/** A program that cannot work. */
final class ExitsAtOnce {
  private ExitsAtOnce() {}

  public static void main(String[] arguments) {
    System.out.println("cannot work");
    System.exit(7);
  }
}
