/** Normalisations and what keeps the shape of its input otherwise. */
import type { Call } from "../call.js";
import { type Result, result } from "../known.js";
import { BOOL, FLOAT } from "../types.js";
import { alike, each, like, type Operator, type Operators } from "./operator.js";

/** The normalised input, then means and variances of each channel, of which older versions give four. */
const batchNormalization: Operator = {
  infer: (call) => {
    const channels = result(call.optional(3)?.type ?? call.input(0).type, call.input(1).shape);
    return [alike(call, 0), channels, channels, channels, channels];
  },
  inPlace: [0],
};

/** The shape of the input with 1 for all dimensions from the axis on. */
export function measured(call: Call, axis: number): Result {
  const { shape } = call.input(0);
  const from = call.axis(axis, shape.length);
  const type = call.integer("stash_type", FLOAT);
  return result(type, [...shape.slice(0, from), ...shape.slice(from).map(() => 1)]);
}

export const layerNormalization: Operator = {
  infer: (call) => {
    const each = measured(call, call.integer("axis", -1));
    return [alike(call, 0), each, each];
  },
};

const dropout: Operator = {
  infer: (call) => {
    const { shape, type } = call.input(0);
    // Up to version 9 the mask had the type of the input.
    return [result(type, shape), result(call.version < 10 ? type : BOOL, shape)];
  },
  inPlace: [0],
  isRandom: true,
};

export const NORMALISATIONS: Operators = {
  ...each(
    "GroupNormalization InstanceNormalization LogSoftmax LpNormalization RMSNormalization Softmax " +
      "CumSum CumProd ReverseSequence Trilu TensorScatter",
    like(0),
  ),
  BatchNormalization: batchNormalization,
  LayerNormalization: layerNormalization,
  Dropout: dropout,
};
