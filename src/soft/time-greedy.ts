import type { Timing } from "../model/model.js";
import { timeOf } from "../model/timing.js";
import { lowestPlace } from "./lowest-place.js";
import type { Scene } from "./scene.js";

/** How the greedy rule orders bodies: what the fast memory saves, divided by what they take of it. */
export interface GreedyRule {
  /**
   * `transfer`: what the accesses of the body take less in its fastest memory than in its slowest; `stall`: what the
   * plan takes longer if this body alone leaves its fastest memory.
   */
  readonly benefit: "transfer" | "stall";
  /** `bytes`, or `area`: bytes times the time that they live. */
  readonly per: "bytes" | "area";
}

export const GREEDY_RULES: readonly GreedyRule[] = [
  { benefit: "transfer", per: "bytes" },
  { benefit: "transfer", per: "area" },
  { benefit: "stall", per: "bytes" },
  { benefit: "stall", per: "area" },
];

export interface GreedyPlan {
  readonly offsets: Float64Array;
  readonly memories: Int32Array;
  /** Picoseconds. */
  readonly time: number;
}

/**
 * The rule that compilers use: bodies by benefit for what they take, the best first; each goes into the fastest of its
 * memories in which first fit finds a place. Null where one finds none.
 */
export function greedyPlan(scene: Scene, timing: Timing, rule: GreedyRule): GreedyPlan | null {
  const { bodies } = scene.model;
  const ranked = bodies.map(({ choices }, b) => {
    return choices.map(({ memory }) => ({ memory, ps: accessesPs(timing, b, memory) })).sort((x, y) => x.ps - y.ps);
  });
  const fastest = Int32Array.from(ranked, (choices) => choices[0]!.memory);
  const best = timeOf(timing, fastest);
  const worth = bodies.map(({ size, cells, choices }, b) => {
    const [first, last] = [ranked[b]![0]!, ranked[b]!.at(-1)!];
    let saved = last.ps - first.ps;
    if (rule.benefit === "stall" && choices.length > 1) {
      fastest[b] = last.memory;
      saved = timeOf(timing, fastest) - best;
      fastest[b] = first.memory;
    }
    const area = cells.reduce((sum, { lower, upper, from, to }) => sum + (upper - lower) * (to - from), 0);
    return saved / Math.max(1, rule.per === "bytes" ? size : area);
  });
  // Whoever has no choice is placed first.
  const rank = (b: number): number => {
    const { choices, fixedOffset } = bodies[b]!;
    return fixedOffset >= 0 ? 0 : choices.length === 1 ? 1 : 2;
  };
  const order = Array.from(bodies.keys()).sort(
    (a, b) => rank(a) - rank(b) || worth[b]! - worth[a]! || bodies[b]!.size - bodies[a]!.size || a - b,
  );
  const offsets = new Float64Array(bodies.length);
  const memories = new Int32Array(bodies.length).fill(-1);
  for (const b of order) {
    for (const { memory } of ranked[b]!) {
      const offset = lowestPlace(scene, memory, b, offsets, (other) => memories[other] === memory);
      if (offset === Number.POSITIVE_INFINITY) continue;
      offsets[b] = offset;
      memories[b] = memory;
      break;
    }
    if (memories[b] === -1) return null;
  }
  return { offsets, memories, time: timeOf(timing, memories) };
}

/** Picoseconds that all accesses of a body take in a memory. */
export function accessesPs({ start, ps, memories }: Timing, body: number, memory: number): number {
  let sum = 0;
  for (let i = start[body]!; i < start[body + 1]!; i++) sum += ps[i * memories + memory]!;
  return sum;
}
