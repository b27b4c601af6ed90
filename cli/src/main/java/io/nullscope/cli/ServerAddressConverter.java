package io.nullscope.cli;

import io.nullscope.cli.client.ServerAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the value of {@code --server}. */
final class ServerAddressConverter implements ITypeConverter<ServerAddress> {
  @Override
  public ServerAddress convert(String text) {
    try {
      return ServerAddress.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
