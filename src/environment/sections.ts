import type { Experience, Floors } from "../search/index.js";

/** What is told of a section that could be branched on. Levels are shares of the capacity. */
export const SECTION_FEATURES = [
  "place in the rule's order",
  "resting buffers, in tens",
  "open buffers, in tens",
  "slack",
  "floor",
  "run, of all sections",
  "failures",
] as const;

/** Only so many sections, the first in the rule's order, are offered. */
export const MAX_SECTIONS = 64;

interface Low {
  readonly section: number;
  /** The lower, the earlier the rule takes it. */
  readonly score: number;
  /** Sections of its run. */
  readonly width: number;
}

/**
 * The sections that a node may be opened on, in the rule's order: those whose floor is a local low. Whichever is taken,
 * no plan is lost.
 */
export function lowsOf(floors: Floors, { ease, branching }: Experience): Low[] {
  const { floor, total, resting, capacity, never, model } = floors;
  const { sectionCount } = model;
  const { slackFactor, countWaste } = branching;
  const lows: Low[] = [];
  for (let from = 0, to = 1; from < sectionCount; from = to++) {
    const level = floor[from]!;
    while (to < sectionCount && floor[to] === level) to++;
    if (level === never) continue;
    const leftEnd = from > 0 && floor[from - 1]! < level ? from : 0;
    const rightEnd = to < sectionCount && floor[to]! < level ? to : sectionCount;
    for (let section = from; section < to; section++) {
      if (!staysWithin(floors, section, leftEnd, rightEnd)) continue;
      const slack = capacity - level - total[section]!;
      const more = slack > 0 ? (countWaste ? 1 : 0) + (slackFactor / capacity) * slack : 0;
      lows.push({ section, score: (resting[section]! + more) * ease[section]!, width: to - from });
    }
  }
  return lows.sort((a, b) => a.score - b.score || a.section - b.section).slice(0, MAX_SECTIONS);
}

/** Whether all buffers that could rest on the floor of the section are live within these sections only. */
function staysWithin(floors: Floors, section: number, leftEnd: number, rightEnd: number): boolean {
  const { floor, least, members, open, model } = floors;
  const level = floor[section]!;
  for (let i = model.sectionStart[section]!, stop = i + open[section]!; i < stop; i++) {
    const b = members[i]!;
    if (least[b] === level && (model.first[b]! < leftEnd || model.last[b]! > rightEnd)) return false;
  }
  return true;
}

/** One row of `SECTION_FEATURES` for each. */
export function sectionRows(lows: readonly Low[], floors: Floors, { ease }: Experience): Float32Array {
  const { floor, total, resting, open, capacity, model } = floors;
  const width = SECTION_FEATURES.length;
  const rows = new Float32Array(lows.length * width);
  for (const [i, low] of lows.entries()) {
    const { section: s } = low;
    rows[i * width] = 1 / (1 + i);
    rows[i * width + 1] = resting[s]! / 10;
    rows[i * width + 2] = open[s]! / 10;
    rows[i * width + 3] = (capacity - floor[s]! - total[s]!) / capacity;
    rows[i * width + 4] = floor[s]! / capacity;
    rows[i * width + 5] = low.width / model.sectionCount;
    rows[i * width + 6] = 1 - ease[s]!;
  }
  return rows;
}
