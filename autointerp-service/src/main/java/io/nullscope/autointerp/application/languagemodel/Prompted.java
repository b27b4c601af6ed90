package io.nullscope.autointerp.application.languagemodel;

import io.nullscope.autointerp.domain.PromptText;
import java.util.List;

/** Something that asks a language model. */
public interface Prompted {

  /** Name of the kind in studies and results. */
  String KIND = "openai";

  /** The prompts used so far, for the report. */
  List<PromptText> prompts();
}
