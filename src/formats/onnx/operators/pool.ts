/** Pools: over windows, over all of an image, over regions of interest. */
import type { Call } from "../call.js";
import { type Result, result } from "../known.js";
import { INT64 } from "../types.js";
import { alike, like, type Operator, type Operators } from "./operator.js";
import { unwindowed, windowed, windowOf } from "./window.js";

function pooled(call: Call): readonly number[] {
  const { shape: x } = call.ranked(0, 2);
  const kernel = call.integers("kernel_shape") ?? call.fail("has no kernel_shape");
  const window = windowOf(call, x.length - 2, kernel);
  return [...x.slice(0, 2), ...windowed(call, x.slice(2), window, call.flag("ceil_mode"))];
}

/** The pool, and where each greatest element stood. */
function maxPool(call: Call): Result[] {
  const shape = pooled(call);
  return [result(call.input(0).type, shape), result(INT64, shape)];
}

export const pool: Operator = { infer: (call) => [result(call.input(0).type, pooled(call))] };

/** Leaves one element of each channel. */
export const globalPool: Operator = {
  infer: (call) => {
    const { shape, type } = call.ranked(0, 2);
    return [result(type, [...shape.slice(0, 2), ...shape.slice(2).map(() => 1)])];
  },
};

const maxUnpool: Operator = {
  infer: (call) => {
    const { shape: x, type } = call.ranked(0, 2);
    if (call.optional(2) !== null) return [result(type, call.wholes(2))];
    const kernel = call.integers("kernel_shape") ?? call.fail("has no kernel_shape");
    const window = windowOf(call, x.length - 2, kernel);
    return [result(type, [...x.slice(0, 2), ...unwindowed(call, x.slice(2), window)])];
  },
};

/** [regions, channels, height, width] of each region that is listed in the second input. */
const regions = (sizeOf: (call: Call) => readonly number[]): Operator => ({
  infer: (call) => {
    const { shape: x, type } = call.ranked(0, 2);
    return [result(type, [call.ranked(1, 1).shape[0]!, x[1]!, ...sizeOf(call)])];
  },
});

export const POOLS: Operators = {
  MaxPool: { infer: maxPool },
  AveragePool: pool,
  LpPool: pool,
  GlobalAveragePool: globalPool,
  GlobalMaxPool: globalPool,
  GlobalLpPool: globalPool,
  MaxUnpool: maxUnpool,
  MaxRoiPool: regions((call) => call.integers("pooled_shape") ?? call.fail("has no pooled_shape")),
  RoiAlign: regions((call) => [call.integer("output_height", 1), call.integer("output_width", 1)]),
  LRN: like(0),
  GridSample: {
    infer: (call) => {
      const { shape: x, type } = call.ranked(0, 3);
      const { shape: grid } = call.ranked(1, 3);
      return [result(type, [...x.slice(0, 2), ...grid.slice(1, -1)])];
    },
  },
  AffineGrid: {
    infer: (call) => {
      const [batch, , ...sizes] = call.wholes(1);
      return [result(call.input(0).type, [batch ?? call.fail("has no size"), ...sizes, sizes.length])];
    },
  },
  MeanVarianceNormalization: { infer: (call) => [alike(call, 0)] },
};
