import { defineColumnFamily } from "../columns.js";
import { Xoshiro128 } from "../xoshiro128.js";
import { trainingStyle } from "./gradients.js";
import { ELEMENT, Kernels, type Saved } from "./kernels.js";
import { largeOptions, runProgram, statesOption } from "./step.js";
import { Transformer } from "./transformer.js";
import { transformerShape } from "./transformer-shape.js";

/** Buffers of a layer and microbatch, at least. */
const LAYER = 90;

/**
 * One device of a pipeline that alternates forward and backward passes of microbatches once the pipeline is full
 * (Narayanan et al., "PipeDream: generalized pipeline parallelism for DNN training", 2019). What several microbatches
 * saved is there at a time; gradients are added up.
 */
export const pipeline = defineColumnFamily(
  {
    name: "pipeline",
    kind: "large",
    description: "one device of a transformer's pipeline: one forward, one backward pass of microbatches in turn",
    options: [
      ...largeOptions,
      statesOption,
      {
        name: "microbatches",
        type: "integer",
        min: 1,
        max: 1024,
        default: null,
        description: "how many pass through; absent: 8 to 48, drawn, or fewer where buffers are few",
      },
    ],
  },
  (values) => {
    const draw = new Xoshiro128(values.seed, "pipeline");
    const shape = transformerShape(draw, true);
    const style = trainingStyle({ states: values.states, gradients: "accumulated" }, draw);
    const drawn = Math.min(draw.between(8, 48), Math.floor(values.buffers / LAYER) - 2);
    const microbatches = values.microbatches ?? drawn;
    const ahead = Math.min(microbatches, draw.between(1, 12));
    const wide = shape.tokens * shape.width * ELEMENT;
    return runProgram("pipeline", values, (tape, layers, random) => {
      const kernels = new Kernels(tape, style, random);
      const model = new Transformer(kernels, shape);
      const waiting: Saved[] = [];
      const forward = () => {
        const saved: Saved = [];
        let x = tape.write(wide);
        for (let layer = 0; layer < layers; layer++) x = model.layer(saved, x);
        tape.op();
        tape.free(x);
        waiting.push(saved);
      };
      const backward = (saved: Saved) => {
        let g = tape.write(wide);
        for (let layer = 0; layer < layers; layer++) g = model.layerBackward(saved, g);
        tape.op();
        tape.free(g);
        kernels.gradients.microbatchDone();
      };
      for (let i = 0; i < microbatches; i++) {
        forward();
        if (i >= ahead) backward(waiting.shift()!);
      }
      for (const saved of waiting) backward(saved);
      kernels.gradients.finish();
    });
  },
);
