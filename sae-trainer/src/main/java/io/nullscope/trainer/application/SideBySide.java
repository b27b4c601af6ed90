package io.nullscope.trainer.application;

import com.sun.management.OperatingSystemMXBean;
import io.nullscope.messaging.RejectedException;
import io.nullscope.sae.Frozen;
import io.nullscope.sae.SaeConfig;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * How many SAEs are trained at a time: no more than the memory holds, and none that it cannot hold
 * alone, because the operating system would end this process instead of saying no.
 *
 * @param most of them
 * @param memory bytes that tensors may take
 */
public record SideBySide(int most, long memory) {

  /** Weights and the two moments of the optimiser; the workspace comes on top. */
  private static final long COPIES = 3;

  /** What the machine or the container has beyond this process's heap. */
  public static SideBySide ofThisMachine(int most) {
    OperatingSystemMXBean machine =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return new SideBySide(
        most, Math.max(0, machine.getTotalMemorySize() - Runtime.getRuntime().maxMemory()));
  }

  /** Any size: the tensors are on a device that says itself when it is full. */
  public static SideBySide unlimited(int most) {
    return new SideBySide(most, Long.MAX_VALUE);
  }

  /**
   * Makes sure that an SAE can be trained at all.
   *
   * @throws RejectedException SAE_TOO_LARGE when it cannot
   */
  void requireRoom(CellPlan plan) {
    SaeConfig config = plan.config();
    long needed = bytes(plan);
    if (needed > memory) {
      throw new RejectedException(
          "SAE_TOO_LARGE",
          "training %,d latents of width %,d takes more than %,d MB (weights and the optimiser's two moments), and this trainer has %,d MB; lower sae.latents or sae.expansion, or give sae-trainer more memory"
              .formatted(config.latents(), config.width(), needed >> 20, memory >> 20));
    }
  }

  /** The first of some plans, as many as fit. */
  List<CellPlan> first(List<CellPlan> plans) {
    int fitting = 0;
    for (long left = memory; fitting < Math.min(most, plans.size()); fitting++) {
      left -= bytes(plans.get(fitting));
      if (left < 0) {
        break;
      }
    }
    return plans.subList(0, Math.max(1, fitting));
  }

  /** Encoder and decoder; the biases are small beside them. */
  private static long bytes(CellPlan plan) {
    long matrices = 2 * COPIES;
    if (plan.training().frozen() == Frozen.SOFT_DECODER) {
      matrices++; // where the decoder began
    }
    return matrices * plan.config().width() * plan.config().latents() * Float.BYTES;
  }
}
