package io.nullscope.activation.adapter.djl;

import io.nullscope.activation.application.RunningVariant;
import io.nullscope.study.HookPoint;
import io.nullscope.study.StartTokenSpec;
import io.nullscope.transformer.ResidualStreams;
import io.nullscope.transformer.TokenShuffle;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A variant of the store. */
final class LoadedVariant implements RunningVariant {

  private final ResidualStreams streams;

  LoadedVariant(ResidualStreams streams) {
    this.streams = streams;
  }

  @Override
  public int width() {
    return streams.width();
  }

  @Override
  public OptionalInt documentStart(StartTokenSpec setting) {
    return streams.documentStart(setting).token();
  }

  @Override
  public byte[] tokenizer() {
    return streams.tokenizer();
  }

  @Override
  public Optional<TokenShuffle> tokenShuffle() {
    return streams.tokenShuffle();
  }

  @Override
  public void run(
      String split,
      long firstWindow,
      int[][] windows,
      List<HookPoint> hookPoints,
      ResidualSink sink) {
    List<Integer> layers = hookPoints.stream().map(HookPoint::layer).toList();
    streams.run(
        split,
        firstWindow,
        windows,
        layers,
        (layer, rows) -> sink.accept(new HookPoint(layer), rows));
  }

  @Override
  public void close() {
    streams.close();
  }
}
