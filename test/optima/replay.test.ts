import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  type Certified,
  FOLDER,
  familiesOnDisk,
  formatRecord,
  parseRecord,
  readFamily,
} from "../../optima/records.mjs";
import { replay } from "../../optima/replay.mjs";
import { bruteForceBound, bruteForceOptimum } from "../support/brute-force.js";
import { smallProblem } from "../support/small-problems.js";

const families = familiesOnDisk();
const all = new Map<string, Certified[]>(families.map((family) => [family, readFamily(family)]));
const ofSize = (size: string) => [...all].flatMap(([family, records]) => (family.startsWith(size) ? records : []));

describe("the certified instances", () => {
  it("are as many as the documents say, of their sizes, a good part of them above the load bound", () => {
    const sizes = [
      { size: "small", count: 2_000, least: 3, most: 10 },
      { size: "medium", count: 500, least: 12, most: 30 },
      { size: "large", count: 100, least: 40, most: 60 },
    ];
    for (const { size, count, least, most } of sizes) {
      const records = ofSize(size);
      expect(records.length, size).toBeGreaterThanOrEqual(count);
      for (const { problem } of records) {
        expect(problem.buffers.length).toBeGreaterThanOrEqual(least);
        expect(problem.buffers.length).toBeLessThanOrEqual(most);
      }
      const above = records.filter(({ optimum, load }) => optimum > load).length;
      expect(above, size).toBeGreaterThan(0.4 * records.length);
    }
    for (const [family, records] of all) {
      expect(
        records.some(({ optimum, load }) => optimum > load),
        family,
      ).toBe(true);
      expect(new Set(records.map(({ seed }) => seed)).size, family).toBe(records.length);
    }
  });

  it("were proved by enough solvers, CP-SAT among them, and are not below their load bound", () => {
    for (const { family, seed, provers, load, optimum, problem, date } of [...all.values()].flat()) {
      const hint = `${family}, seed ${seed}`;
      expect(provers, hint).toContain("cpsat");
      const others = provers.filter((name) => ["brute", "glpk", "jslp"].includes(name)).length;
      if (family.startsWith("small")) expect(others, hint).toBeGreaterThanOrEqual(2);
      if (family.startsWith("medium")) expect(provers.length, hint).toBeGreaterThanOrEqual(2);
      expect(bruteForceBound(problem), hint).toBe(load);
      expect(optimum, hint).toBeGreaterThanOrEqual(load);
      expect(date, hint).toMatch(/^\d{4}-\d\d-\d\d$/);
    }
  });

  it("survive being written and read", () => {
    for (const family of families) {
      const lines = readFileSync(join(FOLDER, `${family}.txt`), "utf8")
        .split("\n")
        .slice(1, -1);
      expect(lines.map((line) => formatRecord(parseRecord(line, family)))).toEqual(lines);
    }
    const based = "1 2 2 cpsat 2026-01-01 base=64 0-1:2@66 1-2:1*4";
    expect(parseRecord(based, "f").problem).toMatchObject({ base: 64, buffers: [{ offset: 66 }, { alignment: 4 }] });
    expect(formatRecord(parseRecord(based, "f"))).toBe(based);
    const capped = { ...parseRecord(based, "f"), problem: { buffers: [], capacity: 9 } };
    expect(() => formatRecord(capped)).toThrow("no capacity, got 9");
    expect(() => parseRecord("1 2 x cpsat 2026-01-01 0-1:1", "f")).toThrow("no record");
    expect(() => parseRecord("1 2 3 cpsat 2026-01-01 0-1", "f")).toThrow('no buffer: "0-1"');
  });
});

describe("the planner", () => {
  /** Instances that the planner has settled when they were certified; the others are tried by `npm run regress`. */
  const settled = (records: readonly Certified[]) => records.filter(({ provers }) => provers.includes("search"));

  it.each(families)("gives the optimum, a fit at it and a refutation one byte below: %s", (family) => {
    const step = family.startsWith("small") ? 2 : 5;
    const records = settled(all.get(family)!).filter((_, i) => i % step === 0);
    expect(records.length).toBeGreaterThanOrEqual(5);
    for (const record of records) {
      // A limit far beyond what any of them takes, so that a fault ends.
      expect(replay(record, { timeLimitMs: 60_000 }), `seed ${record.seed}`).toEqual({ wrong: [], open: [] });
    }
  });
});

describe("a replay", () => {
  const problem = smallProblem(4);
  const optimum = bruteForceOptimum(problem);
  const load = bruteForceBound(problem);

  it("finds an optimum that is none, from either side", () => {
    expect(replay({ problem, load, optimum })).toEqual({ wrong: [], open: [] });
    const high = replay({ problem, load, optimum: optimum + 1 });
    expect(high.wrong.join()).toContain(`its plan is below the optimum ${optimum + 1}`);
    const low = replay({ problem, load, optimum: optimum - 1 });
    expect(low.wrong.join()).toContain(`its bound is above the optimum ${optimum - 1}`);
    expect(replay({ problem, load: load + 1, optimum }).wrong.join()).toContain("the load bound is not");
  });

  it("has a buffer refuted that alone is above the capacity, and asks for no capacity below 0", () => {
    const alone = { buffers: [{ id: "a", lower: 0, upper: 1, size: 5, offset: 2 }] };
    expect(replay({ problem: alone, load: 7, optimum: 7 })).toEqual({ wrong: [], open: [] });
    expect(replay({ problem: alone, load: 7, optimum: 8 }).wrong.join()).toContain("fit one byte below");
    expect(replay({ problem: { buffers: [] }, load: 0, optimum: 0 })).toEqual({ wrong: [], open: [] });
  });
});
