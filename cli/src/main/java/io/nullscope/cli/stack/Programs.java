package io.nullscope.cli.stack;

import java.util.List;

/** Where the programs of a stack are. */
@FunctionalInterface
interface Programs {
  /**
   * Arguments of {@code java} that name the program of a component, without options of the virtual
   * machine or of the program.
   *
   * @throws StackException when the program is not there
   */
  List<String> of(Component component);
}
