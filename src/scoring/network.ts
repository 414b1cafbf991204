import { type Budget, finiteNumbers, list, record, whole } from "./checks.js";
import { MAX_PARAMETERS, type Scorer } from "./data.js";

/** Outputs that are computed side by side: each input is read once for all of them, and no sum waits for another. */
const LANES = 4;

/** A dense layer with its outputs filled up to a multiple of the lanes. What is filled in gives zeros and meets zero weights. */
interface Layer {
  readonly inputs: number;
  /** A multiple of the lanes. */
  readonly outputs: number;
  /** For each block of lanes, for each input, the weights of the lanes. */
  readonly weights: Float64Array;
  readonly biases: Float64Array;
}

/** Dense layers with ReLU between them. */
export class NetworkScorer implements Scorer {
  private readonly layers: readonly Layer[];
  /** The weights of the last layer's only output. */
  private readonly last: Float64Array;
  private readonly bias: number;
  private readonly even: Float64Array;
  private readonly odd: Float64Array;

  /** @throws RangeError naming what is wrong with the data */
  constructor(
    data: Readonly<Record<string, unknown>>,
    readonly featureCount: number,
    budget: Budget,
  ) {
    const given = list(data.layers, "layers");
    if (given.length === 0) throw new RangeError("layers must hold at least one layer, got none");
    const layers: Layer[] = [];
    let inputs = featureCount;
    let width = featureCount;
    let widest = 0;
    for (let l = 0; l < given.length - 1; l++) {
      const { outputs, weights, biases } = readLayer(given[l], inputs, `layers[${l}]`, budget);
      layers.push(pack(inputs, width, outputs, weights, biases));
      inputs = outputs;
      width = padded(outputs);
      widest = Math.max(widest, width);
    }
    const name = `layers[${given.length - 1}]`;
    const { outputs, weights, biases } = readLayer(given[given.length - 1], inputs, name, budget);
    if (outputs !== 1) throw new RangeError(`${name}.outputs must be 1 in the last layer, got ${outputs}`);
    this.layers = layers;
    this.last = new Float64Array(width);
    this.last.set(weights);
    this.bias = biases[0]!;
    this.even = new Float64Array(widest);
    this.odd = new Float64Array(widest);
  }

  score(rows: Float64Array, count: number, scores: Float64Array): void {
    const { layers, featureCount, last, bias } = this;
    for (let i = 0; i < count; i++) {
      let values = rows;
      let from = i * featureCount;
      for (let l = 0; l < layers.length; l++) {
        const target = l % 2 === 0 ? this.even : this.odd;
        applyLayer(layers[l]!, values, from, target);
        values = target;
        from = 0;
      }
      let sum = bias;
      for (let k = 0; k < last.length; k++) sum += last[k]! * values[from + k]!;
      // Also what overflowed: no finite weights are refused.
      scores[i] = Number.isFinite(sum) ? sum : 0;
    }
  }
}

function applyLayer(layer: Layer, values: Float64Array, from: number, target: Float64Array): void {
  const { inputs, outputs, weights, biases } = layer;
  let at = 0;
  for (let o = 0; o < outputs; o += LANES) {
    let a = biases[o]!;
    let b = biases[o + 1]!;
    let c = biases[o + 2]!;
    let d = biases[o + 3]!;
    for (let k = from, end = from + inputs; k < end; k++, at += LANES) {
      const x = values[k]!;
      a += weights[at]! * x;
      b += weights[at + 1]! * x;
      c += weights[at + 2]! * x;
      d += weights[at + 3]! * x;
    }
    // ReLU.
    target[o] = Math.max(a, 0);
    target[o + 1] = Math.max(b, 0);
    target[o + 2] = Math.max(c, 0);
    target[o + 3] = Math.max(d, 0);
  }
}

function readLayer(value: unknown, inputs: number, name: string, budget: Budget) {
  const layer = record(value, name);
  if (layer.inputs !== inputs) {
    throw new RangeError(`${name}.inputs must be ${inputs}, what comes before it, got ${String(layer.inputs)}`);
  }
  const outputs = whole(layer.outputs, 1, MAX_PARAMETERS, `${name}.outputs`);
  const weights = finiteNumbers(layer.weights, inputs * outputs, `${name}.weights`, budget);
  const biases = finiteNumbers(layer.biases, outputs, `${name}.biases`, budget);
  return { outputs, weights, biases };
}

function padded(outputs: number): number {
  return Math.ceil(outputs / LANES) * LANES;
}

/** `width` is the number of values that come in, those that fill up included. */
function pack(inputs: number, width: number, outputs: number, weights: Float64Array, biases: Float64Array): Layer {
  const packed = new Float64Array(padded(outputs) * width);
  for (let o = 0; o < outputs; o++) {
    const block = o - (o % LANES);
    for (let k = 0; k < inputs; k++) packed[block * width + k * LANES + (o % LANES)] = weights[o * inputs + k]!;
  }
  const filled = new Float64Array(padded(outputs));
  filled.set(biases);
  return { inputs: width, outputs: padded(outputs), weights: packed, biases: filled };
}
