package io.nullscope.artifacts.positions;

import io.nullscope.artifacts.ArtifactId;
import io.nullscope.artifacts.ArtifactStore;
import io.nullscope.artifacts.BlobRef;
import io.nullscope.artifacts.Manifest;
import java.util.BitSet;

/**
 * Which positions of one split count at one hook point. Immutable; memory is one bit a position
 * where norms are bounded, and nothing otherwise.
 */
public final class CountedPositions {

  private final PositionRule rule;
  private final BitSet tooLong; // by position in the split

  private CountedPositions(PositionRule rule, BitSet tooLong) {
    this.rule = rule;
    this.tooLong = tooLong;
  }

  /** By place and token alone. */
  public static CountedPositions of(PositionRule rule) {
    return new CountedPositions(rule, new BitSet());
  }

  /** As an artifact says. */
  public static CountedPositions open(
      ArtifactStore store, ArtifactId positionsId, String split, String hookPoint) {
    Manifest manifest = store.require(PositionsArtifact.KIND, positionsId);
    BlobRef bits = manifest.files().get(PositionsArtifact.fileName(split, hookPoint));
    return new CountedPositions(
        PositionsArtifact.rule(manifest),
        bits == null ? new BitSet() : BitSet.valueOf(store.blobs().read(bits)));
  }

  /** Whether none is left out, whatever the tokens. */
  public boolean all() {
    return rule.leavesNothingOut() && tooLong.isEmpty();
  }

  /**
   * Whether each position of consecutive windows counts.
   *
   * @param firstWindow number of the first window within the split
   * @param windows [B][S] token ids
   * @return [B·S]
   */
  public boolean[] of(long firstWindow, int[][] windows) {
    int length = windows[0].length;
    boolean[] counted = new boolean[windows.length * length];
    for (int w = 0; w < windows.length; w++) {
      for (int at = 0; at < length; at++) {
        counted[w * length + at] = counts((firstWindow + w) * length + at, at, windows[w][at]);
      }
    }
    return counted;
  }

  /**
   * Whether a position counts.
   *
   * @param position within the split
   * @param at place in its window
   */
  public boolean counts(long position, int at, int token) {
    return rule.reason(at, token).isEmpty()
        && (tooLong.isEmpty() || !tooLong.get(Math.toIntExact(position)));
  }
}
