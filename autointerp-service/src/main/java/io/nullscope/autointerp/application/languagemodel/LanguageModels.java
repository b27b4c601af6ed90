package io.nullscope.autointerp.application.languagemodel;

import io.nullscope.study.DialectSpec.AnswerForm;
import io.nullscope.study.LanguageModelSpec;
import io.nullscope.study.RequestsSpec;

/** Where language models come from. */
public interface LanguageModels {

  /**
   * Opens a model for one SAE, with what it was asked for that SAE before.
   *
   * @param spec which model, where
   * @param requests how to ask
   * @param spending what this SAE may cost; shared by the sessions of one SAE
   * @param scope names what the requests belong to, for example the id of the SAE: letters, digits
   *     and dashes
   * @throws LanguageModelException if the key is missing
   */
  LanguageModelSession open(
      LanguageModelSpec spec, RequestsSpec requests, Spending spending, String scope);

  /**
   * How a judge says how sure it is: as the study has it, as the model was asked before, or else as
   * its server takes it, which is asked then.
   *
   * @return never {@code AUTO}
   * @throws LanguageModelException if the server has to be asked and takes nothing
   */
  AnswerForm answers(LanguageModelSpec spec, RequestsSpec requests);
}
