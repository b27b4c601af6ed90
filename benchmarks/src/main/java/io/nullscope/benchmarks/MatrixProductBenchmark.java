package io.nullscope.benchmarks;

import ai.djl.ndarray.NDArray;
import io.nullscope.tensor.Kernel;
import io.nullscope.tensor.TensorRuntime;
import io.nullscope.tensor.TensorScope;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The machine's peak: float32 products [M, K] · [N, K]ᵀ through the same path as all kernels. The
 * counter {@code flops} is floating-point operations per second; every other benchmark is judged
 * against its largest value.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
public class MatrixProductBenchmark {

  /** M x K x N. */
  @Param({"2048x2048x2048", "4096x512x2048", "4096x512x32768"})
  String shape;

  private TensorRuntime runtime;
  private Kernel kernel;
  private TensorScope scope;
  private NDArray left;
  private NDArray right;
  private NDArray product;
  private double operations;

  /** Floating-point operations done; JMH divides by the time. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Work {
    public double flops;

    @Setup(Level.Iteration)
    public void reset() {
      flops = 0;
    }
  }

  @Setup
  public void start() {
    String[] sizes = shape.split("x");
    int m = Integer.parseInt(sizes[0]);
    int k = Integer.parseInt(sizes[1]);
    int n = Integer.parseInt(sizes[2]);
    operations = 2.0 * m * k * n;
    runtime = TensorRuntime.start();
    scope = runtime.scope();
    kernel =
        Kernel.compile(
            runtime,
            "matrix product",
            """
            def product(self: __torch__.Kernel, a: Tensor, b: Tensor, out: Tensor) -> Tensor:
              _0 = torch.mm(a, torch.t(b), out=out)
              return torch.narrow(torch.view(out, [-1]), 0, 0, 1)
            """);
    left = scope.zeros(m, k).addi(0.5f);
    right = scope.zeros(n, k).addi(0.25f);
    product = scope.zeros(m, n);
  }

  @Benchmark
  public void product(Work work) {
    try (TensorScope call = runtime.scope()) {
      // Reading an entry is waiting for a GPU.
      kernel.call(call, "product", left, right, product).get(0).toFloatArray();
    }
    work.flops += operations;
  }

  @TearDown
  public void stop() {
    scope.close();
    kernel.close();
    runtime.close();
  }
}
