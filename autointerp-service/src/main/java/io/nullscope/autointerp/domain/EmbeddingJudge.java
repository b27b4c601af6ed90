package io.nullscope.autointerp.domain;

import java.util.ArrayList;
import java.util.List;

/**
 * Scores a window by how close its text is to the explanation: the cosine of their sentence
 * embeddings. No language model reads either, so this tells apart what windows are about and no
 * more (the "embedding" scorer of Paulo et al., 2024, arXiv 2410.13928).
 *
 * <p>A cosine has no natural threshold. The yes is "above 0" for want of a better one; no metric
 * uses it.
 */
public final class EmbeddingJudge implements Judge {

  private final SentenceEmbeddings embeddings;
  private final TokenTexts texts;

  /**
   * Judges.
   *
   * @param embeddings the same windows come again with other explanations
   * @param texts what the windows read as
   */
  public EmbeddingJudge(SentenceEmbeddings embeddings, TokenTexts texts) {
    this.embeddings = embeddings;
    this.texts = texts;
  }

  @Override
  public String kind() {
    return "embedding";
  }

  /** Highlights are not looked at. An explanation that failed, or says nothing, fits nothing. */
  @Override
  public List<JudgeReply> judge(Explanation explanation, List<Example> examples) {
    String said = said(explanation);
    if (said.isBlank()) {
      return examples.stream()
          .<JudgeReply>map(any -> new JudgeReply.Failed(FailureReason.NO_EXPLANATION))
          .toList();
    }
    List<String> sentences = new ArrayList<>(List.of(said));
    examples.forEach(example -> sentences.add(texts.plain(example.tokenIds())));
    float[][] rows = embeddings.embed(sentences);
    List<JudgeReply> replies = new ArrayList<>();
    for (int i = 1; i < rows.length; i++) {
      double score = SentenceEmbeddings.cosine(rows[0], rows[i]);
      replies.add(new JudgeReply.Scored(score, score > 0));
    }
    return replies;
  }

  /**
   * A list of tokens stands for itself: the words and percentages around it in the text of a
   * lexical explanation are the same for all latents and would only blur it.
   */
  private static String said(Explanation explanation) {
    StringBuilder tokens = new StringBuilder();
    explanation.tokens().forEach(token -> tokens.append(token.text()).append(' '));
    return explanation.tokens().isEmpty() ? explanation.text() : tokens.toString();
  }
}
