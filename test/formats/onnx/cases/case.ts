import { BinaryView } from "../../../../src/formats/binary/view.js";
import { readModel } from "../../../../src/formats/onnx/model.js";
import { Dimensions } from "../../../../src/formats/onnx/ports.js";
import { typeName } from "../../../../src/formats/onnx/types.js";
import { walk } from "../../../../src/formats/onnx/walk.js";
import { type Attributes, floats, ints, modelBytes, node, weights } from "../build.js";

/**
 * An input: `float[1,3]` comes when the model runs, `=float[1,3]` is weights, numbers are a list of int64 in the file,
 * with `at` a single one; null is left out.
 */
export type Input =
  | string
  | readonly number[]
  | { readonly floats: readonly number[] }
  | { readonly at: number }
  | { readonly of: readonly number[]; readonly shape: readonly number[] }
  | null;

export interface Case {
  readonly claim: string;
  readonly operator: string;
  readonly version?: number;
  readonly inputs: readonly Input[];
  readonly attributes?: Attributes;
  /** What it gives, as `float[1,3]`; empty for an output that is left out. */
  readonly gives: readonly string[];
  /** What the first output holds, where that is computed. */
  readonly holds?: readonly number[];
}

function isList(input: Exclude<Input, null | string>): input is readonly number[] {
  return Array.isArray(input);
}

/** One node, whose outputs are the model's. */
export function caseBytes({ operator, version = 17, inputs, attributes, gives }: Case): Uint8Array {
  const constants = inputs.flatMap((input, i) => {
    const name = `in${i}`;
    if (input === null) return [];
    if (typeof input === "string") return input.startsWith("=") ? [weights(name, input.slice(1))] : [];
    if (isList(input)) return [ints(name, input)];
    if ("floats" in input) return [floats(name, input.floats)];
    if ("at" in input) return [ints(name, [input.at], [])];
    return [ints(name, input.of, input.shape)];
  });
  const come = inputs.flatMap((input, i) =>
    typeof input === "string" && !input.startsWith("=") ? [[`in${i}`, input] as const] : [],
  );
  const outputs = gives.map((each, i) => (each === "" ? "" : `out${i}`));
  const names = inputs.map((input, i) => (input === null ? "" : `in${i}`));
  const domain = operator.includes(":") ? [operator.split(":")[0]!] : [];
  return modelBytes({
    version,
    domains: domain,
    inputs: Object.fromEntries(come),
    outputs: outputs.filter((name) => name !== ""),
    constants,
    nodes: [node(operator, names, outputs, attributes)],
  });
}

/** Every tensor, as `float[1,3]`, and of those that are called `out…` the contents that are known. */
export function inferred(
  bytes: Uint8Array,
  dims: Readonly<Record<string, number>> = {},
): { readonly shapes: Record<string, string>; readonly contents: Record<string, readonly number[]> } {
  const model = readModel(new BinaryView(bytes, "model.onnx"));
  const { held } = walk(model, { dimensions: new Dimensions(dims), mergesViews: true, beside: undefined });
  const shapes: Record<string, string> = {};
  const contents: Record<string, readonly number[]> = {};
  for (const [name, { known }] of held) {
    shapes[name] = `${typeName(known.type)}[${known.shape}]`;
    // Weights of these models have no content.
    if (name.startsWith("out") && known.isFixed && known.content !== null) contents[name] = known.content;
  }
  return { shapes, contents };
}
