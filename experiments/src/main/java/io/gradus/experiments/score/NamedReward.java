package io.gradus.experiments.score;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gradus.core.Reward;
import io.gradus.core.UserError;
import io.gradus.core.component.Components;
import io.gradus.experiments.rows.BadRow;

/** A reward by its name and its keys as JSON, from the command line. */
public final class NamedReward {
  private static final ObjectMapper JSON = new ObjectMapper();

  private NamedReward() {}

  /**
   * Creates a reward.
   *
   * @throws UserError if there is no such reward, or it refuses a key
   */
  public static Reward of(Components components, String name, String options) {
    try {
      JsonNode keys = JSON.readTree(options);
      if (keys instanceof ObjectNode object) {
        return new Verifiers(components).get(name, object);
      }
    } catch (JsonProcessingException e) {
      throw new UserError(
          "--options: is not JSON: %s. Write them as {\"key\": value}"
              .formatted(e.getOriginalMessage()),
          e);
    } catch (BadRow e) {
      throw new UserError(e.faults().stream().map(fault -> "--" + fault).toList());
    }
    throw new UserError("--options: expected a JSON object such as {\"key\": value}, but is '%s'"
        .formatted(options));
  }
}
