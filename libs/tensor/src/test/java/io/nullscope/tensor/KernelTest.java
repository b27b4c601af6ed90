package io.nullscope.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class KernelTest {

  private static TensorRuntime runtime;

  @BeforeAll
  static void start() {
    runtime = TensorRuntime.start();
  }

  @AfterAll
  static void stop() {
    runtime.close();
  }

  @Test
  void callsAFunctionWithTensorsAndScalars() {
    try (Kernel kernel =
            Kernel.compile(
                runtime,
                "affine",
                """
                def affine(self: __torch__.Kernel, x: Tensor, w: Tensor, scale: float, n: int) -> List[Tensor]:
                  y = torch.matmul(x, torch.t(w)) * scale
                  values, indices = torch.topk(y, n)
                  return [y, values, indices]
                """);
        TensorScope scope = runtime.scope()) {
      NDArray x = scope.floats(new float[] {1, 2}, 1, 2);
      NDArray w = scope.floats(new float[] {1, 0, 0, 1, 1, 1}, 3, 2);

      NDList result = kernel.call(scope, "affine", x, w, 2.0, 2);

      assertThat(result.get(0).toFloatArray()).containsExactly(2, 4, 6);
      assertThat(result.get(1).toFloatArray()).containsExactly(6, 4);
      assertThat(result.get(2).toLongArray()).containsExactly(2, 1);
    }
  }

  @Test
  void takesListsAndMapsAndUpdatesListArgumentsInPlace() {
    try (Kernel kernel =
            Kernel.compile(
                runtime,
                "adam",
                """
                def step(self: __torch__.Kernel, p: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], t: List[Tensor], lr: float) -> List[Tensor]:
                  torch._fused_adam_(p, g, m, v, annotate(List[Tensor], []), t, lr=lr, beta1=0.9, beta2=0.999, weight_decay=0., eps=1e-8, amsgrad=False, maximize=False)
                  return annotate(List[Tensor], [])

                def pick(self: __torch__.Kernel, weights: Dict[str, Tensor]) -> Tensor:
                  return weights["b"] * 2.
                """);
        TensorScope scope = runtime.scope()) {
      NDArray p = scope.floats(new float[] {1, 1}, 2);
      NDArray g = scope.floats(new float[] {1, -1}, 2);

      kernel.call(
          scope,
          "step",
          List.of(p),
          List.of(g),
          List.of(scope.zeros(2)),
          List.of(scope.zeros(2)),
          List.of(scope.floats(new float[] {1}, 1).reshape()),
          0.5);
      NDList picked = kernel.call(scope, "pick", Map.of("a", g, "b", p));

      assertThat(p.toFloatArray())
          .containsExactly(new float[] {0.5f, 1.5f}, org.assertj.core.data.Offset.offset(1e-5f));
      assertThat(picked.get(0).toFloatArray())
          .containsExactly(new float[] {1f, 3f}, org.assertj.core.data.Offset.offset(1e-5f));
    }
  }

  @Test
  void refusesSourceThatDoesNotCompile() {
    assertThatThrownBy(
            () ->
                Kernel.compile(
                    runtime,
                    "broken",
                    "def f(self: __torch__.Kernel, x: Tensor) -> Tensor:\n  return torch.nonsense(x)\n"))
        .isInstanceOf(TensorException.class)
        .hasMessageContaining("broken")
        .hasMessageContaining("nonsense");
  }

  @Test
  void namesTheKernelWhenShapesDoNotFit() {
    try (Kernel kernel =
            Kernel.compile(
                runtime,
                "product",
                "def f(self: __torch__.Kernel, x: Tensor) -> Tensor:\n  return torch.matmul(x, x)\n");
        TensorScope scope = runtime.scope()) {
      NDArray x = scope.zeros(2, 3);
      assertThatThrownBy(() -> kernel.call(scope, "f", x))
          .isInstanceOf(TensorException.class)
          .hasMessageContaining("product.f");
    }
  }

  @Test
  void lackOfMemoryIsAnErrorOfTheProcess() {
    try (Kernel kernel =
            Kernel.compile(
                runtime,
                "huge",
                "def f(self: __torch__.Kernel, x: Tensor) -> Tensor:\n  return torch.repeat(x, [1 << 50])\n");
        TensorScope scope = runtime.scope()) {
      NDArray x = scope.zeros(2);
      assertThatThrownBy(() -> kernel.call(scope, "f", x))
          .isInstanceOf(OutOfMemoryError.class)
          .hasMessageContaining("huge.f");
    }
  }

  @Test
  void aScopeFreesWhatWasMadeInIt() {
    try (Kernel kernel =
            Kernel.compile(
                runtime,
                "twice",
                "def f(self: __torch__.Kernel, x: Tensor) -> Tensor:\n  return x + x\n");
        TensorScope outer = runtime.scope()) {
      NDArray kept;
      int before = outer.liveResources();
      try (TensorScope inner = outer.child()) {
        NDArray x = inner.floats(new float[] {1, 2}, 2);
        kept = inner.yield(kernel.call(inner, "f", x).get(0), outer);
      }
      assertThat(kept.toFloatArray()).containsExactly(2, 4);
      assertThat(outer.liveResources()).isEqualTo(before + 1);
    }
  }
}
