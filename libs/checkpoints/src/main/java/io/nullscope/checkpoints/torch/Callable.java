package io.nullscope.checkpoints.torch;

import io.nullscope.artifacts.safetensors.DType;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What a pickle may name. Everything else is refused. */
enum Callable {
  ORDERED_DICT("collections.OrderedDict"),
  REBUILD_TENSOR("torch._utils._rebuild_tensor_v2"),
  REBUILD_PARAMETER("torch._utils._rebuild_parameter"),
  DOUBLE_STORAGE("torch.DoubleStorage", DType.F64),
  FLOAT_STORAGE("torch.FloatStorage", DType.F32),
  HALF_STORAGE("torch.HalfStorage", DType.F16),
  BFLOAT16_STORAGE("torch.BFloat16Storage", DType.BF16),
  LONG_STORAGE("torch.LongStorage", DType.I64),
  INT_STORAGE("torch.IntStorage", DType.I32),
  SHORT_STORAGE("torch.ShortStorage", DType.I16),
  CHAR_STORAGE("torch.CharStorage", DType.I8),
  BYTE_STORAGE("torch.ByteStorage", DType.U8),
  BOOL_STORAGE("torch.BoolStorage", DType.BOOL);

  private static final Map<String, Callable> BY_NAME =
      Arrays.stream(values())
          .collect(Collectors.toMap(callable -> callable.qualifiedName, Function.identity()));

  private final String qualifiedName;
  private final Optional<DType> storageType;

  Callable(String qualifiedName) {
    this.qualifiedName = qualifiedName;
    this.storageType = Optional.empty();
  }

  Callable(String qualifiedName, DType storageType) {
    this.qualifiedName = qualifiedName;
    this.storageType = Optional.of(storageType);
  }

  static Optional<Callable> named(String qualifiedName) {
    return Optional.ofNullable(BY_NAME.get(qualifiedName));
  }

  String qualifiedName() {
    return qualifiedName;
  }

  /** Type of the elements, when this is a type of storage. */
  Optional<DType> storageType() {
    return storageType;
  }
}
