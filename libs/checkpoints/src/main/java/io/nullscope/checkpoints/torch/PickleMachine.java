package io.nullscope.checkpoints.torch;

import io.nullscope.artifacts.safetensors.DType;
import io.nullscope.checkpoints.torch.PickleValue.Constant;
import io.nullscope.checkpoints.torch.PickleValue.Dictionary;
import io.nullscope.checkpoints.torch.PickleValue.Global;
import io.nullscope.checkpoints.torch.PickleValue.Real;
import io.nullscope.checkpoints.torch.PickleValue.Sequence;
import io.nullscope.checkpoints.torch.PickleValue.StorageValue;
import io.nullscope.checkpoints.torch.PickleValue.TensorValue;
import io.nullscope.checkpoints.torch.PickleValue.Text;
import io.nullscope.checkpoints.torch.PickleValue.Tuple;
import io.nullscope.checkpoints.torch.PickleValue.Whole;
import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Runs the pickle of a state dictionary: the opcodes of protocol 2 that torch.save writes, and of
 * calls only those of {@link Callable}. A pickle cannot loop, so time and memory are bounded by its
 * size; {@link #MAX_STEPS} bounds both further.
 *
 * <p>Source: the opcode table of CPython's {@code pickletools}; {@code torch/serialization.py} for
 * what persistent ids mean, {@code torch/_utils.py} for the arguments of the calls.
 */
final class PickleMachine {

  /** Enough for 80,000 tensors in one file: a tensor takes about 25. */
  private static final int MAX_STEPS = 2_000_000;

  private static final int MAX_OPEN_MARKS = 64;
  private static final int MAX_TEXT_BYTES = 4096;
  private static final int MAX_NAME_BYTES = 256;
  private static final int PROTOCOL = 2;

  private final ByteBuffer code;
  private final List<PickleValue> stack = new ArrayList<>();

  /** Height of the stack at each open mark. */
  private final Deque<Integer> marks = new ArrayDeque<>();

  private final Map<Integer, PickleValue> memo = new HashMap<>();

  private PickleMachine(byte[] pickle) {
    this.code = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Runs a pickle.
   *
   * @return what it leaves
   * @throws PickleException when it is malformed or wants more than tensors
   */
  static PickleValue run(byte[] pickle) {
    try {
      return new PickleMachine(pickle).run();
    } catch (BufferUnderflowException e) {
      throw new PickleException("its pickle ends in the middle of an instruction", e);
    }
  }

  private PickleValue run() {
    for (int step = 0; step < MAX_STEPS; step++) {
      int opcode = Byte.toUnsignedInt(code.get());
      if (opcode == '.') {
        if (!marks.isEmpty() || stack.size() != 1) {
          throw new PickleException("its pickle ends with something unfinished");
        }
        return pop();
      }
      execute(opcode);
    }
    throw new PickleException("its pickle has more than " + MAX_STEPS + " instructions");
  }

  private void execute(int opcode) {
    switch (opcode) {
      case 0x80 -> protocol();
      case 'c' -> stack.add(new Global(global()));
      case '(' -> mark();
      case ')' -> stack.add(new Tuple(List.of()));
      case 't' -> stack.add(new Tuple(popToMark()));
      case 0x85 -> stack.add(new Tuple(pop(1)));
      case 0x86 -> stack.add(new Tuple(pop(2)));
      case 0x87 -> stack.add(new Tuple(pop(3)));
      case ']' -> stack.add(new Sequence());
      case 'a' -> append(pop(1));
      case 'e' -> append(popToMark());
      case '}' -> stack.add(new Dictionary());
      case 's' -> setItems(pop(2));
      case 'u' -> setItems(popToMark());
      case 'X' -> stack.add(text(Integer.toUnsignedLong(code.getInt())));
      case 'K' -> stack.add(new Whole(Byte.toUnsignedInt(code.get())));
      case 'M' -> stack.add(new Whole(Short.toUnsignedInt(code.getShort())));
      case 'J' -> stack.add(new Whole(code.getInt()));
      case 0x8a -> stack.add(longInteger());
      case 'G' -> stack.add(new Real(bigEndianDouble()));
      case 'N' -> stack.add(Constant.NONE);
      case 0x88 -> stack.add(Constant.TRUE);
      case 0x89 -> stack.add(Constant.FALSE);
      case 'q' -> memo.put(Byte.toUnsignedInt(code.get()), top());
      case 'r' -> memo.put(code.getInt(), top());
      case 'h' -> stack.add(remembered(Byte.toUnsignedInt(code.get())));
      case 'j' -> stack.add(remembered(code.getInt()));
      case 'Q' -> stack.add(new StorageValue(storage(pop())));
      case 'R' -> call();
      case 'b' -> build();
      default ->
          throw new PickleException(
              "its pickle has the instruction 0x%02x, which the weights of a model do not need"
                  .formatted(opcode));
    }
  }

  private void protocol() {
    int version = Byte.toUnsignedInt(code.get());
    if (version != PROTOCOL) {
      throw new PickleException(
          "its pickle has protocol %d instead of 2, which torch.save writes unless told otherwise"
              .formatted(version));
    }
  }

  private Callable global() {
    String name = line() + "." + line();
    return Callable.named(name)
        .orElseThrow(
            () ->
                new PickleException(
                    "it names %s, which is not needed for the weights of a model and is not run: only tensors are read"
                        .formatted(name)));
  }

  private String line() {
    StringBuilder line = new StringBuilder();
    for (int c = code.get(); c != '\n'; c = code.get()) {
      if (c <= ' ' || c == 0x7f || line.length() == MAX_NAME_BYTES) {
        throw new PickleException("its pickle has a malformed name");
      }
      line.append((char) c);
    }
    return line.toString();
  }

  private void mark() {
    if (marks.size() == MAX_OPEN_MARKS) {
      throw new PickleException("its pickle is nested more than " + MAX_OPEN_MARKS + " deep");
    }
    marks.push(stack.size());
  }

  private Text text(long bytes) {
    if (bytes > MAX_TEXT_BYTES) {
      throw new PickleException("its pickle has a text of " + bytes + " bytes");
    }
    if (bytes > code.remaining()) {
      throw new BufferUnderflowException();
    }
    ByteBuffer utf8 = code.slice(code.position(), (int) bytes);
    code.position(code.position() + (int) bytes);
    try {
      return new Text(StandardCharsets.UTF_8.newDecoder().decode(utf8).toString());
    } catch (CharacterCodingException e) {
      throw new PickleException("its pickle has a text that is not UTF-8", e);
    }
  }

  /** Little-endian two's complement of up to 8 bytes. */
  private Whole longInteger() {
    int bytes = Byte.toUnsignedInt(code.get());
    if (bytes > Long.BYTES) {
      throw new PickleException("its pickle has a whole number of " + bytes + " bytes");
    }
    byte[] bigEndian = new byte[bytes + 1];
    for (int i = bytes; i > 0; i--) {
      bigEndian[i] = code.get();
    }
    bigEndian[0] = (byte) (bytes > 0 && bigEndian[1] < 0 ? -1 : 0);
    return new Whole(new BigInteger(bigEndian).longValueExact());
  }

  private double bigEndianDouble() {
    return Double.longBitsToDouble(Long.reverseBytes(code.getLong()));
  }

  private PickleValue remembered(int index) {
    PickleValue value = memo.get(index);
    if (value == null) {
      throw new PickleException("its pickle refers to value " + index + ", which is not there");
    }
    return value;
  }

  private void append(List<PickleValue> items) {
    if (!(top() instanceof Sequence sequence)) {
      throw new PickleException("its pickle appends to something that is not a list");
    }
    sequence.items().addAll(items);
  }

  private void setItems(List<PickleValue> keysAndValues) {
    if (!(top() instanceof Dictionary dictionary) || keysAndValues.size() % 2 != 0) {
      throw new PickleException("its pickle sets items of something that is not a dictionary");
    }
    for (int i = 0; i < keysAndValues.size(); i += 2) {
      String key = key(keysAndValues.get(i));
      if (dictionary.entries().put(key, keysAndValues.get(i + 1)) != null) {
        throw new PickleException("its pickle sets \"" + key + "\" twice");
      }
    }
  }

  /**
   * Keys of a state dictionary are texts; numbers are let through so that the message is better.
   */
  private static String key(PickleValue key) {
    if (key instanceof Text text) {
      return text.value();
    }
    if (key instanceof Whole whole) {
      return Long.toString(whole.value());
    }
    throw new PickleException("its pickle has a dictionary whose keys are not texts");
  }

  /** {@code ('storage', type, key, location, elements)}. */
  private static Storage storage(PickleValue id) {
    if (id instanceof Tuple tuple
        && tuple.items().size() == 5
        && tuple.items().get(0) instanceof Text kind
        && kind.value().equals("storage")
        && tuple.items().get(1) instanceof Global type
        && tuple.items().get(2) instanceof Text key
        && tuple.items().get(3) instanceof Text
        && tuple.items().get(4) instanceof Whole elements
        && elements.value() >= 0) {
      DType dtype =
          type.callable()
              .storageType()
              .orElseThrow(
                  () ->
                      new PickleException(
                          type.callable().qualifiedName() + " is no type of storage"));
      return new Storage(key.value(), dtype, elements.value());
    }
    throw new PickleException("its pickle has a persistent id that is not a storage");
  }

  private void call() {
    List<PickleValue> operands = pop(2);
    if (!(operands.get(0) instanceof Global global)
        || !(operands.get(1) instanceof Tuple arguments)) {
      throw new PickleException("its pickle calls something that cannot be called");
    }
    stack.add(
        switch (global.callable()) {
          case ORDERED_DICT -> orderedDict(arguments.items());
          case REBUILD_TENSOR -> tensor(arguments.items());
          case REBUILD_PARAMETER -> parameter(arguments.items());
          default -> throw malformedCall(global.callable());
        });
  }

  private static Dictionary orderedDict(List<PickleValue> arguments) {
    if (!arguments.isEmpty()) {
      throw malformedCall(Callable.ORDERED_DICT);
    }
    return new Dictionary();
  }

  /** (storage, offset, size, stride, requires_grad, hooks[, metadata]). */
  private static TensorValue tensor(List<PickleValue> arguments) {
    if (arguments.size() >= 6
        && arguments.size() <= 7
        && arguments.get(0) instanceof StorageValue storage
        && arguments.get(1) instanceof Whole offset
        && arguments.get(2) instanceof Tuple shape
        && arguments.get(3) instanceof Tuple strides) {
      if (arguments.size() == 7 && !isEmpty(arguments.get(6))) {
        // Such as a negative bit: the values would not be those of the storage.
        throw new PickleException(
            "a tensor of storage %s has metadata, which is not supported; save it with .clone()"
                .formatted(storage.storage().key()));
      }
      try {
        return new TensorValue(
            new StridedTensor(storage.storage(), offset.value(), numbers(shape), numbers(strides)));
      } catch (IllegalArgumentException e) {
        throw new PickleException(
            "a tensor of storage %s %s".formatted(storage.storage().key(), e.getMessage()), e);
      }
    }
    throw malformedCall(Callable.REBUILD_TENSOR);
  }

  private static boolean isEmpty(PickleValue metadata) {
    return metadata == Constant.NONE
        || (metadata instanceof Dictionary dictionary && dictionary.entries().isEmpty());
  }

  private static long[] numbers(Tuple tuple) {
    return tuple.items().stream()
        .mapToLong(
            item -> {
              if (item instanceof Whole whole) {
                return whole.value();
              }
              throw malformedCall(Callable.REBUILD_TENSOR);
            })
        .toArray();
  }

  /** (data, requires_grad, hooks). */
  private static TensorValue parameter(List<PickleValue> arguments) {
    if (arguments.size() == 3 && arguments.get(0) instanceof TensorValue tensor) {
      return tensor;
    }
    throw malformedCall(Callable.REBUILD_PARAMETER);
  }

  /** State dictionaries carry the versions of their modules as {@code _metadata}: not needed. */
  private void build() {
    pop();
    if (!(top() instanceof Dictionary)) {
      throw new PickleException("its pickle sets the state of something that is not a dictionary");
    }
  }

  private PickleValue top() {
    if (stack.size() <= floor()) {
      throw new PickleException("its pickle takes a value that is not there");
    }
    return stack.get(stack.size() - 1);
  }

  private PickleValue pop() {
    PickleValue value = top();
    stack.remove(stack.size() - 1);
    return value;
  }

  private List<PickleValue> pop(int count) {
    if (stack.size() - count < floor()) {
      throw new PickleException("its pickle takes a value that is not there");
    }
    return take(stack.size() - count);
  }

  private List<PickleValue> popToMark() {
    if (marks.isEmpty()) {
      throw new PickleException("its pickle closes something that was not opened");
    }
    return take(marks.pop());
  }

  private List<PickleValue> take(int from) {
    List<PickleValue> tail = stack.subList(from, stack.size());
    List<PickleValue> values = List.copyOf(tail);
    tail.clear();
    return values;
  }

  /** Instructions do not reach below an open mark. */
  private int floor() {
    return marks.isEmpty() ? 0 : marks.peek();
  }

  private static PickleException malformedCall(Callable callable) {
    return new PickleException(
        "its pickle calls %s with arguments that it does not take"
            .formatted(callable.qualifiedName()));
  }
}
