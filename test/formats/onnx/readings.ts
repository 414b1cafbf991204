import { FormatError, type ModelOptions, parse } from "../../../src/formats/index.js";
import { modelBytes, node, type Parts, weights } from "./build.js";

export function read(parts: Parts, options: ModelOptions = {}) {
  return parse(modelBytes(parts), "model.onnx", options);
}

/** `name [lower, upper) size`, in the order of the buffers. */
export function lifetimes(parts: Parts, options: ModelOptions = {}): string[] {
  return read(parts, options).problem.buffers.map(({ id, lower, upper, size }) => `${id} [${lower}, ${upper}) ${size}`);
}

export function refusal(parts: Parts | Uint8Array, options: ModelOptions = {}): FormatError {
  try {
    parse(parts instanceof Uint8Array ? parts : modelBytes(parts), "model.onnx", options);
  } catch (error) {
    if (error instanceof FormatError) return error;
    throw error;
  }
  throw new Error("the model was accepted");
}

/** x → conv → relu → y, with weights. */
export const SMALL: Parts = {
  inputs: { x: "float[1,3,8,8]" },
  outputs: ["y"],
  constants: [weights("w", "float[4,3,3,3]")],
  nodes: [node("Conv", ["x", "w"], ["c"], {}, "conv"), node("Relu", ["c"], ["r"]), node("Neg", ["r"], ["y"])],
};
