package io.nullscope.autointerp.application;

import io.nullscope.autointerp.domain.IntruderJudge;
import io.nullscope.autointerp.domain.Judge;
import io.nullscope.autointerp.domain.LexicalIntruderJudge;
import io.nullscope.autointerp.domain.LexicalJudge;
import io.nullscope.autointerp.domain.LexicalSimulator;
import io.nullscope.autointerp.domain.Simulator;

/** Who answers the tests, all of one kind. */
public record Respondents(Judge judge, Simulator simulator, IntruderJudge intruderJudge) {

  /** Those that look at tokens only. */
  public static Respondents lexical() {
    return new Respondents(new LexicalJudge(), new LexicalSimulator(), new LexicalIntruderJudge());
  }

  /** Kind of all of them. */
  public String kind() {
    return judge.kind();
  }
}
