import type { Buffer, Problem } from "../problem/index.js";
import { busiestTime, isEmpty, isFixed, lowestOffset } from "./raw.js";

/** Why no plan exists, found without the planner. */
export interface InfeasibilityReason {
  /**
   * - `size`: one buffer alone is too large for the memory;
   * - `fixed`: one is fixed at bytes that are not in it;
   * - `collision`: two are fixed at the same bytes and live together;
   * - `load`: those that live at one time have more bytes than the memory;
   * - `search`: the solver's proof, and nothing plainer.
   */
  readonly cause: "size" | "fixed" | "collision" | "load" | "search";
  /** Positions in `problem.buffers` of those that have no plan together, ascending. */
  readonly buffers: readonly number[];
  /** One sentence, with ids and numbers. */
  readonly message: string;
}

/** Why no memory that begins at the problem's base holds it, however large: null where one does. */
export function reasonAtAnyCapacity({ buffers, base = 0 }: Problem): InfeasibilityReason | null {
  const below = buffers.findIndex((buffer) => isFixed(buffer) && buffer.offset! < base);
  if (below >= 0) {
    const message = `${where(buffers[below]!)}, below the memory, which begins at ${base}`;
    return { cause: "fixed", buffers: [below], message };
  }
  const fixed = [...buffers.keys()].filter((b) => isFixed(buffers[b]!) && !isEmpty(buffers[b]!));
  fixed.sort((a, b) => buffers[a]!.lower - buffers[b]!.lower);
  for (const [i, a] of fixed.entries()) {
    for (let j = i + 1; j < fixed.length && buffers[fixed[j]!]!.lower < buffers[a]!.upper; j++) {
      const b = fixed[j]!;
      if (!shareBytes(buffers[a]!, buffers[b]!)) continue;
      const pair = [Math.min(a, b), Math.max(a, b)];
      const [first, second] = pair.map((index) => where(buffers[index]!));
      return { cause: "collision", buffers: pair, message: `${first}, ${second}, and both live at once` };
    }
  }
  return null;
}

/** Why no plan fits the capacity, told by one buffer or one time; null where that does not show it. */
export function reasonAtCapacity({ buffers, base = 0, capacity = Infinity }: Problem): InfeasibilityReason | null {
  const over = buffers.findIndex((buffer) => lowestOffset(buffer, base) + buffer.size - base > capacity);
  if (over >= 0) {
    const buffer = buffers[over]!;
    if (isFixed(buffer) && buffer.size <= capacity) {
      const message = `${where(buffer)}, the memory is [${base}, ${base + capacity})`;
      return { cause: "fixed", buffers: [over], message };
    }
    const top = lowestOffset({ ...buffer, offset: -1 }, base) + buffer.size - base;
    const message = `buffer ${name(buffer)} alone needs ${top} bytes, the capacity is ${capacity}`;
    return { cause: "size", buffers: [over], message };
  }
  const busiest = busiestTime(buffers);
  if (busiest === null || busiest.live <= capacity) return null;
  const { time, live } = busiest;
  const together = [...buffers.keys()].filter((b) => {
    return !isEmpty(buffers[b]!) && buffers[b]!.lower <= time && time < buffers[b]!.upper;
  });
  const message = `the ${together.length} buffers live at t = ${time} need ${live} bytes, the capacity is ${capacity}`;
  return { cause: "load", buffers: together, message };
}

/** A solver has proved that no plan peaks below `bound`, which is above the capacity. */
export function reasonByProof({ buffers, capacity = Infinity }: Problem, bound: number): InfeasibilityReason {
  const message = `it is proved that no plan peaks below ${bound} bytes, the capacity is ${capacity}`;
  return { cause: "search", buffers: [...buffers.keys()], message };
}

function shareBytes(a: Buffer, b: Buffer): boolean {
  return a.offset! < b.offset! + b.size && b.offset! < a.offset! + a.size;
}

function where(buffer: Buffer): string {
  return `buffer ${name(buffer)} is fixed at [${buffer.offset}, ${buffer.offset! + buffer.size})`;
}

function name({ id }: Buffer): string {
  return JSON.stringify(id);
}
