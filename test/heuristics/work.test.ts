import { describe, expect, it } from "vitest";
import { drop } from "../../src/heuristics/drop.js";
import { type Heuristic, Runner } from "../../src/heuristics/heuristic.js";
import { HEURISTICS } from "../../src/heuristics/portfolio.js";
import { arraysOf, type ProblemColumns, toColumns } from "../../src/problem/index.js";
import { simulateColumns } from "../../src/sim/index.js";
import { stepsOf } from "../support/steps.js";
import { stream } from "./problems.js";

const SIZES = [2_000, 4_000, 8_000];
const SLOTS = 100;

/** Buffers that live for up to a fifth of the same hundred times, however many there are. */
function dense(count: number, fixed = 0): ProblemColumns {
  const next = stream(1);
  let top = 0;
  const buffers = Array.from({ length: count }, (_, i) => {
    const lower = Math.floor(next() * SLOTS);
    const upper = lower + 1 + Math.floor(next() * Math.min(SLOTS - lower, SLOTS / 5));
    const size = 1 + Math.floor(next() * 1000);
    const offset = top;
    const isFixed = next() < fixed;
    if (isFixed) top += size;
    return { id: `b${i}`, lower, upper, size, ...(isFixed && { offset }) };
  });
  return toColumns({ buffers });
}

type Work = (columns: ProblemColumns) => () => void;

/** The steps at each size. */
function stepsBySize(work: Work, files: string, fixed = 0): number[] {
  return SIZES.map((count) => stepsOf(work(dense(count, fixed)), [files]));
}

/** How much more than `order` the steps grow at each doubling of the buffers, at most: 1 where they grow like it. */
function beyond(order: (count: number) => number, steps: readonly number[]): number {
  const per = steps.map((own, i) => own / order(SIZES[i]!));
  return Math.max(per[1]! / per[0]!, per[2]! / per[1]!);
}

const SORTING = (count: number): number => count * Math.log(count);
const BLOCKS = (count: number): number => count ** 1.5;

function ruleOf(heuristic: Heuristic): Work {
  return (columns) => {
    const arrays = arraysOf(columns);
    const offsets = new Float64Array(arrays.count);
    return () => {
      new Runner(arrays).run(heuristic, Number.POSITIVE_INFINITY, offsets);
    };
  };
}

const RULES = "/src/heuristics/";

const SKYLINES: readonly Heuristic[] = HEURISTICS.filter(({ fit }) => fit === "skyline");
const FITS: readonly Heuristic[] = [
  { fit: "first", order: "TWA" },
  { fit: "first", order: "size" },
  { fit: "best", order: "contention, start" },
];

describe("work on ever more buffers in a hundred slots", () => {
  it.each(SKYLINES)("grows as that of sorting for a skyline: $prefer first by $by", (skyline) => {
    expect(beyond(SORTING, stepsBySize(ruleOf(skyline), RULES))).toBeLessThan(1.15);
  });

  it.each(FITS)("grows as n · √n for $fit fit by $order", (heuristic) => {
    expect(beyond(BLOCKS, stepsBySize(ruleOf(heuristic), RULES))).toBeLessThan(1.15);
  });

  it("grows as n · √n at most where a tenth of the offsets is fixed", () => {
    for (const heuristic of [SKYLINES[0]!, FITS[0]!]) {
      expect(beyond(BLOCKS, stepsBySize(ruleOf(heuristic), RULES, 0.1)), heuristic.fit).toBeLessThan(1.15);
    }
  });

  it("grows as that of sorting at most where buffers are dropped on top of each other", () => {
    const dropping: Work = (columns) => {
      const arrays = arraysOf(columns);
      return () => void drop(arrays);
    };
    expect(beyond(SORTING, stepsBySize(dropping, RULES))).toBeLessThan(1);
  });

  it("grows as that of sorting at most for the simulator, whatever the plan", () => {
    const replaying: Work = (columns) => {
      const offsets = drop(arraysOf(columns));
      return () => void simulateColumns(columns, offsets);
    };
    expect(beyond(SORTING, stepsBySize(replaying, "/src/sim/"))).toBeLessThan(1);
  });

  it("counts every block of code that is run", () => {
    const wide = dense(SIZES[0]!);
    const arrays = arraysOf(wide);
    expect(stepsOf(() => void drop(arrays), [RULES])).toBeGreaterThan(10 * arrays.count);
    expect(stepsOf(() => {}, [RULES])).toBe(0);
  });
});
