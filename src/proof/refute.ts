import { partArrays, splitParts } from "../heuristics/index.js";
import { markSections, type ProblemArrays } from "../problem/index.js";
import { type Branching, buildModel, Experience, Floors, SectionSearch } from "../search/index.js";

/** Buffers of one part that a refutation is tried of; its explanations take memory by their square. */
const MOST_BUFFERS = 5_000;

/** Steps of a part's first turn; each later one is twice as long. */
const FIRST_TURN = 4_096;

/** A search with a transcript that has refuted a part of time, and what its numbers mean in the whole. */
export interface Refuted {
  readonly search: SectionSearch;
  /** The buffer of the whole that one of the part is. */
  readonly members: Int32Array;
  /** The number of the part's first section among those of the whole. */
  readonly firstSection: number;
  /** Bytes a unit. */
  readonly unit: number;
}

/** Why no refutation came out. */
export type Failed = "limit" | "large" | "memory" | "plan";

export interface RefuteOptions {
  /** Bytes: what is refuted is a plan that ends at or below this. */
  readonly limit: number;
  /** How the prover branches. */
  readonly prover: Branching;
  readonly seed: number;
  /** Steps in all. */
  readonly stepLimit: number;
  /** Numbers that a transcript may keep. */
  readonly mostNumbers: number;
}

/**
 * Refutes that a problem has a plan within a limit, by the search of one of its independent parts, with a transcript.
 * Parts take turns, so that one that is hard does not hide one that is refuted soon. Yields every some thousand steps.
 *
 * @param arrays a problem whose memory begins at 0
 */
export function* refuteSteps(
  arrays: ProblemArrays,
  { limit, prover, seed, stepLimit, mostNumbers }: RefuteOptions,
): Generator<undefined, Refuted | Failed> {
  let open = partsOf(arrays);
  let left = stepLimit;
  let failed: Failed = "plan";
  for (let turn = FIRST_TURN; open.length > 0; turn *= 2) {
    const still: Part[] = [];
    for (const part of open) {
      if (part.arrays.count > MOST_BUFFERS) {
        failed = "large";
        continue;
      }
      part.search ??= searchOf(part.arrays, limit, prover, seed);
      part.search.search.transcript!.keep(mostNumbers);
      const { search, unit } = part.search;
      for (let turnLeft = turn; turnLeft > 0; turnLeft -= FIRST_TURN) {
        if (left <= 0) return "limit";
        const before = search.steps;
        const outcome = search.run(Math.min(left, FIRST_TURN));
        left -= search.steps - before;
        yield;
        if (search.transcript!.full) return "memory";
        if (outcome === "exhausted" && !search.complete) failed = "memory";
        if (outcome === "exhausted" && search.complete) return { ...part, search, unit };
        if (outcome !== "paused") break;
        if (turnLeft <= FIRST_TURN) still.push(part);
      }
    }
    open = still;
  }
  return failed;
}

interface Part {
  readonly arrays: ProblemArrays;
  readonly members: Int32Array;
  readonly firstSection: number;
  search: { readonly search: SectionSearch; readonly unit: number } | null;
}

function partsOf(arrays: ProblemArrays): Part[] {
  const { count, members, first } = splitParts(arrays);
  const marks = markSections(arrays);
  const before = new Int32Array(arrays.slotCount + 1);
  for (let slot = 0; slot < arrays.slotCount; slot++) before[slot + 1] = before[slot]! + marks[slot]!;
  return Array.from({ length: count }, (_, part) => {
    const own = members.subarray(first[part]!, first[part + 1]!);
    const start = own.reduce((least, b) => Math.min(least, arrays.start[b]!), arrays.slotCount);
    return { arrays: partArrays(arrays, own), members: own, firstSection: before[start]!, search: null };
  });
}

function searchOf(arrays: ProblemArrays, limit: number, prover: Branching, seed: number): NonNullable<Part["search"]> {
  const model = buildModel(arrays);
  const experience = new Experience(model, prover, { seed });
  const search = new SectionSearch(new Floors(model, false), experience, { fullReasons: true, transcript: true });
  search.begin(Math.floor(limit / model.unit));
  return { search, unit: model.unit };
}
