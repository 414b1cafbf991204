import { alignUp, type Term } from "../../problem/index.js";
import type { Layout, Part, Reading } from "./reading.js";
import { dueAt, FORBIDDEN, mayLie, shareBank } from "./rules.js";

export interface BruteAnswer {
  readonly layout: Layout | null;
  /** Whether all layouts were tried. */
  readonly isFinished: boolean;
}

/** Placements tried between two looks at the clock. */
const PAUSE = 4096;

/**
 * The best layout in the order of the terms, by trying every offset of every buffer in every memory that it may lie in.
 * Nothing is passed over but what is forbidden already, or in the terms no better than the best so far.
 *
 * @param isLate asked now and then
 */
export function bruteSearch(reading: Reading, isLate: () => boolean): BruteAnswer {
  const { parts, memories, terms, limits } = reading;
  const order = [...parts.keys()].sort((a, b) => rank(parts[a]!) - rank(parts[b]!));
  const earlier = order.map((b, i) => judgesOf(reading, b, order.slice(0, i)));
  const ties = order.map((b, i) => tiesOf(reading, b, order.slice(0, i)));
  const offsets = new Array<number>(parts.length).fill(0);
  const chosen = new Array<number>(parts.length).fill(-1);
  const peaks = memories.map(() => 0);
  const sums: Record<Term, number> = { spill: 0, reuse: 0, moved: 0, peak: 0 };
  const asked = (Object.keys(limits) as Term[]).filter((term) => limits[term] < Infinity);
  let best: (Layout & { readonly values: readonly number[] }) | null = null;
  let tried = 0;
  let isFinished = true;

  // Recursion is at most as deep as there are buffers.
  const place = (i: number): void => {
    if (asked.some((term) => sums[term] > limits[term])) return;
    if (best !== null && !isLess(terms, sums, best.values)) return;
    if (i === order.length) {
      best = { offsets: [...offsets], memories: [...chosen], values: terms.map((term) => sums[term]) };
      return;
    }
    const b = order[i]!;
    const { size, choices, fixed, hint } = parts[b]!;
    const tie = ties[i]!;
    for (const { memory, cost, alignment } of choices) {
      const { base, end } = memories[memory]!;
      if (tie !== null && chosen[tie.other] !== memory) continue;
      const only = tie === null ? fixed : offsets[tie.other]! + tie.above;
      const first = only ?? alignUp(base, alignment);
      for (let x = first; x + size <= end && (only === null || x === only); x += alignment) {
        if (++tried % PAUSE === 0 && isLate()) isFinished = false;
        if (!isFinished) return;
        if (x < base || x % alignment !== 0 || (fixed !== null && x !== fixed)) continue;
        if (!mayLie(reading, b, memory, x)) continue;
        let due = 0;
        for (const judge of earlier[i]!) {
          if (chosen[judge.other] === memory) due += judge.due(offsets[judge.other]!, x, memory);
          if (due === FORBIDDEN) break;
        }
        if (due === FORBIDDEN) continue;
        const moved = hint !== null && hint !== x ? size : 0;
        const top = Math.max(peaks[memory]!, x + size - base);
        const raised = top - peaks[memory]!;
        add(cost, due, moved, raised);
        peaks[memory] = top;
        offsets[b] = x;
        chosen[b] = memory;
        place(i + 1);
        chosen[b] = -1;
        peaks[memory] = top - raised;
        add(-cost, -due, -moved, -raised);
      }
    }
  };
  const add = (spill: number, reuse: number, moved: number, peak: number): void => {
    sums.spill += spill;
    sums.reuse += reuse;
    sums.moved += moved;
    sums.peak += peak;
  };
  place(0);
  return { layout: best, isFinished };
}

function rank({ fixed, size }: Part): number {
  return fixed === null ? -size : Number.NEGATIVE_INFINITY;
}

function isLess(terms: readonly Term[], sums: Readonly<Record<Term, number>>, values: readonly number[]): boolean {
  for (const [i, term] of terms.entries()) if (sums[term] !== values[i]) return sums[term] < values[i]!;
  return false;
}

/** A buffer that is placed already, and how far above it this one lies by an alias. */
interface PlacedTie {
  readonly other: number;
  readonly above: number;
}

function tiesOf({ ties }: Reading, b: number, placed: readonly number[]): PlacedTie | null {
  // How far each buffer that hangs together with this one lies above it, aliases of aliases included: the map grows
  // while it is gone through.
  const above = new Map([[b, 0]]);
  for (const [each, by] of above) {
    for (const tie of ties) {
      if (tie.a === each && !above.has(tie.b)) above.set(tie.b, by + tie.at);
      if (tie.b === each && !above.has(tie.a)) above.set(tie.a, by - tie.at);
    }
  }
  const other = placed.find((each) => above.has(each));
  return other === undefined ? null : { other, above: -above.get(other)! };
}

interface Judge {
  readonly other: number;
  /** What it costs that the other lies at `x` and this one at `y` of one memory; Infinity where that is forbidden. */
  readonly due: (x: number, y: number, memory: number) => number;
}

function judgesOf({ couples, parts, memories }: Reading, b: number, placed: readonly number[]): Judge[] {
  const before = new Set(placed);
  return couples.flatMap((couple): Judge[] => {
    const other = couple.a === b ? couple.b : couple.a;
    if ((couple.a !== b && couple.b !== b) || !before.has(other)) return [];
    const judge =
      couple.a === other
        ? (x: number, y: number) => dueAt(couple, y - x)
        : (x: number, y: number) => dueAt(couple, x - y);
    if (!couple.banks) return [{ other, due: judge }];
    return [
      {
        other,
        due: (x, y, memory) => {
          const { bank } = memories[memory]!;
          return shareBank(bank, x, parts[other]!.size, y, parts[b]!.size) ? FORBIDDEN : judge(x, y);
        },
      },
    ];
  });
}
