/** Operators that lay elements out otherwise, repeat them, join or part tensors. */
import type { Call } from "../call.js";
import { type Result, result } from "../known.js";
import { broadcastContent, positions, stridesOf } from "../strided.js";
import { countOf } from "../tensor.js";
import { broadcast } from "./broadcast.js";
import type { Operators } from "./operator.js";

function transposed(call: Call): Result[] {
  const { shape: own, type } = call.input(0);
  const order = call.integers("perm") ?? own.map((_, axis) => own.length - 1 - axis);
  if (order.length !== own.length) call.fail(`orders ${order.length} dimensions of ${own.length}`);
  const axes = call.axes(order, own.length);
  const shape = axes.map((axis) => own[axis]!);
  const strides = stridesOf(own);
  const moved = ([content]: readonly (readonly number[])[]): number[] =>
    positions(
      shape,
      axes.map((axis) => strides[axis]!),
    ).map((at) => content![at]!);
  return [call.computed(type, shape, moved)];
}

/** Joined along one axis; the others must agree. @param inputs which inputs are joined */
export function joined(call: Call, inputs: readonly number[]): Result {
  const first = call.ranked(inputs[0] ?? 0, 1);
  const rank = first.shape.length;
  const axis = call.axis(call.integer("axis", 1), rank);
  let size = 0;
  for (const index of inputs) {
    const { shape } = call.input(index);
    const fits = shape.length === rank && shape.every((other, at) => at === axis || other === first.shape[at]);
    if (!fits) call.fail(`joins [${first.shape}] and [${shape}] along axis ${axis}`);
    size += shape[axis] ?? 1;
  }
  const shape = first.shape.map((other, at) => (at === axis ? size : other));
  return call.computed(first.type, shape, (contents) => interleaved(call, contents, axis));
}

/** The parts of each tensor before the axis, one after the other. */
function interleaved(call: Call, contents: readonly (readonly number[])[], axis: number): number[] {
  const rows = countOf(call.input(0).shape.slice(0, axis));
  const found: number[] = [];
  if (contents.every(({ length }) => length === 0)) return found;
  for (let row = 0; row < rows; row++) {
    for (const content of contents) {
      const width = content.length / rows;
      found.push(...content.slice(row * width, (row + 1) * width));
    }
  }
  return found;
}

/** Sizes from the attribute, or the second input that took its place with version 13; else parts of one size. */
function split(call: Call): Result[] {
  const { shape, type, isFixed } = call.ranked(0, 1);
  const axis = call.axis(call.integer("axis", 0), shape.length);
  const size = shape[axis]!;
  const parts = partsOf(call, size);
  const total = parts.reduce((sum, part) => sum + part, 0);
  if (total !== size) call.fail(`parts ${size} into [${parts}]`);
  const content =
    isFixed && call.input(0).content !== null && call.mayCompute(countOf(shape)) ? call.input(0).content : null;
  let begin = 0;
  return parts.map((part) => {
    const own = shape.map((other, at) => (at === axis ? part : other));
    const strides = stridesOf(shape);
    const places = content === null ? null : positions(own, strides, begin * strides[axis]!);
    begin += part;
    return result(type, own, places === null ? null : places.map((at) => content![at]!));
  });
}

function partsOf(call: Call, size: number): readonly number[] {
  const given = call.integers("split") ?? call.optionalWholes(1);
  if (given !== null) {
    if (given.length !== call.outputCount) call.fail(`parts into ${given.length}, and has ${call.outputCount} outputs`);
    const negative = given.find((part) => part < 0);
    if (negative !== undefined) call.fail(`has a part of size ${negative}`);
    return given;
  }
  const count = call.integer("num_outputs", call.outputCount);
  if (count !== call.outputCount) call.fail(`parts into ${count}, and has ${call.outputCount} outputs`);
  // The last is smaller where the size is no multiple.
  const part = Math.ceil(size / count);
  return Array.from({ length: count }, (_, i) => Math.max(Math.min(part, size - i * part), 0));
}

function tiled(call: Call): Result[] {
  const { shape: own, type } = call.input(0);
  const repeats = call.wholes(1);
  // In version 1 the second input says how often, the third along which axis.
  const isOld = call.optional(2) !== null;
  if (!isOld && repeats.length !== own.length) call.fail(`repeats ${repeats.length} dimensions of ${own.length}`);
  const axis = isOld ? call.axis(call.wholes(2)[0] ?? 0, own.length) : 0;
  const times = own.map((_, at) => (isOld ? (at === axis ? (repeats[0] ?? 1) : 1) : repeats[at]!));
  const shape = own.map((size, at) => size * times[at]!);
  const strides = stridesOf(own);
  return [call.computed(type, shape, ([content]) => repeated(content!, own, shape, strides))];
}

function repeated(
  content: readonly number[],
  own: readonly number[],
  shape: readonly number[],
  strides: readonly number[],
): number[] {
  const axes = stridesOf(shape);
  return positions(shape, axes).map((at) => {
    const from = own.reduce((sum, size, axis) => sum + (Math.floor(at / axes[axis]!) % size) * strides[axis]!, 0);
    return content[from]!;
  });
}

function expanded(call: Call): Result[] {
  const { shape: own, type } = call.input(0);
  const shape = broadcast(call, [own, call.wholes(1)]);
  return [call.computed(type, shape, ([content]) => broadcastContent(content!, own, shape))];
}

/** Sizes before and behind each axis: an attribute before version 11, then an input; with version 18 of some axes. */
function padded(call: Call): Result[] {
  const { shape, type } = call.input(0);
  const pads = call.integers("pads") ?? call.integers("paddings") ?? call.wholes(1);
  const given = call.optionalWholes(3);
  const axes = given === null ? shape.map((_, axis) => axis) : call.axes(given, shape.length);
  if (pads.length !== 2 * axes.length) call.fail(`has ${pads.length} pads for ${axes.length} axes`);
  const sizes = [...shape];
  for (const [i, axis] of axes.entries()) sizes[axis]! += pads[i]! + pads[i + axes.length]!;
  return [result(type, sizes)];
}

/** Blocks of an image become channels, or channels blocks. @param isDeeper blocks become channels */
function blocks(call: Call, isDeeper: boolean): Result[] {
  const { shape, type } = call.input(0);
  if (shape.length !== 4) call.fail(`needs an input of 4 dimensions, not ${shape.length}`);
  const size = call.integer("blocksize", 0);
  if (size < 1) call.fail(`has a block size of ${size}`);
  const [batch, channels, height, width] = shape as [number, number, number, number];
  const [depth, rows, columns] = isDeeper
    ? [channels * size * size, height / size, width / size]
    : [channels / (size * size), height * size, width * size];
  if (![depth, rows, columns].every(Number.isInteger))
    call.fail(`has blocks of ${size}, which do not divide [${shape}]`);
  return [result(type, [batch, depth, rows, columns])];
}

/** Cut or padded to the sizes that are asked for. */
function cropped(call: Call): Result[] {
  const { shape, type } = call.input(0);
  const sizes = call.wholes(1);
  const axes = call.axes(call.integers("axes") ?? shape.map((_, axis) => axis), shape.length);
  if (sizes.length !== axes.length) call.fail(`has ${sizes.length} sizes for ${axes.length} axes`);
  const found = [...shape];
  for (const [i, axis] of axes.entries()) found[axis] = sizes[i]!;
  return [result(type, found)];
}

const each = (call: Call): number[] => call.inputs.map((_, index) => index);

export const ARRANGEMENTS: Operators = {
  Transpose: { infer: transposed },
  Concat: { infer: (call) => [joined(call, each(call))] },
  Split: { infer: split },
  Tile: { infer: tiled },
  Expand: { infer: expanded },
  Pad: { infer: padded },
  DepthToSpace: { infer: (call) => blocks(call, false) },
  SpaceToDepth: { infer: (call) => blocks(call, true) },
  CenterCropPad: { infer: cropped },
};
