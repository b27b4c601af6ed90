package io.nullscope.autointerp.application.languagemodel;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * What the language models may be asked for one SAE, in tokens and in money. Counts each distinct
 * request once, those of earlier runs included, so that a resumed step cannot spend more than one
 * that ran through. What a server bills for requests that failed is unknown and not counted.
 *
 * <p>Safe for use by several threads.
 */
public final class Spending {

  private final int shares;
  private final OptionalLong tokenCap;
  private final OptionalDouble costCap;
  private final Set<String> counted = new HashSet<>();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
  private long tokens;
  private double cost;
  private long reservedTokens;
  private double reservedCost;
  private int reservations;

  /**
   * An equal share of the caps of a study.
   *
   * @param tokens cap of the whole study, input and output together
   * @param cost cap of the whole study, in the currency of the prices
   * @param shares number of SAEs of the study
   */
  public Spending(OptionalLong tokens, OptionalDouble cost, int shares) {
    if (shares < 1) {
      throw new IllegalArgumentException("%d shares: at least one expected".formatted(shares));
    }
    this.shares = shares;
    this.tokenCap = tokens;
    this.costCap = cost;
  }

  /** No caps. */
  public static Spending unlimited() {
    return new Spending(OptionalLong.empty(), OptionalDouble.empty(), 1);
  }

  /** Whether a request may be sent. */
  public enum Decision {
    /** Yes; its cost is reserved. */
    GRANTED,
    /** Not while others are under way: they may turn out cheaper than what is reserved for them. */
    LATER,
    /** No. */
    EXHAUSTED
  }

  /** Reserves the most that a request can cost. */
  public synchronized Decision reserve(long mostTokens, double mostCost) {
    boolean fits =
        (tokenCap.isEmpty()
                || tokens + reservedTokens + mostTokens <= tokenCap.getAsLong() / (double) shares)
            && (costCap.isEmpty()
                || cost + reservedCost + mostCost <= costCap.getAsDouble() / shares);
    if (!fits) {
      return reservations > 0 ? Decision.LATER : Decision.EXHAUSTED;
    }
    reservations++;
    reservedTokens += mostTokens;
    reservedCost += mostCost;
    return Decision.GRANTED;
  }

  /** Gives back what was reserved for a request that is over. */
  public void release(long mostTokens, double mostCost) {
    synchronized (this) {
      reservations--;
      reservedTokens -= mostTokens;
      // Sums of doubles drift; nothing reserved is nothing.
      reservedCost = reservations == 0 ? 0 : reservedCost - mostCost;
    }
    listeners.forEach(Runnable::run);
  }

  /** Has something run whenever a request is over, on the thread that is done with it. */
  public void onRelease(Runnable listener) {
    listeners.add(listener);
  }

  /**
   * Counts a reply, unless it was counted before.
   *
   * @param request identifies the request
   */
  public synchronized void count(String request, long replyTokens, double replyCost) {
    if (counted.add(request)) {
      tokens += replyTokens;
      cost += replyCost;
    }
  }

  /**
   * Says that the cap is reached: what was spent, what is missing, which setting to raise.
   *
   * @param waiting requests that are known to wait
   */
  public synchronized LanguageModelException exhausted(int waiting) {
    double each = counted.isEmpty() ? Double.NaN : (double) tokens / counted.size();
    double costEach = counted.isEmpty() ? Double.NaN : cost / counted.size();
    StringBuilder message = new StringBuilder();
    message.append(
        String.format(
            Locale.ROOT,
            "The next request to the language model might exceed this SAE's share of the budget: %d requests used %d tokens",
            counted.size(),
            tokens));
    if (cost > 0) {
      message.append(String.format(Locale.ROOT, " and cost %.4f", cost));
    }
    tokenCap.ifPresent(
        cap ->
            message.append(
                String.format(
                    Locale.ROOT,
                    "; the share is %d tokens (autointerp.budget.tokens %d over %d SAEs)",
                    cap / shares,
                    cap,
                    shares)));
    costCap.ifPresent(
        cap ->
            message.append(
                String.format(
                    Locale.ROOT,
                    "; the share is %.4f of money (autointerp.budget.cost %s over %d SAEs)",
                    cap / shares,
                    cap,
                    shares)));
    message.append("; at least %d more requests are waiting".formatted(waiting));
    if (!counted.isEmpty()) {
      message.append(String.format(Locale.ROOT, ", about %d tokens", Math.round(waiting * each)));
      if (cost > 0) {
        message.append(String.format(Locale.ROOT, " and %.4f of money", waiting * costEach));
      }
    }
    message.append(
        ". Raise that setting (./nullscope plan estimates the whole study) and submit the study again: no request that was answered is repeated");
    return new LanguageModelException(
        LanguageModelException.Problem.BUDGET_EXHAUSTED, message.toString());
  }
}
