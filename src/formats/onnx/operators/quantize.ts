/** Between real numbers and the integers that stand for them. */
import type { Call } from "../call.js";
import { result } from "../known.js";
import { FLOAT, UINT8 } from "../types.js";
import { alike, like, type Operator, type Operators } from "./operator.js";

/** The type of the zero points, or the one that an attribute says. */
const quantize: Operator = {
  infer: (call) => [result(call.optional(2)?.type ?? call.type("output_dtype", UINT8), call.input(0).shape)],
};

/** The type of the scales, or the one that an attribute says. */
const dequantize: Operator = {
  infer: (call) => [result(call.type("output_dtype", call.input(1).type), call.input(0).shape)],
};

const dynamic: Operator = {
  infer: (call) => [result(UINT8, call.input(0).shape), result(FLOAT, []), result(UINT8, [])],
};

/** Elements of a type of their own, and of the shape of the first input. */
export const quantizedLike = (zeroPoint: number): Operator => ({
  infer: (call: Call) => {
    const { type, shape } = alike(call, 0);
    return [result(call.optional(zeroPoint)?.type ?? type, shape)];
  },
});

export const QUANTIZATION: Operators = {
  QuantizeLinear: quantize,
  DequantizeLinear: dequantize,
  DynamicQuantizeLinear: dynamic,
  // Deeploy's: each element is multiplied, added to and shifted.
  RequantShift: like(0),
};
