import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CONSTRAINT_FAMILIES, WANTED } from "../../optima/constraint-families.mjs";
import { familiesOnDisk, fileOf, formatRecord, parseRecord, readFamily } from "../../optima/constraint-records.mjs";
import { faultsOf, problemOf } from "../../optima/replay-constraints.mjs";
import { bruteConstrainedSync } from "../../src/oracle/constrained/solvers.js";
import { prepare } from "../cli/run.js";

prepare();
const families = familiesOnDisk();
const records = families.map(readFamily);

describe("the certified problems with constraints", () => {
  it("are more than a thousand, from every family, a third of whose optima the constraint moves at least", () => {
    expect(families).toEqual(CONSTRAINT_FAMILIES.map(({ name }) => name).sort());
    expect(records.flat().length).toBeGreaterThanOrEqual(1_000);
    for (const [i, family] of families.entries()) {
      expect(records[i]!.length, family).toBe(WANTED.count);
      expect(new Set(records[i]!.map(({ seed }) => seed)).size, family).toBe(WANTED.count);
      const moved = records[i]!.filter(({ optimum, without }) => optimum !== without).length;
      expect(moved, family).toBeGreaterThanOrEqual(WANTED.count / 3);
    }
  });

  it("were proved by CP-SAT, and most of them by brute force too", () => {
    for (const { family, seed, provers, date } of records.flat()) {
      expect(provers, `${family}, seed ${seed}`).toContain("cpsat");
      expect(date, `${family}, seed ${seed}`).toMatch(/^\d{4}-\d\d-\d\d$/);
    }
    const both = records.flat().filter(({ provers }) => provers.includes("brute")).length;
    expect(both).toBeGreaterThan(records.flat().length / 2);
  });

  it("survive being written and read", () => {
    for (const family of families) {
      const lines = readFileSync(fileOf(family), "utf8").split("\n").slice(1, -1);
      expect(lines.map((line) => formatRecord(parseRecord(line, family)))).toEqual(lines);
    }
    expect(() => parseRecord("1 abc peak=3", "gaps")).toThrow("no record: 1 abc peak=3");
  });

  it("are refused where another problem is drawn from the seed", () => {
    const [first] = readFamily("gaps");
    expect(() => problemOf({ ...first!, hash: "00000000" })).toThrow(
      /gaps, seed \d+: drawn is \w+, certified 00000000/,
    );
  });

  it("have the optimum of brute force without the constraint of their family, where it is fast", () => {
    let asked = 0;
    for (const family of CONSTRAINT_FAMILIES) {
      for (const record of readFamily(family.name).filter((_, i) => i % 12 === 0)) {
        const problem = problemOf(record);
        const { status, terms, peak } = bruteConstrainedSync(family.without(problem), { timeLimitMs: 200 });
        if (status !== "optimal") continue;
        const told = problem.minimize!.map((term) => {
          return `${term}=${terms.find((each) => each.term === term)?.value ?? peak}`;
        });
        expect(told.join(), `${record.family}, seed ${record.seed}`).toBe(record.without);
        asked++;
      }
    }
    expect(asked).toBeGreaterThan(30);
  });
});

describe("the planner", () => {
  it.each(families)("has status and terms of every certified problem, with a plan that comes to them: %s", (family) => {
    for (const record of readFamily(family)) {
      expect(faultsOf(record), `seed ${record.seed}`).toEqual([]);
    }
  });

  it("is found out by an optimum that is none", () => {
    const record = readFamily("apart").find(({ optimum }) => optimum !== "infeasible")!;
    expect(faultsOf({ ...record, optimum: "peak=1" }).join()).toMatch(/^optimal peak=\d+, and it is optimal peak=1$/);
    expect(faultsOf({ ...record, optimum: "infeasible" }).join()).toMatch(/and it is infeasible infeasible$/);
  });
});
