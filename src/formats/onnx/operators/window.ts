/**
 * The sizes that windows leave which move over an input: convolutions, pools and what undoes them.
 *
 * Source: the operators Conv, ConvTranspose, MaxPool and AveragePool, ONNX.
 */
import type { Call } from "../call.js";

/** Settings with a number for each dimension that the window moves over. */
export interface Window {
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** What is added before and behind. */
  readonly pads: readonly (readonly [number, number])[];
  readonly autoPad: string;
}

/** @throws FormatError where an attribute has another number of entries than there are dimensions */
export function windowOf(call: Call, rank: number, kernel: readonly number[]): Window {
  if (rank < 0) call.fail("has an input without dimensions to move over");
  const pads = listed(call, "pads", 2 * rank, 0);
  return {
    kernel: checked(call, "kernel_shape", kernel, rank),
    strides: listed(call, "strides", rank, 1),
    dilations: listed(call, "dilations", rank, 1),
    pads: kernel.map((_, i) => [pads[i]!, pads[i + rank]!] as const),
    autoPad: call.text("auto_pad", "NOTSET"),
  };
}

function listed(call: Call, name: string, count: number, otherwise: number): readonly number[] {
  const values = call.integers(name);
  const isAbsent = values === null || values.length === 0;
  const list = isAbsent ? new Array<number>(count).fill(otherwise) : values;
  const least = name === "pads" ? Number.NEGATIVE_INFINITY : 1;
  const low = list.find((value) => value < least);
  if (low !== undefined) call.fail(`has ${low} in ${name}`);
  return checked(call, name, list, count);
}

function checked(call: Call, name: string, values: readonly number[], count: number): readonly number[] {
  if (values.length !== count) call.fail(`has ${values.length} numbers as ${name}, not ${count}`);
  return values;
}

/** The sizes that a window gives which moves over these. */
export function windowed(call: Call, sizes: readonly number[], window: Window, roundsUp = false): number[] {
  return sizes.map((size, i) => {
    const stride = window.strides[i]!;
    const reach = (window.kernel[i]! - 1) * window.dilations[i]! + 1;
    switch (window.autoPad) {
      case "SAME_UPPER":
      case "SAME_LOWER":
        return Math.ceil(size / stride);
      case "VALID":
        return Math.max(Math.ceil((size - reach + 1) / stride), 0);
      case "NOTSET":
      case "":
        break;
      default:
        call.fail(`has an auto_pad that ONNX does not know: ${window.autoPad}`);
    }
    const [before, behind] = window.pads[i]!;
    const steps = (size + before + behind - reach) / stride;
    if (steps < 0) call.fail(`has a window of ${reach} over ${size + before + behind}, with its pads`);
    if (!roundsUp) return Math.floor(steps) + 1;
    const count = Math.ceil(steps) + 1;
    // A window that would begin in the padding behind is left out.
    return (count - 1) * stride >= size + before ? count - 1 : count;
  });
}

/** The sizes over which a window of these settings would move to give these: those of a transposed convolution. */
export function unwindowed(call: Call, sizes: readonly number[], window: Window): number[] {
  const given = call.integers("output_shape");
  if (given !== null && given.length > 0) return given.slice(-sizes.length);
  const added = listedFrom0(call, "output_padding", sizes.length);
  return sizes.map((size, i) => {
    const stride = window.strides[i]!;
    const reach = (window.kernel[i]! - 1) * window.dilations[i]! + 1;
    if (window.autoPad.startsWith("SAME")) return size * stride;
    const [before, behind] = window.autoPad === "VALID" ? [0, 0] : window.pads[i]!;
    return stride * (size - 1) + added[i]! + reach - before - behind;
  });
}

function listedFrom0(call: Call, name: string, count: number): readonly number[] {
  const values = call.integers(name);
  if (values === null || values.length === 0) return new Array<number>(count).fill(0);
  return checked(call, name, values, count);
}
