/** Fourier transforms. Source: the operators DFT and STFT, ONNX, versions 17 and 20. */
import type { Call } from "../call.js";
import { type Result, result } from "../known.js";
import type { Operators } from "./operator.js";

/** [batch, …, 1 or 2]: the last dimension is real, or real and imaginary. */
function dft(call: Call): Result[] {
  const { shape, type } = call.ranked(0, 2);
  const asked = call.optionalWholes(2)?.[0] ?? call.integer("axis", call.version >= 20 ? -2 : 1);
  const axis = call.axis(asked, shape.length);
  const length = call.optionalWholes(1)?.[0] ?? shape[axis]!;
  const isInverse = call.flag("inverse");
  const isHalf = call.flag("onesided");
  const size = isHalf && !isInverse ? Math.floor(length / 2) + 1 : length;
  const found = shape.map((other, at) => (at === axis ? size : other));
  return [result(type, [...found.slice(0, -1), isHalf && isInverse ? 1 : 2])];
}

/** [batch, signal, …] in frames: [batch, frames, frequencies, 2]. */
function stft(call: Call): Result[] {
  const { shape, type } = call.ranked(0, 2);
  const step = call.wholes(1)[0] ?? call.fail("has no step");
  const window = call.optional(2)?.shape[0];
  const length = window ?? call.optionalWholes(3)?.[0] ?? call.fail("has neither a window nor a length");
  if (step < 1) call.fail(`has a step of ${step}`);
  const frames = Math.floor((shape[1]! - length) / step) + 1;
  const frequencies = call.flag("onesided", true) ? Math.floor(length / 2) + 1 : length;
  return [result(type, [shape[0]!, frames, frequencies, 2])];
}

export const SIGNALS: Operators = {
  DFT: { infer: dft },
  STFT: { infer: stft },
};
