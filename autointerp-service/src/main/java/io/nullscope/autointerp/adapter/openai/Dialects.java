package io.nullscope.autointerp.adapter.openai;

import io.nullscope.artifacts.CanonicalJson;
import io.nullscope.artifacts.ObjectNotFoundException;
import io.nullscope.artifacts.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * How servers want to be asked, remembered in the object store under {@code dialects/MODEL.json}:
 * all SAEs of a study are judged in one way, and so is a step that goes on after a kill.
 */
final class Dialects {

  private static final System.Logger LOG = System.getLogger(Dialects.class.getName());

  private final ObjectStore objects;
  private final String key;

  /**
   * What is known about one model.
   *
   * @param model names it: letters, digits and dashes
   */
  Dialects(ObjectStore objects, String model) {
    this.objects = objects;
    this.key = "dialects/" + model + ".json";
  }

  Optional<Dialect> find() {
    try (InputStream in = objects.get(key)) {
      return Dialect.fromTree(CanonicalJson.readObject(in.readAllBytes()));
    } catch (ObjectNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      LOG.log(Level.WARNING, "Ignoring {0} ({1}): the server is asked again", key, e.getMessage());
      return Optional.empty();
    }
  }

  void remember(Dialect dialect) {
    objects.put(key, CanonicalJson.write(dialect.toTree()).getBytes(StandardCharsets.UTF_8));
  }

  /** For a server that takes no request any more: the next session asks it anew. */
  void forget() {
    objects.delete(key);
  }
}
