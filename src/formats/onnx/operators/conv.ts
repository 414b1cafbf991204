/** Convolutions. Weights are [out, in / group, kernel…], those of ConvTranspose [in, out / group, kernel…]. */
import type { Call } from "../call.js";
import { type Result, result } from "../known.js";
import { INT32 } from "../types.js";
import type { Operator, Operators } from "./operator.js";
import { unwindowed, windowed, windowOf } from "./window.js";

/** @param weights which input they are */
function convolved(call: Call, weights: number, type: number): Result {
  const { shape: x } = call.ranked(0, 2);
  const { shape: w } = call.input(weights);
  if (w.length !== x.length) call.fail(`has weights of ${w.length} dimensions for an input of ${x.length}`);
  const channels = w[1]! * call.integer("group", 1);
  if (channels !== x[1]) call.fail(`has weights for ${channels} channels, and an input with ${x[1]}`);
  const window = windowOf(call, x.length - 2, kernelOf(call, w));
  return result(type, [x[0]!, w[0]!, ...windowed(call, x.slice(2), window)]);
}

function kernelOf(call: Call, weights: readonly number[]): readonly number[] {
  const kernel = call.integers("kernel_shape");
  return kernel === null || kernel.length === 0 ? weights.slice(2) : kernel;
}

/** A convolution whose output has the type of an input. */
const conv = (weights: number, typeOf: (call: Call) => number): Operator => ({
  infer: (call) => [convolved(call, weights, typeOf(call))],
});

const convTranspose: Operator = {
  infer: (call) => {
    const { shape: x, type } = call.ranked(0, 2);
    const { shape: w } = call.input(1);
    if (w.length !== x.length) call.fail(`has weights of ${w.length} dimensions for an input of ${x.length}`);
    if (w[0] !== x[1]) call.fail(`has weights for ${w[0]} channels, and an input with ${x[1]}`);
    const window = windowOf(call, x.length - 2, kernelOf(call, w));
    const channels = w[1]! * call.integer("group", 1);
    return [result(type, [x[0]!, channels, ...unwindowed(call, x.slice(2), window)])];
  },
};

/** Blocks of columns, laid over one another as an image: [batch, channels × block, columns]. */
const col2Im: Operator = {
  infer: (call) => {
    const { shape: x, type } = call.ranked(0, 3);
    const image = call.wholes(1);
    const block = call.wholes(2).reduce((product, size) => product * size, 1);
    if (block < 1 || x[1]! % block !== 0) call.fail(`has ${x[1]} rows, which blocks of ${block} do not divide`);
    return [result(type, [x[0]!, x[1]! / block, ...image])];
  },
};

export const CONVOLUTIONS: Operators = {
  Conv: conv(1, (call) => call.input(0).type),
  ConvInteger: conv(1, () => INT32),
  QLinearConv: conv(3, (call) => call.optional(7)?.type ?? call.input(0).type),
  DeformConv: conv(1, (call) => call.input(0).type),
  ConvTranspose: convTranspose,
  Col2Im: col2Im,
};
