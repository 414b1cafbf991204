import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { answer } from "../../src/oracle/answer.js";
import { frameOf } from "../../src/oracle/frame.js";
import { contradictions, shrink } from "../../src/oracle/index.js";
import { answerFromOrder, mixedIntegerModel } from "../../src/oracle/mip.js";
import { loadOptional, MissingPackage } from "../../src/oracle/packages.js";
import { countPairs } from "../../src/oracle/raw.js";
import type { Problem } from "../../src/problem/index.js";
import { bruteForceBound, bruteForceOptimum } from "../support/brute-force.js";
import { edgeProblem } from "../support/edge-problems.js";
import { KINDS, smallProblem } from "../support/small-problems.js";

const PAIR: Problem = {
  buffers: [
    { id: "a", lower: 0, upper: 2, size: 6 },
    { id: "b", lower: 1, upper: 3, size: 4 },
    { id: "c", lower: 2, upper: 4, size: 8 },
  ],
};

describe("the frame of a model", () => {
  it("has the load bound, a limit that some plan reaches, and ranges that hold an optimum, on 400 problems", () => {
    for (let seed = 0; seed < 400; seed++) {
      const problem = smallProblem(seed, KINDS[seed % KINDS.length]);
      const frame = frameOf(problem);
      const optimum = bruteForceOptimum(problem);
      expect(countPairs(problem), `seed ${seed}`).toBe(frame.pairs.length);
      expect(frame.loadBound * frame.unit, `seed ${seed}`).toBe(bruteForceBound(problem));
      expect(frame.limit * frame.unit, `seed ${seed}`).toBeGreaterThanOrEqual(optimum);
      problem.buffers.forEach(({ size, alignment = 1, offset }, b) => {
        expect(frame.size[b]! * frame.unit).toBe(size);
        for (const end of [frame.least[b]!, frame.most[b]!]) expect((end * frame.unit) % alignment).toBe(0);
        expect(frame.isFixed[b]).toBe(offset !== undefined);
        if (offset !== undefined)
          expect([frame.least[b], frame.most[b]]).toEqual([offset / frame.unit, offset / frame.unit]);
      });
    }
  });

  it("counts from an origin that suits all alignments, with ground up to the base, and holds what meets others", () => {
    let grounds = 0;
    let tried = 0;
    for (let seed = 0; seed < 1_000; seed++) {
      const problem = edgeProblem(seed);
      const optimum = bruteForceOptimum(problem);
      if (optimum === Infinity) continue;
      tried++;
      const { buffers, base = 0 } = problem;
      const frame = frameOf(problem);
      const { origin, unit, ground } = frame;
      const solid = [...buffers.keys()].filter((b) => buffers[b]!.size > 0 && buffers[b]!.lower < buffers[b]!.upper);
      const inside = { ...problem, buffers: solid.map((b) => buffers[b]!) };
      expect(frame.position, `seed ${seed}`).toEqual(solid);
      expect([frame.count, countPairs(problem)], `seed ${seed}`).toEqual([solid.length, frame.pairs.length]);
      expect(origin + ground * unit, `seed ${seed}`).toBe(base);
      if (ground > 0) grounds++;
      const peakOf = (units: number) => (units - ground) * unit;
      expect(peakOf(frame.loadBound), `seed ${seed}`).toBeGreaterThanOrEqual(bruteForceBound(inside));
      expect(peakOf(frame.loadBound), `seed ${seed}`).toBeLessThanOrEqual(bruteForceOptimum(inside));
      expect(peakOf(frame.limit), `seed ${seed}`).toBeGreaterThanOrEqual(bruteForceOptimum(inside));
      solid.forEach((b, i) => {
        const { size, alignment = 1, offset = -1 } = buffers[b]!;
        expect(frame.size[i]! * unit).toBe(size);
        const [least, most] = [frame.least[i]!, frame.most[i]!].map((units) => units * unit + origin);
        for (const end of [least!, most!]) expect([end % alignment, end >= base]).toEqual([0, true]);
        if (offset >= 0) expect([least, most, frame.isFixed[i]]).toEqual([offset, offset, true]);
        // At the lowest aligned offset, and no higher.
        else expect([least! - alignment < base, frame.isFixed[i]]).toEqual([true, false]);
      });
    }
    expect(tried).toBeGreaterThan(800);
    expect(grounds).toBeGreaterThan(150);
  });

  it("leaves a base alone that is below the least multiple of all alignments, however great that would be", () => {
    const buffers = [2 ** 50, 3 ** 20, 5].map((alignment, i) => {
      return { id: `b${i}`, lower: 0, upper: 1, size: 1, alignment };
    });
    expect(frameOf({ buffers, base: 77 })).toMatchObject({ origin: 0, ground: 77, unit: 1 });
    expect(frameOf({ buffers: buffers.slice(2), base: 77 })).toMatchObject({ origin: 75, ground: 2, unit: 1 });
  });

  it("counts in the greatest unit that loses no optimum", () => {
    const unitOf = (...buffers: object[]) =>
      frameOf({ buffers: buffers.map((fields, i) => ({ id: `${i}`, lower: 0, upper: 1, size: 64, ...fields })) }).unit;
    expect(unitOf({}, {})).toBe(64);
    expect(unitOf({}, { alignment: 16 })).toBe(64);
    expect(unitOf({}, { alignment: 128 })).toBe(64);
    expect(unitOf({}, { alignment: 96 })).toBe(32);
    expect(unitOf({ alignment: 64 }, { alignment: 96 })).toBe(32);
    expect(unitOf({}, { offset: 72 })).toBe(8);
    expect(unitOf()).toBe(1);
  });
});

describe("an answer", () => {
  const frame = frameOf(PAIR);

  it("has the peak of its offsets, whatever else was claimed", () => {
    const best = answer(PAIR, frame, { offsets: [0, 4, 0], bound: 0, note: null });
    expect(best).toMatchObject({ status: "optimal", peak: 12, bound: 12 });
    const valid = answer(PAIR, frame, { offsets: [0, 3, 5], bound: 0, note: null });
    expect(valid).toMatchObject({ status: "feasible", peak: 18, bound: 12 });
  });

  it("is no plan where the simulator finds a fault", () => {
    const broken = answer(PAIR, frame, { offsets: [0, 1, 5], bound: 9, note: null });
    expect(broken).toMatchObject({ status: "unknown", peak: null, offsets: null, bound: 18 });
    expect(broken.note).toContain("failed the simulation");
  });

  it("is infeasible only by its bound", () => {
    const tight = { ...PAIR, capacity: 13 };
    expect(answer(tight, frame, { offsets: [0, 3, 5], bound: 0, note: null }).status).toBe("unknown");
    expect(answer(tight, frame, { offsets: [0, 3, 5], bound: 7, note: null }).status).toBe("infeasible");
  });
});

describe("a mixed-integer solution", () => {
  const frame = frameOf(PAIR);
  const solution = (values: Record<string, number>, objective: number, isProved = true) =>
    answerFromOrder(PAIR, frame, { readValue: (name) => values[name] ?? 0, isProved, objective, note: null });

  it("is stacked anew, in integers, from its order alone", () => {
    const result = solution({ y0_1: 0.9999, y1_2: 1e-9, x0: 77.5, peak: 3 }, 6);
    expect([...result.offsets!]).toEqual([0, 8, 0]);
  });

  it("proves nothing if it was cut short, or if its objective is not the peak of that stack", () => {
    expect(solution({ y0_1: 1, y1_2: 1 }, 9)).toMatchObject({ status: "optimal", peak: 18 });
    expect(solution({ y0_1: 1, y1_2: 0 }, 6).note).toBeNull();
    const higher = solution({ y0_1: 1, y1_2: 1 }, 8.5);
    expect(higher).toMatchObject({ status: "feasible", note: "its optimum 8.5 is not the peak of its plan" });
    expect(solution({ y0_1: 1, y1_2: 1 }, 9, false).status).toBe("feasible");
  });

  it("is no plan where the order goes round in a circle", () => {
    const buffers = PAIR.buffers.map((buffer) => ({ ...buffer, lower: 0, upper: 1 }));
    const values: Record<string, number> = { y0_1: 1, y1_2: 1, y0_2: 0 };
    const outcome = { readValue: (name: string) => values[name]!, isProved: true, objective: 9, note: null };
    const result = answerFromOrder({ buffers }, frameOf({ buffers }), outcome);
    expect(result).toMatchObject({ status: "unknown", peak: null, note: "its solution is no order of the buffers" });
  });

  it("proves nothing beyond what floating point resolves", () => {
    const wide = {
      buffers: [
        { id: "a", lower: 0, upper: 2, size: 70_001 },
        { id: "b", lower: 1, upper: 3, size: 2 },
      ],
    };
    const outcome = { readValue: () => 1, isProved: true, objective: 70_003, note: null };
    const frame = frameOf(wide);
    expect(answerFromOrder(wide, { ...frame, loadBound: 70_000 }, outcome).note).toBe(
      "too many units for a proof in floating point",
    );
  });

  it("has a model with no constant larger than the ranges ask for", () => {
    const { rows, variables } = mixedIntegerModel(frame);
    expect(variables.map(({ name }) => name)).toEqual(["peak", "x0", "x1", "x2", "y0_1", "y1_2"]);
    expect(rows).toHaveLength(3 + 2 * 2);
    const constants = rows.flatMap(({ terms }) =>
      terms.filter(([name]) => name.startsWith("y")).map(([, c]) => Math.abs(c)),
    );
    expect(Math.max(...constants)).toBe(frame.limit);
  });
});

describe("opinions", () => {
  const opinion = (solver: string, peak: number | null, bound: number) => {
    return { solver, status: peak === null ? "unknown" : "feasible", peak, bound } as const;
  };

  it("contradict each other exactly where a plan is below a bound", () => {
    expect(contradictions([opinion("a", 10, 10), opinion("b", 12, 9), opinion("c", null, 10)])).toEqual([]);
    expect(contradictions([opinion("a", 10, 10), opinion("b", 12, 12), opinion("c", null, 11)])).toEqual([
      { planner: "a", peak: 10, prover: "b", claim: "none is below 12 bytes" },
      { planner: "a", peak: 10, prover: "c", claim: "none is below 11 bytes" },
    ]);
  });

  it("contradict each other where one has a plan and another says that there is none, whatever its bound", () => {
    const none = { solver: "c", status: "infeasible", peak: null, bound: 4 } as const;
    expect(contradictions([opinion("a", 10, 10), opinion("b", null, 9), none])).toEqual([
      { planner: "a", peak: 10, prover: "c", claim: "there is none" },
    ]);
    expect(contradictions([none, opinion("b", null, 9), { ...none, solver: "d" }])).toEqual([]);
  });
});

describe("opinions on several terms", () => {
  const opinion = (solver: string, values: readonly number[], bounds: readonly number[]) => ({
    solver,
    status: "feasible" as const,
    peak: 9,
    bound: 0,
    terms: values.map((value, i) => ({ term: (["reuse", "peak"] as const)[i]!, value, bound: bounds[i]! })),
  });

  it("contradict each other where a plan as good in all terms before is below a bound", () => {
    const proved = opinion("p", [4, 10], [4, 10]);
    expect(contradictions([proved, opinion("q", [4, 10], [0, 0])])).toEqual([]);
    expect(contradictions([proved, opinion("q", [5, 3], [0, 0])])).toEqual([]);
    const lower = contradictions([proved, opinion("q", [4, 9], [0, 0])]);
    expect(lower).toEqual([{ planner: "q", peak: 9, prover: "p", claim: "no peak is below 10" }]);
    const cheaper = contradictions([proved, opinion("q", [3, 30], [0, 0])]);
    expect(cheaper).toEqual([{ planner: "q", peak: 9, prover: "p", claim: "no reuse is below 4" }]);
  });

  it("contradict each other where one has a plan and another says that there is none", () => {
    const none = { solver: "n", status: "infeasible" as const, peak: null, bound: 0, terms: [] };
    expect(contradictions([none, opinion("q", [4, 9], [0, 0])])).toEqual([
      { planner: "q", peak: 9, prover: "n", claim: "there is none" },
    ]);
  });
});

describe("shrink", () => {
  it("finds the two buffers that a property needs, as small as can be", async () => {
    const problem = smallProblem(3, "fixed");
    const big = {
      buffers: [
        ...problem.buffers.map((buffer) => ({ ...buffer, lower: buffer.lower + 100, upper: buffer.upper + 100 })),
        { id: "x", lower: 3, upper: 40, size: 700, alignment: 8, hint: 9 },
        { id: "y", lower: 30, upper: 60, size: 900 },
      ],
      capacity: 5_000,
    };
    const collide = ({ buffers }: Problem) =>
      buffers.some((a, i) =>
        buffers.some((b, j) => i < j && a.lower < b.upper && b.lower < a.upper && a.size + b.size > 9),
      );
    expect(await shrink(big, collide)).toEqual({
      buffers: [
        { id: "x", lower: 0, upper: 1, size: 1 },
        { id: "y", lower: 0, upper: 1, size: 9 },
      ],
    });
  });

  it("moves the memory down, or takes away its base and its capacity, as long as the property is kept", async () => {
    const buffers = [{ id: "a", lower: 0, upper: 1, size: 3, alignment: 8, offset: 4104, hint: 4200 }];
    const problem = { buffers, base: 4100, capacity: 5_000_000_000 };
    const above = ({ buffers, base = 0 }: Problem) => buffers.some(({ offset = -1 }) => offset > base);
    const plain = { id: "a", lower: 0, upper: 1, size: 1 };
    expect(await shrink(problem, above)).toEqual({ buffers: [{ ...plain, offset: 1 }] });
    const below = ({ buffers, base = 0 }: Problem) => buffers.some(({ offset = -1 }) => offset >= 0 && offset < base);
    const under = { buffers: [{ ...buffers[0]!, offset: 4096 }], base: 4100, capacity: Infinity };
    expect(await shrink(under, below)).toEqual({ buffers: [{ ...plain, offset: 0 }], base: 1 });
    const tight = ({ buffers, capacity = Infinity }: Problem) => buffers.some(({ size }) => size > capacity - 7);
    expect(await shrink({ ...problem, capacity: 9 }, tight)).toEqual({ buffers: [plain], capacity: 0 });
    // None of what it makes is empty, and −1 and 0 for none are left out.
    const none = { buffers: [{ ...plain, size: 5, upper: 9, offset: -1, hint: -1 }], base: 0 };
    expect(await shrink(none, ({ buffers }) => buffers.length > 0)).toEqual({ buffers: [plain] });
  });

  it("asks about valid problems only, and no more often than it may", async () => {
    let asked = 0;
    const problem = smallProblem(7, "aligned");
    const result = await shrink(problem, () => ++asked > 0 && false, 5);
    expect([result, asked]).toEqual([problem, 5]);
    const fixed = { buffers: [{ id: "a", lower: 0, upper: 4, size: 8, alignment: 4, offset: 8 }] };
    const kept = await shrink(fixed, ({ buffers }) => buffers.length > 0 && buffers[0]!.offset! > 0);
    expect(kept).toEqual({ buffers: [{ id: "a", lower: 0, upper: 1, size: 1, offset: 1 }] });
  });
});

describe("an optional package", () => {
  it("that is missing is told apart from one that fails to load", async () => {
    expect(new MissingPackage("glpk.js/node").message).toBe(
      "glpk.js is not installed; npm install glpk.js@5.0.0 adds it here, npm install -g everywhere",
    );
    await expect(loadOptional("no-such-package-at-all" as "glpk.js/node")).rejects.toThrow();
    expect(await loadOptional("javascript-lp-solver")).toHaveProperty("default");
  });

  describe("that is not installed beside telaplan", () => {
    // The module alone, where no packages are around it.
    const folder = mkdtempSync(join(tmpdir(), "telaplan-"));
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    /**
     * Makes a package that tells its own path, and asks for it in a process that looks into `modules` after its own
     * folders.
     */
    const loaded = (manifest: object | null, entry: string, module: string): string => {
      const modules = join(folder, "elsewhere/node_modules");
      const [name] = module.split("/") as [string];
      rmSync(modules, { recursive: true, force: true });
      if (manifest !== null) {
        mkdirSync(dirname(join(modules, name, entry)), { recursive: true });
        writeFileSync(join(modules, name, "package.json"), JSON.stringify({ name, type: "module", ...manifest }));
        writeFileSync(join(modules, name, entry), `export const told = "${entry}";`);
      }
      copyFileSync(new URL("../../dist/oracle/packages.js", import.meta.url), join(folder, "packages.mjs"));
      const script = `import { loadOptional } from "./packages.mjs";
        const folders = [${JSON.stringify(join(folder, "nothing"))}, ${JSON.stringify(modules)}];
        console.log(await loadOptional(${JSON.stringify(module)}, folders).then(({ told }) => told, String));`;
      const args = ["--input-type=module", "-e", script];
      return spawnSync(process.execPath, args, { cwd: folder, encoding: "utf8" }).stdout.trim();
    };

    it.each([
      [
        "or-tools-wasm/cp-sat",
        { exports: { "./cp-sat": { types: "./x.d.ts", browser: "./b.js", node: "./n/cp.js" } } },
        "n/cp.js",
      ],
      [
        "glpk.js/node",
        { exports: { ".": "./index.js", "./node": { types: "./x.d.ts", default: "./dist/g.js" } } },
        "dist/g.js",
      ],
      ["javascript-lp-solver", { exports: { ".": { require: "./x.cjs", import: { default: "./m.js" } } } }, "m.js"],
      ["javascript-lp-solver", { exports: "./only.js" }, "only.js"],
      ["javascript-lp-solver", { main: "./lib/main.js" }, "lib/main.js"],
      ["javascript-lp-solver", {}, "index.js"],
    ])("is found elsewhere: %s with %j", (module, manifest, entry) => {
      expect(loaded(manifest, entry, module)).toBe(entry);
    });

    it("nor elsewhere is missing", () => {
      expect(loaded(null, "", "glpk.js/node")).toMatch(/^MissingPackage: glpk\.js is not installed; npm install/);
    });
  });
});
