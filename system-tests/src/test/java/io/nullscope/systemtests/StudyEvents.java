package io.nullscope.systemtests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nullscope.study.SpecResult;
import io.nullscope.study.StudySpecReader;
import java.io.IOException;

/** StudyRequested events as another system would write them: JSON. */
final class StudyEvents {

  private static final ObjectMapper JSON = new ObjectMapper();

  private StudyEvents() {}

  /** The event that asks for a study under an id. */
  static byte[] json(String studyId, String yaml) throws IOException {
    SpecResult.Valid valid = (SpecResult.Valid) StudySpecReader.read(yaml);
    JsonNode spec = JSON.valueToTree(valid.spec().toTree());
    ObjectNode event = JSON.createObjectNode();
    ObjectNode study = event.putObject("study");
    study.put("studyId", studyId);
    study.set("spec", spec);
    return JSON.writeValueAsBytes(event);
  }
}
