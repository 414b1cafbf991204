/** Products of matrices. */
import type { Call } from "../call.js";
import { type Result, result } from "../known.js";
import { FLOAT, INT32 } from "../types.js";
import { broadcast } from "./broadcast.js";
import type { Operator, Operators } from "./operator.js";

/** The shape of a product as NumPy's `matmul` has it: a list is a row on the left, a column on the right. */
export function matmulShape(call: Call, a: readonly number[], b: readonly number[]): number[] {
  if (a.length === 0 || b.length === 0) call.fail("multiplies by a tensor without dimensions");
  const left = a.length === 1 ? [1, ...a] : a;
  const right = b.length === 1 ? [...b, 1] : b;
  if (left.at(-1) !== right.at(-2)) call.fail(`multiplies [${a}] by [${b}], whose inner sizes differ`);
  const outer = broadcast(call, [left.slice(0, -2), right.slice(0, -2)]);
  const rows = a.length === 1 ? [] : [left.at(-2)!];
  const columns = b.length === 1 ? [] : [right.at(-1)!];
  return [...outer, ...rows, ...columns];
}

/** @param b which input is the right factor */
export const matmul = (b: number, typeOf: (call: Call) => number): Operator => ({
  infer: (call) => [result(typeOf(call), matmulShape(call, call.input(0).shape, call.input(b).shape))],
});

/** The last two dimensions changed for one another. */
export function transposed(shape: readonly number[]): readonly number[] {
  return shape.length < 2 ? shape : [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!];
}

/**
 * Matrices, each of which may be turned. ONNX has two dimensions alone; Deeploy's exporter writes more, as in MatMul.
 *
 * @param b which input is the right factor
 */
export function gemm(call: Call, b: number, type: number): Result {
  const [left, right] = [call.ranked(0, 2).shape, call.ranked(b, 2).shape];
  const shape = matmulShape(
    call,
    call.flag("transA") ? transposed(left) : left,
    call.flag("transB") ? transposed(right) : right,
  );
  return result(type, shape);
}

export const typeOfInput =
  (index: number) =>
  (call: Call): number =>
    call.input(index).type;

export const MATRICES: Operators = {
  MatMul: matmul(1, typeOfInput(0)),
  MatMulInteger: matmul(1, () => INT32),
  QLinearMatMul: matmul(3, (call) => call.optional(7)?.type ?? call.input(0).type),
  Gemm: { infer: (call) => [gemm(call, 1, call.input(0).type)] },
  Det: {
    infer: (call) => {
      const { shape, type } = call.ranked(0, 2);
      return [result(type, shape.slice(0, -2))];
    },
  },
};

export const FLOAT_PRODUCT = matmul(1, () => FLOAT);
