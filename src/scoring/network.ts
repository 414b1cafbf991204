import type { NetworkData, RowScorer } from "./data.js";
import { numbers } from "./numbers.js";

/** More layers help nobody here. */
const MAX_LAYERS = 8;

export function buildNetwork({ layers }: NetworkData, featureCount: number): RowScorer {
  if (!Array.isArray(layers) || layers.length === 0 || layers.length > MAX_LAYERS) {
    throw new RangeError(`layers must be a list of 1 to ${MAX_LAYERS}`);
  }
  let inputs = featureCount;
  const built = layers.map((layer, i) => {
    const { outputs } = layer;
    if (layer.inputs !== inputs) throw new RangeError(`layers[${i}] takes ${layer.inputs} inputs, there are ${inputs}`);
    if (!Number.isInteger(outputs) || outputs < 1) throw new RangeError(`layers[${i}].outputs is ${String(outputs)}`);
    const weights = numbers(layer.weights, inputs * outputs, `layers[${i}].weights`);
    const biases = numbers(layer.biases, outputs, `layers[${i}].biases`);
    inputs = outputs;
    return { weights, biases, inputs: layer.inputs, outputs, result: new Float64Array(outputs) };
  });
  if (inputs !== 1) throw new RangeError(`the last layer has ${inputs} outputs, not 1`);
  const last = built.length - 1;
  return (rows, at) => {
    let from = rows;
    let start = at;
    for (let i = 0; i <= last; i++) {
      const layer = built[i]!;
      const { weights, biases, result } = layer;
      for (let o = 0, w = 0; o < layer.outputs; o++) {
        let sum = biases[o]!;
        for (let j = start, end = start + layer.inputs; j < end; j++) sum += weights[w++]! * from[j]!;
        result[o] = i < last && sum < 0 ? 0 : sum;
      }
      from = result;
      start = 0;
    }
    return from[0]!;
  };
}
