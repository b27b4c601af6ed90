package io.nullscope.study;

/** The study asks for layers that the model does not have. The message lists those that exist. */
public final class UnknownHookPointException extends StudyMismatchException {
  public static final String CODE = "UNKNOWN_HOOK_POINT";

  UnknownHookPointException(String problem, String fix) {
    super(CODE, "hookPoints", problem, fix);
  }
}
