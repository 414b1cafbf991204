import { count, listed, quote, shownBytes } from "./words.js";

/** The least capacity of one memory with which there is a plan. */
export interface LeastCapacity {
  /** "" where the problem lists no memories. */
  readonly memory: string;
  /** What it has now, in bytes; Infinity where it has no end. */
  readonly capacity: number;
  /** The least that was found to do: there is a plan. Null where none was found, or none does. */
  readonly bytes: number | null;
  /** Proved: no less does. Infinity where no capacity does, whatever it is. */
  readonly bound: number;
  /** Whether `bytes` is the least, or no capacity does at all. */
  readonly isProved: boolean;
}

/** Which capacities would do, in a sentence; those that are enough as they are go unsaid if others are not. */
export function leastMessage(memories: readonly LeastCapacity[], needs: "all" | "any"): string {
  const short = memories.filter(({ bytes, bound, capacity }) => bytes === null || bytes > capacity || bound > capacity);
  if (memories.length > 0 && short.length === 0) return "the capacities are enough";
  const can = needs === "any" ? short.filter(({ bytes }) => bytes !== null) : short;
  if (can.length === 0)
    return needs === "any" ? "no capacity of one memory alone would do" : "no capacity is known to do";
  return listed(can.map(wordsOf), can.length, needs === "any" ? ", or " : ", and ");
}

function wordsOf({ memory, capacity, bytes, bound, isProved }: LeastCapacity): string {
  const where = memory === "" ? "" : ` in memory ${quote(memory)}`;
  if (bound === Number.POSITIVE_INFINITY) return `no capacity would do${where}: it is not for want of bytes`;
  if (bytes === null) return `less than ${shownBytes(bound)} cannot do${where}, and no plan is known`;
  const more = bytes > capacity ? `, ${count(bytes - capacity)} more than there are` : "";
  const proof = isProved ? ", and no less" : `; less than ${count(bound)} cannot`;
  return `${shownBytes(bytes)} would do${where}${more}${proof}`;
}
