/**
 * The tensors of a model that lie in the arena's head, in the order in which TensorFlow Lite Micro hands them to its
 * planner: those without content in the file, variables left out, of at least one byte.
 */

import { UniqueNames } from "../unique-names.js";
import type { Lifetimes } from "./lifetimes.js";
import { calledTensor, type Model, type Tensor } from "./model.js";

export interface ArenaBuffer {
  readonly id: string;
  /** As messages call it. */
  readonly called: string;
  /** Among those of all subgraphs. */
  readonly tensor: number;
  /** Where the tensor stands in the file. */
  readonly at: number;
  /** Half-open. */
  readonly lower: number;
  readonly upper: number;
  /** As its shape and its type have it. */
  readonly bytes: number;
  /** The same, rounded up to the alignment. */
  readonly size: number;
  /** In the file's plan; −1 for none. */
  readonly offset: number;
  readonly isVariable: boolean;
}

/**
 * @param offsets the file's plan by tensor; null where it has none. A variable lies in the head where it has an offset
 * in it (TFLM since 2023), and then keeps its bytes for all times
 * @param alignment bytes
 */
export function arenaOf(
  model: Model,
  { first, last, end }: Lifetimes,
  offsets: Int32Array | null,
  alignment: number,
): ArenaBuffer[] {
  const names = new UniqueNames();
  const buffers: ArenaBuffer[] = [];
  for (const { tensors, firstTensor } of model.subgraphs) {
    for (const [i, each] of tensors.entries()) {
      const tensor = firstTensor + i;
      const offset = offsets?.[tensor] ?? -1;
      if (!isInHead(each, offset)) continue;
      const { isVariable } = each;
      buffers.push({
        id: names.take(each.name === "" ? `tensor ${tensor}` : each.name, tensor),
        called: calledTensor(each, tensor),
        tensor,
        at: each.at,
        lower: isVariable ? Math.min(0, first[tensor]!) : first[tensor]!,
        upper: isVariable ? end + 1 : last[tensor]! + 1,
        bytes: each.size,
        size: roundUp(each.size, alignment),
        offset,
        isVariable,
      });
    }
  }
  return buffers;
}

function isInHead({ size, isConstant, isVariable }: Tensor, offset: number): boolean {
  return !isConstant && size > 0 && (!isVariable || offset >= 0);
}

/** An alignment that is none leaves the size as it is: it is refused where all are. */
export function roundUp(size: number, alignment: number): number {
  return Number.isSafeInteger(alignment) && alignment > 0 ? Math.ceil(size / alignment) * alignment : size;
}
