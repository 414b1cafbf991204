import { type Plan, partArrays, splitParts } from "../heuristics/index.js";
import { loadBound, type ProblemArrays } from "../problem/index.js";
import { countOverlaps } from "../search/index.js";
import type { Searcher } from "./searcher.js";

/**
 * Beyond these the exact search is not tried: its rows grow with the overlapping pairs, its explanations with the
 * buffers squared.
 */
const MAX_SEARCH_PAIRS = 2e7;
const MAX_SEARCH_BUFFERS = 20_000;

/** Whether the exact search may be asked about a problem in one part. */
export function isSearchable(arrays: ProblemArrays): boolean {
  const { count } = arrays;
  // Up to some thousand buffers there cannot be so many pairs.
  const few = (count * (count - 1)) / 2 <= MAX_SEARCH_PAIRS;
  return few || (count <= MAX_SEARCH_BUFFERS && countOverlaps(arrays) <= MAX_SEARCH_PAIRS);
}

/** An independent part of time: its buffers meet no others, so that it is planned by itself. */
export interface Part {
  /** Its buffers, by their index in the whole; null where it is the whole. */
  readonly members: Int32Array | null;
  readonly arrays: ProblemArrays;
  /** Bytes: its own load bound. */
  readonly load: number;
  readonly searchable: boolean;
  /** The best plan known, of any peak. */
  plan: Plan;
  /** The search, once it has begun. */
  searcher: Searcher | null;
  /** Steps that the search is given next. */
  pace: number;
  /** Nothing is left to be found out that the whole needs. */
  done: boolean;
}

/**
 * The parts of a problem in which a plan is above `target`, each with its piece of the plan; the greatest load first.
 */
export function partsAbove(arrays: ProblemArrays, plan: Plan, target: number): Part[] {
  const { count, members, first } = splitParts(arrays);
  if (count <= 1) {
    return [
      { members: null, arrays, load: 0, searchable: isSearchable(arrays), plan, searcher: null, pace: 1, done: false },
    ];
  }
  const parts: Part[] = [];
  for (let part = 0; part < count; part++) {
    const own = members.subarray(first[part]!, first[part + 1]!);
    let peak = 0;
    for (const b of own) peak = Math.max(peak, plan.offsets[b]! + arrays.size[b]!);
    if (peak <= target) continue;
    const inPart = partArrays(arrays, own);
    const offsets = Float64Array.from(own, (b) => plan.offsets[b]!);
    parts.push({
      members: own,
      arrays: inPart,
      load: loadBound(inPart),
      searchable: isSearchable(inPart),
      plan: { offsets, peak, foundBy: plan.foundBy },
      searcher: null,
      pace: 1,
      done: false,
    });
  }
  return parts.sort((a, b) => b.load - a.load || b.plan.peak - a.plan.peak);
}

/**
 * Entries that the rows of a search have: buffers by section, and neighbours. At most, for slots are not all sections.
 */
export function setupEntries({ count, start, end }: ProblemArrays): number {
  let entries = 0;
  for (let b = 0; b < count; b++) entries += end[b]! - start[b]!;
  return entries;
}
