/** Images made larger or smaller. Source: the operators Resize and Upsample, ONNX, versions 7 to 19. */
import type { Call } from "../call.js";
import { type Result, result } from "../known.js";
import type { Operators } from "./operator.js";

/** As kernels compute it: in floats. */
function scaled(size: number, scale: number): number {
  return Math.floor(Math.fround(size * Math.fround(scale)));
}

/** An input that is there and not empty: exporters leave inputs out either way. */
function given(call: Call, index: number): readonly number[] | null {
  const input = call.optional(index);
  if (input === null || input.shape.includes(0)) return null;
  return call.contentOf(index);
}

function upsample(call: Call): Result[] {
  const { shape, type } = call.input(0);
  const height = call.float("height_scale", 1);
  const old = call.has("height_scale") ? [1, 1, height, call.float("width_scale", 1)] : null;
  const scales = old ?? call.attribute("scales")?.floats ?? call.contentOf(1);
  if (scales.length !== shape.length) call.fail(`has ${scales.length} scales for ${shape.length} dimensions`);
  return [
    result(
      type,
      shape.map((size, axis) => scaled(size, scales[axis]!)),
    ),
  ];
}

function resize(call: Call): Result[] {
  const { shape, type } = call.input(0);
  // Version 10 has the scales as its second input, later ones a region there.
  if (call.inputs.length === 2) return upsample(call);
  const named = call.integers("axes");
  const axes = named === null ? shape.map((_, axis) => axis) : call.axes(named, shape.length);
  const sizes = given(call, 3);
  const scales = sizes === null ? (given(call, 2) ?? call.fail("has neither scales nor sizes")) : null;
  const { length } = sizes ?? scales!;
  if (length !== axes.length) call.fail(`has ${length} ${sizes === null ? "scales" : "sizes"} for ${axes.length} axes`);
  const found = [...shape];
  const region = regionOf(call, axes.length);
  const policy = sizes === null ? 1 : policyScale(call, sizes, axes, shape);
  for (const [i, axis] of axes.entries()) {
    const size = shape[axis]!;
    if (scales !== null) found[axis] = scaled(size * region[i]!, scales[i]!);
    else found[axis] = policy === null ? sizes![i]! : Math.floor(size * policy + 0.5);
  }
  return [result(type, found)];
}

/** The part of each dimension that is taken: 1 unless a region is cut out. */
function regionOf(call: Call, count: number): readonly number[] {
  const isCut = call.text("coordinate_transformation_mode", "half_pixel") === "tf_crop_and_resize";
  const region = isCut ? given(call, 1) : null;
  return Array.from({ length: count }, (_, i) => (region === null ? 1 : region[i + count]! - region[i]!));
}

/** The one scale where the proportions are kept; null where each dimension gets its size. */
function policyScale(
  call: Call,
  sizes: readonly number[],
  axes: readonly number[],
  shape: readonly number[],
): number | null {
  const policy = call.text("keep_aspect_ratio_policy", "stretch");
  const ratios = axes.map((axis, i) => sizes[i]! / shape[axis]!);
  if (policy === "not_larger") return Math.min(...ratios);
  return policy === "not_smaller" ? Math.max(...ratios) : null;
}

export const RESIZES: Operators = {
  Upsample: { infer: upsample },
  Resize: { infer: resize },
};
