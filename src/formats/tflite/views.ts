/**
 * Operators that only give a tensor another shape. Their kernels in TensorFlow Lite Micro do nothing, or copy each byte
 * onto itself, where input and output are the same bytes; so the two may be one body of memory.
 */
import type { Model } from "./model.js";
import { VIEWS } from "./schema.js";

/** Two tensors, counted through all subgraphs, that may be the same bytes. */
export interface View {
  readonly input: number;
  readonly output: number;
}

/**
 * The views of a model, in the order of its operators.
 *
 * A tensor that several operators write is none: what the second writes would change the other shape too. Neither is
 * one of another size, which no valid model has.
 */
export function viewsOf(model: Model): View[] {
  const views: View[] = [];
  for (const { operators, tensors, firstTensor } of model.subgraphs) {
    const writers = new Int32Array(tensors.length);
    for (const { outputs } of operators) for (const tensor of outputs) if (tensor >= 0) writers[tensor]!++;
    for (const { code, inputs, outputs } of operators) {
      const [input, output] = [inputs[0] ?? -1, outputs[0] ?? -1];
      if (!VIEWS.has(code) || input < 0 || output < 0 || outputs.length !== 1 || input === output) continue;
      if (writers[input]! > 1 || writers[output]! > 1 || tensors[input]!.size !== tensors[output]!.size) continue;
      views.push({ input: firstTensor + input, output: firstTensor + output });
    }
  }
  return views;
}

/** The lowest tensor of each tensor's body, by union-find. */
export function bodiesOf(tensorCount: number, views: readonly View[]): Int32Array {
  const parent = Int32Array.from({ length: tensorCount }, (_, i) => i);
  const find = (tensor: number): number => {
    let root = tensor;
    while (parent[root] !== root) {
      parent[root] = parent[parent[root]!]!;
      root = parent[root]!;
    }
    return root;
  };
  for (const { input, output } of views) {
    const [a, b] = [find(input), find(output)];
    parent[Math.max(a, b)] = Math.min(a, b);
  }
  return parent.map((_, tensor) => find(tensor));
}
