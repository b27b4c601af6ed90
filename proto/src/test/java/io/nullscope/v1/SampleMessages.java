package io.nullscope.v1;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Message;
import com.google.protobuf.NullValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Timestamp;
import com.google.protobuf.Value;

/** Messages with every field set to a value that depends on its number only. */
final class SampleMessages {

  private SampleMessages() {}

  /** A message of the type with every field set; repeated fields and maps have one entry. */
  static Message filled(Descriptor type) {
    if (type.equals(Struct.getDescriptor())) {
      return Struct.newBuilder()
          .putFields("name", Value.newBuilder().setStringValue("study").build())
          .build();
    }
    if (type.equals(Timestamp.getDescriptor())) {
      return Timestamp.newBuilder().setSeconds(1_700_000_000).setNanos(5).build();
    }
    DynamicMessage.Builder message = DynamicMessage.newBuilder(type);
    for (FieldDescriptor field : type.getFields()) {
      if (field.isRepeated()) {
        message.addRepeatedField(field, value(field));
      } else {
        message.setField(field, value(field));
      }
    }
    return message.build();
  }

  private static Object value(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case INT -> field.getNumber();
      case LONG -> 1_000_000_000_000L + field.getNumber();
      case FLOAT -> field.getNumber() + 0.5f;
      case DOUBLE -> field.getNumber() + 0.25;
      case BOOLEAN -> true;
      case STRING -> field.getName() + "-" + field.getNumber();
      case BYTE_STRING -> ByteString.copyFromUtf8(field.getName());
      case ENUM -> NullValue.getDescriptor().findValueByNumber(0);
      case MESSAGE -> filled(field.getMessageType());
    };
  }
}
