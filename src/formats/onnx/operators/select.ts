/** Operators that pick elements, or put some in their places. */
import type { Call } from "../call.js";
import { NotStatic, type Result, result } from "../known.js";
import { positions, stridesOf } from "../strided.js";
import { countOf } from "../tensor.js";
import { INT64 } from "../types.js";
import { alike, each, type Operator, type Operators } from "./operator.js";

function gather(call: Call): Result[] {
  const { shape: own, type } = call.ranked(0, 1);
  const { shape: indices } = call.input(1);
  const axis = call.axis(call.integer("axis", 0), own.length);
  const shape = [...own.slice(0, axis), ...indices, ...own.slice(axis + 1)];
  const picked = ([content, which]: readonly (readonly number[])[]): number[] | null => {
    const found: number[] = [];
    // Else a large dimension beside one of size 0 would be walked for nothing.
    if (countOf(shape) === 0) return found;
    const size = own[axis]!;
    const width = countOf(own.slice(axis + 1));
    for (let row = 0; row < countOf(own.slice(0, axis)); row++) {
      for (const index of which!) {
        const from = (row * size + (index < 0 ? index + size : index)) * width;
        found.push(...content!.slice(from, from + width));
      }
    }
    // An index beyond the axis leaves too few.
    return found.length === countOf(shape) ? found : null;
  };
  return [call.computed(type, shape, picked)];
}

function gatherNd(call: Call): Result[] {
  const { shape: own, type } = call.ranked(0, 1);
  const { shape: indices } = call.ranked(1, 1);
  const batches = call.integer("batch_dims", 0);
  const rest = own.slice(batches + indices.at(-1)!);
  return [result(type, [...indices.slice(0, -1), ...rest])];
}

/** Begins, ends, axes and steps: attributes before version 10, inputs since. */
function slice(call: Call): Result[] {
  const { shape: own, type } = call.input(0);
  const isOld = call.has("starts");
  const starts = isOld ? call.integers("starts")! : call.wholes(1);
  const ends = isOld ? (call.integers("ends") ?? []) : call.wholes(2);
  const given = isOld ? call.integers("axes") : call.optionalWholes(3);
  const steps = isOld ? null : call.optionalWholes(4);
  const axes = call.axes(given ?? starts.map((_, i) => i), own.length);
  const lengths = [ends.length, axes.length, steps?.length ?? starts.length];
  if (lengths.some((length) => length !== starts.length)) {
    call.fail(`has ${starts.length} begins, ${ends.length} ends and ${axes.length} axes`);
  }
  const shape = [...own];
  const strides = stridesOf(own);
  let first = 0;
  for (const [i, axis] of axes.entries()) {
    const step = steps?.[i] ?? 1;
    if (step === 0) call.fail("has a step of 0");
    const range = clamped(starts[i]!, ends[i]!, step, own[axis]!);
    shape[axis] = range.count;
    first += range.first * strides[axis]!;
    strides[axis]! *= step;
  }
  const cut = ([content]: readonly (readonly number[])[]): number[] =>
    positions(shape, strides, first).map((at) => content![at]!);
  return [call.computed(type, shape, cut)];
}

/** What a slice of one dimension takes. Negative begins and ends count from behind. */
function clamped(start: number, end: number, step: number, size: number): { first: number; count: number } {
  const low = step > 0 ? 0 : -1;
  const high = step > 0 ? size : size - 1;
  const within = (at: number, least: number): number => Math.min(Math.max(at < 0 ? at + size : at, least), high);
  const first = within(start, 0);
  return { first, count: Math.max(Math.ceil((within(end, low) - first) / step), 0) };
}

function oneHot(call: Call): Result[] {
  const { shape } = call.input(0);
  const depth = call.wholes(1)[0] ?? call.fail("has no depth");
  const axis = call.axis(call.integer("axis", -1), shape.length + 1);
  return [result(call.input(2).type, [...shape.slice(0, axis), depth, ...shape.slice(axis)])];
}

/** The indices of all elements that are not 0: [dimensions, elements]. */
function nonZero(call: Call): Result[] {
  const { shape } = call.input(0);
  const content = call.contentOf(0);
  const strides = stridesOf(shape);
  const found: number[] = [];
  for (const [at, value] of content.entries()) if (value !== 0) found.push(at);
  const isSmall = call.mayCompute(content.length) && call.mayCompute(found.length * shape.length);
  const indices = shape.flatMap((size, axis) => found.map((at) => Math.floor(at / strides[axis]!) % size));
  return [result(INT64, [shape.length, found.length], isSmall ? indices : null)];
}

function compress(call: Call): Result[] {
  const { shape, type } = call.input(0);
  const kept = call.contentOf(1).filter((value) => value !== 0).length;
  if (!call.has("axis")) return [result(type, [kept])];
  const axis = call.axis(call.integer("axis", 0), shape.length);
  return [
    result(
      type,
      shape.map((size, at) => (at === axis ? kept : size)),
    ),
  ];
}

/** The first input with some elements replaced. Torch exporters compute shapes so. */
function scatterNd(call: Call): Result[] {
  const { shape, type } = call.input(0);
  const { shape: indices } = call.ranked(1, 1);
  const depth = indices.at(-1)!;
  const strides = stridesOf(shape);
  const width = countOf(shape.slice(depth));
  const put = ([content, which, updates]: readonly (readonly number[])[]): number[] | null => {
    const found = [...content!];
    if (depth === 0 || which!.length === 0) return depth === 0 ? null : found;
    for (let i = 0; i < countOf(indices.slice(0, -1)); i++) {
      let to = 0;
      for (let axis = 0; axis < depth; axis++) {
        const index = which![i * depth + axis]!;
        to += (index < 0 ? index + shape[axis]! : index) * strides[axis]!;
      }
      if (!(to >= 0 && to + width <= found.length)) return null;
      for (let k = 0; k < width; k++) found[to + k] = updates![i * width + k] ?? 0;
    }
    return found;
  };
  const isPlain = call.text("reduction", "none") === "none" && depth <= shape.length;
  return [
    isPlain && countOf(indices) <= countOf(shape) * shape.length
      ? call.computed(type, shape, put)
      : result(type, shape),
  ];
}

/** How many there are depends on the content. */
const onlyAtRun = (what: string): Operator => ({
  infer: () => {
    throw new NotStatic(`gives ${what}, which only a run tells`);
  },
});

export const SELECTIONS: Operators = {
  Gather: { infer: gather },
  GatherElements: { infer: (call) => [result(call.input(0).type, call.input(1).shape)] },
  GatherND: { infer: gatherNd },
  Slice: { infer: slice },
  ...each("Scatter ScatterElements", { infer: (call) => [alike(call, 0)] }),
  ScatterND: { infer: scatterNd },
  OneHot: { infer: oneHot },
  NonZero: { infer: nonZero },
  Compress: { infer: compress },
  NonMaxSuppression: onlyAtRun("as many boxes as do not overlap"),
  Unique: onlyAtRun("as many elements as differ"),
};
