/** Operators that give the same bytes another shape. */
import type { Call } from "../call.js";
import { type Result, result } from "../known.js";
import { countOf } from "../tensor.js";
import type { Operator, Operators } from "./operator.js";

/** The elements of the first input under another shape. */
function reshaped(call: Call, shape: readonly number[]): Result {
  const { type, shape: own, isFixed } = call.input(0);
  if (countOf(shape) !== countOf(own)) call.fail(`makes [${shape}] of [${own}]: the numbers of elements differ`);
  return result(type, shape, isFixed ? call.input(0).content : null);
}

const view = (shapeOf: (call: Call) => readonly number[]): Operator => ({
  infer: (call) => [reshaped(call, shapeOf(call))],
  isView: true,
});

/** 0 is the size that the input has there, unless `allowzero` says otherwise; one −1 is what is left. */
function reshapeTo(call: Call): readonly number[] {
  const { shape: own } = call.input(0);
  const asked = call.integers("shape") ?? call.wholes(1);
  const sizes = asked.map((size, axis) => {
    if (size !== 0 || call.flag("allowzero")) return size;
    return own[axis] ?? call.fail(`keeps dimension ${axis} of an input that has ${own.length}`);
  });
  return filled(call, sizes, countOf(own));
}

/** With the one −1 in it replaced, so that there are `count` elements. */
function filled(call: Call, sizes: readonly number[], count: number): readonly number[] {
  const open = sizes.indexOf(-1);
  if (open < 0) return sizes;
  if (sizes.indexOf(-1, open + 1) >= 0) call.fail(`leaves two dimensions open: [${sizes}]`);
  const others = countOf(sizes.filter((_, axis) => axis !== open));
  if (others === 0 || count % others !== 0) call.fail(`cannot make [${sizes}] of ${count} elements`);
  return sizes.map((size, axis) => (axis === open ? count / others : size));
}

function flattened(call: Call): readonly number[] {
  const { shape } = call.input(0);
  const axis = call.integer("axis", 1);
  if (axis < -shape.length || axis > shape.length) call.fail(`names axis ${axis} of ${shape.length} dimensions`);
  const at = axis < 0 ? axis + shape.length : axis;
  return [countOf(shape.slice(0, at)), countOf(shape.slice(at))];
}

/** Axes became an input with version 13. */
function axesOf(call: Call): readonly number[] | null {
  return call.integers("axes") ?? call.optionalWholes(1);
}

function squeezed(call: Call): readonly number[] {
  const { shape } = call.input(0);
  const given = axesOf(call);
  if (given === null) return shape.filter((size) => size !== 1);
  const axes = call.axes(given, shape.length);
  const large = axes.find((axis) => shape[axis] !== 1);
  if (large !== undefined) call.fail(`drops dimension ${large}, which has size ${shape[large]}`);
  return shape.filter((_, axis) => !axes.includes(axis));
}

function unsqueezed(call: Call): readonly number[] {
  const { shape } = call.input(0);
  const given = axesOf(call) ?? call.fail("has no axes");
  const rank = shape.length + given.length;
  const axes = new Set(call.axes(given, rank));
  const rest = shape[Symbol.iterator]();
  return Array.from({ length: rank }, (_, axis) => (axes.has(axis) ? 1 : (rest.next().value as number)));
}

export const RESHAPES: Operators = {
  Identity: view((call) => call.input(0).shape),
  Reshape: view(reshapeTo),
  Flatten: view(flattened),
  Squeeze: view(squeezed),
  Unsqueeze: view(unsqueezed),
};
