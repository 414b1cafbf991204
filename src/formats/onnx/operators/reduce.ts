/** Reductions over axes, and the greatest elements along one. */
import type { Call } from "../call.js";
import { type Result, result } from "../known.js";
import { positions, stridesOf } from "../strided.js";
import { countOf } from "../tensor.js";
import { INT64, rounded } from "../types.js";
import { each, type Operator, type Operators } from "./operator.js";

/** The axes of the attribute, or of the second input that took its place with version 13 or 18; null for none. */
function axesOf(call: Call): number[] | null {
  const { shape } = call.input(0);
  const given = call.integers("axes") ?? call.optionalWholes(1);
  return given === null || given.length === 0 ? null : call.axes(given, shape.length);
}

interface Reduced {
  /** With 1 for each axis that is reduced. */
  readonly kept: readonly number[];
  readonly shape: readonly number[];
}

function reduced(call: Call): Reduced {
  const { shape } = call.input(0);
  const axes = axesOf(call);
  const isNone = axes === null && call.flag("noop_with_empty_axes");
  const isReduced = (axis: number): boolean => !isNone && (axes === null || axes.includes(axis));
  const kept = shape.map((size, axis) => (isReduced(axis) ? 1 : size));
  const keeps = call.flag("keepdims", true);
  return { kept, shape: keeps ? kept : shape.filter((_, axis) => !isReduced(axis)) };
}

/** @param fold with undefined for the first element; null where no shape is computed with it */
function reduction(fold: ((total: number | undefined, value: number, count: number) => number) | null): Operator {
  return {
    infer: (call) => {
      const { type, shape: own } = call.input(0);
      const { kept, shape } = reduced(call);
      const count = countOf(kept);
      const content = call.isFixed && fold !== null ? call.input(0).content : null;
      if (content === null || count > content.length || !call.mayCompute(content.length)) return [result(type, shape)];
      const strides = stridesOf(kept).map((stride, axis) => (kept[axis] === own[axis] ? stride : 0));
      const totals = new Array<number | undefined>(count).fill(undefined);
      const portion = content.length / count;
      for (const [at, to] of positions(own, strides).entries()) {
        totals[to] = fold!(totals[to], content[at]!, portion);
      }
      return [
        result(
          type,
          shape,
          totals.map((total) => rounded(total ?? 0, type)),
        ),
      ];
    },
  };
}

function arg(call: Call): Result[] {
  const { shape } = call.input(0);
  const axis = call.axis(call.integer("axis", 0), shape.length);
  const kept = shape.map((size, at) => (at === axis ? 1 : size));
  return [result(INT64, call.flag("keepdims", true) ? kept : shape.filter((_, at) => at !== axis))];
}

/** The k greatest along an axis, and where they stood. k was an attribute before version 10. */
function topK(call: Call): Result[] {
  const { shape, type } = call.ranked(0, 1);
  const axis = call.axis(call.integer("axis", -1), shape.length);
  const k = call.has("k") ? call.integer("k", 0) : (call.wholes(1)[0] ?? call.fail("has no k"));
  if (k > shape[axis]!) call.fail(`asks for ${k} of ${shape[axis]} elements`);
  const found = shape.map((size, at) => (at === axis ? k : size));
  return [result(type, found), result(INT64, found)];
}

export const REDUCTIONS: Operators = {
  ...each("ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceSumSquare", reduction(null)),
  ReduceMax: reduction((total = Number.NEGATIVE_INFINITY, value) => Math.max(total, value)),
  ReduceMin: reduction((total = Number.POSITIVE_INFINITY, value) => Math.min(total, value)),
  ReduceSum: reduction((total = 0, value) => total + value),
  ReduceMean: reduction((total = 0, value, count) => total + value / count),
  ReduceProd: reduction((total = 1, value) => total * value),
  ...each("ArgMax ArgMin", { infer: arg }),
  TopK: { infer: topK },
};
