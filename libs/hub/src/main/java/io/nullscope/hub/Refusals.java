package io.nullscope.hub;

import io.nullscope.hub.HubException.Reason;
import io.nullscope.hub.HubHttp.Answer;

/** What an answer means that is neither a success nor a passing failure. */
final class Refusals {

  private final HubSettings settings;

  Refusals(HubSettings settings) {
    this.settings = settings;
  }

  /**
   * @param what the file, or the repository
   */
  HubException of(Repository repository, String what, Answer<?> answer) {
    String error = answer.header("X-Error-Code").orElse("");
    return switch (answer.status()) {
      case 401 -> error.equals("GatedRepo") ? gated(repository) : unknown(repository);
      case 403 -> gated(repository);
      case 404 ->
          error.equals("RepoNotFound")
              ? unknown(repository)
              : new HubException(Reason.NOT_FOUND, "%s is not at %s".formatted(what, host()));
      default ->
          new HubException(
              Reason.UNEXPECTED_ANSWER,
              "%s answered the request for %s with status %d"
                  .formatted(host(), what, answer.status()));
    };
  }

  HubException unknown(Repository repository) {
    return new HubException(
        Reason.ACCESS_DENIED,
        "hf:%s does not exist at %s, or is private; check the name, and for a private model %s"
            .formatted(repository, host(), token()));
  }

  private HubException gated(Repository repository) {
    return new HubException(
        Reason.ACCESS_DENIED,
        "hf:%s is gated; accept its licence at %s/%s and %s"
            .formatted(repository, settings.endpoint(), repository, token()));
  }

  private String token() {
    return settings.token().isPresent()
        ? "use a token of an account that has access: the one in HF_TOKEN has not"
        : "set HF_TOKEN to a token of the account, where variant-service (or the local stack) is started";
  }

  private String host() {
    return settings.endpoint().toString();
  }
}
