import { defineColumnFamily } from "../columns.js";
import { Xoshiro128 } from "../xoshiro128.js";
import { trainingStyle } from "./gradients.js";
import { Kernels, type Saved } from "./kernels.js";
import { type Program, runProgram, type StepValues, stepOptions } from "./step.js";
import { Transformer } from "./transformer.js";
import { transformerShape } from "./transformer-shape.js";

/** Forward through all layers and back, all kept that the backward pass reads. The peak is at the head. */
export const transformer = defineColumnFamily(
  {
    name: "transformer",
    kind: "large",
    description: "a training step of a deep transformer with flash attention",
    options: stepOptions,
  },
  (values) => {
    const draw = new Xoshiro128(values.seed, "transformer");
    return runProgram("transformer", values, plain(values, draw, true));
  },
);

/** The scores of all pairs of tokens are buffers: a few sizes that dwarf the others. */
export const transformerScores = defineColumnFamily(
  {
    name: "transformer-scores",
    kind: "large",
    description: "a training step of a deep transformer without flash attention: scores of all pairs of tokens",
    options: stepOptions,
  },
  (values) => {
    const draw = new Xoshiro128(values.seed, "transformer-scores");
    return runProgram("transformer-scores", values, plain(values, draw, false));
  },
);

function plain(values: StepValues, draw: Xoshiro128, flash: boolean): Program {
  const shape = transformerShape(draw, flash);
  const style = trainingStyle(values, draw);
  return (tape, layers, random) => {
    const kernels = new Kernels(tape, style, random);
    const model = new Transformer(kernels, shape);
    const saved: Saved = [];
    let x = model.embed(saved);
    for (let layer = 0; layer < layers; layer++) x = model.layer(saved, x);
    let g = model.head(x);
    for (let layer = 0; layer < layers; layer++) g = model.layerBackward(saved, g);
    model.embedBackward(saved, g);
    kernels.gradients.finish();
  };
}

/**
 * Only the inputs of segments are kept. The backward pass runs a segment's forward pass again before it goes back
 * through it (Chen, Xu, Zhang, Guestrin, "Training deep nets with sublinear memory cost", 2016), so many short hills
 * follow each other.
 */
export const transformerCheckpointed = defineColumnFamily(
  {
    name: "transformer-checkpointed",
    kind: "large",
    description: "a training step of a deep transformer with activation checkpointing, segment by segment",
    options: stepOptions,
  },
  (values) => {
    const draw = new Xoshiro128(values.seed, "transformer-checkpointed");
    const shape = transformerShape(draw, draw.chance(70));
    const style = trainingStyle(values, draw);
    const segment = draw.pick([1, 1, 2, 4]);
    return runProgram("transformer-checkpointed", values, (tape, segments, random) => {
      const kernels = new Kernels(tape, style, random);
      const model = new Transformer(kernels, shape);
      const ids: Saved = [];
      const inputs: number[] = [];
      let x = model.embed(ids);
      for (let i = 0; i < segments; i++) {
        inputs.push(x);
        const saved: Saved = [];
        for (let layer = 0; layer < segment; layer++) x = model.layer(saved, x);
        // Without a backward pass at hand, nothing of a segment outlives its readers but the input.
        for (const row of saved) if (row !== inputs[i]) tape.cut(row, random.between(1, 4));
      }
      let g = model.head(x);
      for (let i = segments - 1; i >= 0; i--) {
        const saved: Saved = [];
        let again = inputs[i]!;
        for (let layer = 0; layer < segment; layer++) again = model.layer(saved, again);
        tape.free(again);
        for (let layer = 0; layer < segment; layer++) g = model.layerBackward(saved, g);
      }
      model.embedBackward(ids, g);
      kernels.gradients.finish();
    });
  },
);

/** Every second layer has experts, of which this device has some. Their loads, and so their sizes, vary by layer. */
export const mixtureOfExperts = defineColumnFamily(
  {
    name: "mixture-of-experts",
    kind: "large",
    description: "a training step of a transformer whose every second layer routes tokens to experts",
    options: stepOptions,
  },
  (values) => {
    const draw = new Xoshiro128(values.seed, "mixture-of-experts");
    const shape = transformerShape(draw, true);
    const style = trainingStyle(values, draw);
    const experts = { all: draw.pick([8, 16, 64]), here: draw.pick([2, 4, 8]), top: draw.pick([1, 2]) };
    return runProgram("mixture-of-experts", values, (tape, pairs, random) => {
      const kernels = new Kernels(tape, style, random);
      const model = new Transformer(kernels, shape, experts);
      const saved: Saved = [];
      let x = model.embed(saved);
      for (let pair = 0; pair < pairs; pair++) x = model.layer(saved, model.layer(saved, x), true);
      let g = model.head(x);
      for (let pair = 0; pair < pairs; pair++) g = model.layerBackward(saved, model.layerBackward(saved, g, true));
      model.embedBackward(saved, g);
      kernels.gradients.finish();
    });
  },
);
