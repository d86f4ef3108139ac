package io.gradus.core.policy;

import ai.djl.ndarray.NDArray;
import io.gradus.core.UserError;
import io.gradus.core.architecture.Architecture;
import io.gradus.core.architecture.Head;
import io.gradus.core.architecture.Parameter;
import io.gradus.core.architecture.Transformer;
import io.gradus.core.engine.Compute;
import io.gradus.core.engine.Lanes;
import io.gradus.core.engine.TorchScript;
import java.util.List;
import java.util.Optional;

/**
 * An architecture compiled for a device: everything of a policy except its weights. If only an adapter is trained, a
 * policy and its frozen reference share a compiled decoder.
 *
 * @param vocabulary V
 * @param script the compiled source, which owns the native arrays
 */
record CompiledDecoder(
    Architecture architecture,
    int vocabulary,
    Compute compute,
    List<Parameter> parameters,
    TorchScript script,
    Rotations rotations) {

  /**
   * Compiles a decoder.
   *
   * @throws io.gradus.core.UserError if the adapter names layers that the architecture does not have
   */
  static CompiledDecoder of(
      Architecture architecture, int vocabulary, Compute compute, Optional<Lora> lora) {
    Transformer transformer = architecture.transformer();
    List<Parameter> parameters = architecture.parameters(vocabulary);
    lora.ifPresent(l -> l.check(architecture, vocabulary));
    TorchScript script = new TorchScript(
        compute.djlDevice(),
        "Decoder",
        new DecoderSource(transformer, vocabulary, compute, Adapter.constants(parameters, lora))
            .text());
    return new CompiledDecoder(
        architecture,
        vocabulary,
        compute,
        parameters,
        script,
        new Rotations(script, transformer.rope(), transformer.context()));
  }

  /** Compiles the same architecture again, without an adapter. */
  CompiledDecoder compiledAgain() {
    return of(architecture, vocabulary, compute, Optional.empty());
  }

  Transformer transformer() {
    return architecture.transformer();
  }

  /**
   * Returns this decoder if its head computes logits.
   *
   * @throws UserError if its head is scalar
   */
  CompiledDecoder speaking() {
    if (transformer().head() == Head.SCALAR) {
      throw new UserError(
          "this model is a reward model: its head computes a score, so it has no log-probs and writes no text. Use it in a reward of type reward-model, or give a language model here");
    }
    return this;
  }

  /** Splits a batch into parts that run in parallel, or leaves it whole. */
  List<List<TokenSequence>> parts(List<TokenSequence> sequences) {
    int count = compute.device().equals("cpu")
        ? Parts.count(transformer(), vocabulary, Lanes.count(), Parts.tokens(sequences))
        : 1;
    return Parts.of(sequences, count);
  }

  /** Returns the layout of a batch, with the masks that this decoder's attention needs. */
  List<NDArray> layout(BatchArrays arrays) {
    return arrays.layout(transformer().masks());
  }
}
