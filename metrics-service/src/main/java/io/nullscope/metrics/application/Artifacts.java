package io.nullscope.metrics.application;

import io.nullscope.metrics.domain.CellMetrics;
import io.nullscope.metrics.domain.ScoredLatents;
import io.nullscope.metrics.domain.Verdict;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What metrics-service reads from and writes to the artifact store. A port. */
public interface Artifacts {

  /** The metrics of one group of a cell. */
  CellMetrics cellMetrics(MetricGroup group, String metricsId);

  /** The id of metrics that were made from this before; empty when there are none. */
  Optional<String> findCellMetrics(MetricsRequest request);

  /**
   * Stores the metrics of one group of a cell; when they are stored already, those stand.
   *
   * @return artifact id of the metrics
   */
  String saveCellMetrics(MetricsRequest request, CellMetrics metrics);

  /** The scored latents of a cell. */
  ScoredLatents scoredLatents(String latentsId);

  /**
   * Entropy of the tokens of the evaluation text, in nats.
   *
   * @param metricsId reconstruction metrics of any cell whose tokens are in their usual order or
   *     another one: order does not matter
   */
  double unigramEntropy(String metricsId);

  /** The verdicts that were made from this before; empty when there are none. */
  Optional<List<Verdict>> findVerdicts(VerdictsRequest request);

  /** Stores verdicts; when they are stored already, those stand. */
  void saveVerdicts(VerdictsRequest request, List<Verdict> verdicts);

  /**
   * Stores the results of an attempt; when they are stored already, those stand.
   *
   * @param request what the results are made from; decides the id
   * @param files content by file name
   * @return artifact id of the results
   */
  String saveResults(Map<String, Object> request, Map<String, byte[]> files);

  /** Removes stored results; does nothing when there are none of that id. */
  void deleteResults(String resultsId);

  /**
   * One file of stored results; empty when they have no such file. The caller closes the stream.
   */
  Optional<InputStream> openResult(String resultsId, String fileName);
}
