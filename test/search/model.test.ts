import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { gcd, type Problem, toArrays } from "../../src/problem/index.js";
import { ALL_PRUNING } from "../../src/search/policy/pruning.js";
import { buildModel, countOverlaps } from "../../src/search/state/model.js";
import { RestLevels } from "../../src/search/state/rest.js";
import { commonUnit } from "../../src/search/state/unit.js";
import { bruteForce, bruteForceOptimum } from "../support/brute-force.js";
import { smallProblem } from "../support/small-problems.js";

const liveTogether = (problem: Problem, a: number, b: number): boolean => {
  const [x, y] = [problem.buffers[a]!, problem.buffers[b]!];
  return x.lower < y.upper && y.lower < x.upper;
};

describe("buildModel", () => {
  it("makes two buffers share a section exactly if they are live together, on 500 problems", () => {
    for (let seed = 0; seed < 500; seed++) {
      const problem = smallProblem(seed);
      const model = buildModel(toArrays(problem));
      let pairs = 0;
      for (let a = 0; a < model.count; a++) {
        const neighbours = Array.from(
          model.neighbours.subarray(model.neighbourStart[a]!, model.neighbourStart[a + 1]!),
        );
        for (let b = 0; b < model.count; b++) {
          if (a === b) continue;
          const together = liveTogether(problem, a, b);
          expect(model.first[a]! < model.last[b]! && model.first[b]! < model.last[a]!, `seed ${seed}`).toBe(together);
          expect(neighbours.filter((c) => c === b)).toHaveLength(together ? 1 : 0);
          if (together && a < b) pairs++;
        }
      }
      expect(countOverlaps(toArrays(problem)), `seed ${seed}`).toBe(pairs);
    }
  });

  it("keeps who lives where as rows both ways, paired, and as runs that say the same, on 500 problems", () => {
    for (let seed = 0; seed < 500; seed++) {
      const model = buildModel(toArrays(smallProblem(seed)));
      const { sectionStart, sectionBuffers, sectionPairs, bufferStart, bufferSections } = model;
      const hint = `seed ${seed}`;
      let entries = 0;
      for (let b = 0; b < model.count; b++) {
        const row = [...bufferSections.subarray(bufferStart[b]!, bufferStart[b + 1]!)];
        const { runStart, runFrom, runTo } = model;
        const runs: number[] = [];
        for (let r = runStart[b]!; r < runStart[b + 1]!; r++) {
          for (let s = runFrom[r]!; s < runTo[r]!; s++) runs.push(s);
        }
        expect(runs, hint).toEqual(row);
        expect([row[0], row.at(-1)! + 1, row.length], hint).toEqual([
          model.first[b],
          model.last[b],
          model.last[b]! - model.first[b]!,
        ]);
        entries += row.length;
      }
      expect(sectionBuffers.length, hint).toBe(entries);
      for (let s = 0; s < model.sectionCount; s++) {
        for (let i = sectionStart[s]!; i < sectionStart[s + 1]!; i++) {
          const b = sectionBuffers[i]!;
          const pair = sectionPairs[i]!;
          expect(bufferSections[pair], hint).toBe(s);
          expect(bufferStart[b]! <= pair && pair < bufferStart[b + 1]!, hint).toBe(true);
        }
      }
    }
  });

  it("is asked for the ends of a lifetime only where the interval fact is said to be needed", () => {
    const folder = fileURLToPath(new URL("../../src/search", import.meta.url));
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
    const asking = files.filter((name) => /\b(first|last)\[/.test(readFileSync(join(folder, name), "utf8")));
    expect(asking.sort()).toEqual([
      "guidance/buffer-features.ts",
      "guidance/child-features.ts",
      "guidance/target-features.ts",
      "state/floors.ts",
      "state/model.ts",
      "tree/nogoods.ts",
      "tree/section-search.ts",
    ]);
  });

  it("keeps no section that another contains", () => {
    for (let seed = 0; seed < 500; seed++) {
      const model = buildModel(toArrays(smallProblem(seed)));
      const rows = Array.from({ length: model.sectionCount }, (_, s) =>
        model.sectionBuffers.subarray(model.sectionStart[s]!, model.sectionStart[s + 1]!),
      );
      for (const [i, row] of rows.entries()) {
        for (const [j, other] of rows.entries()) {
          if (i !== j)
            expect(
              row.every((b) => other.includes(b)),
              `seed ${seed}: ${i} in ${j}`,
            ).toBe(false);
        }
      }
    }
  });

  it("links equal buffers in index order, none that is fixed, and none at all with twins switched off", () => {
    const twin = { lower: 0, upper: 3, size: 4 };
    const problem: Problem = {
      buffers: [
        { id: "a", ...twin },
        { id: "x", lower: 0, upper: 3, size: 5 },
        { id: "b", ...twin },
        { id: "c", ...twin, offset: 12 },
        { id: "d", ...twin, alignment: 2 },
        { id: "e", ...twin },
      ],
    };
    const model = buildModel(toArrays(problem));
    expect(Array.from(model.nextTwin)).toEqual([2, -1, 5, -1, -1, -1]);
    expect(Array.from(model.earlierTwin)).toEqual([-1, -1, 0, -1, -1, 2]);
    const without = buildModel(toArrays(problem), { ...ALL_PRUNING, twins: false });
    expect(Array.from(without.nextTwin)).toEqual([-1, -1, -1, -1, -1, -1]);
  });

  it("uses 32-bit levels only where every level fits", () => {
    const chain = (size: number) =>
      toArrays({ buffers: [1, 2, 3].map((k) => ({ id: `b${k}`, lower: 0, upper: k, size: size + k })) });
    expect(buildModel(chain(1_000)).wide).toBe(false);
    expect(buildModel(chain(2 ** 30)).wide).toBe(true);
  });
});

describe("commonUnit", () => {
  it("loses no plan: the optimum is a multiple of it, and some best plan lies on it, on 500 problems", () => {
    let above = 0;
    for (let seed = 0; seed < 500; seed++) {
      const small = smallProblem(seed);
      const buffers = small.buffers.map((buffer) => ({
        ...buffer,
        size: buffer.size * 2,
        ...(buffer.offset && { offset: buffer.offset * 2 }),
      }));
      const aligned = buffers.every(({ offset = 0, alignment = 1 }) => offset % alignment === 0);
      if (!aligned) continue;
      const unit = commonUnit(toArrays({ buffers }));
      if (unit > 1) above++;
      const optimum = bruteForceOptimum({ buffers });
      expect(optimum % unit, `seed ${seed}`).toBe(0);
      const coarse = {
        buffers: buffers.map((buffer) => ({
          ...buffer,
          size: buffer.size / unit,
          alignment: (buffer.alignment ?? 1) / gcd(buffer.alignment ?? 1, unit),
          ...(buffer.offset !== undefined && { offset: buffer.offset / unit }),
        })),
      };
      expect(bruteForce(coarse, optimum / unit), `seed ${seed}, unit ${unit}`).not.toBeNull();
    }
    expect(above).toBeGreaterThan(200);
  });

  it("falls to a divisor of an alignment that does not fit it", () => {
    const unit = (size: number, alignment: number) =>
      commonUnit(toArrays({ buffers: [{ id: "a", lower: 0, upper: 1, size, alignment }] }));
    expect([unit(24, 1), unit(24, 8), unit(24, 48), unit(24, 20), unit(8, 12)]).toEqual([24, 24, 24, 4, 4]);
  });
});

describe("RestLevels", () => {
  it("rounds up to the alignment and jumps over fixed neighbours, also where the jump meets the next one", () => {
    const problem: Problem = {
      buffers: [
        { id: "free", lower: 0, upper: 9, size: 3, alignment: 2 },
        { id: "low", lower: 0, upper: 2, size: 3, offset: 4 },
        { id: "high", lower: 4, upper: 9, size: 2, offset: 8 },
        { id: "elsewhere", lower: 9, upper: 10, size: 100, offset: 0 },
      ],
    };
    const model = buildModel(toArrays(problem));
    expect(model.unit).toBe(1);
    const rest = new RestLevels(model);
    expect([0, 1, 2, 4, 7, 9, 10, 11].map((level) => rest.at(0, level))).toEqual([0, 10, 10, 10, 10, 10, 10, 12]);
    expect([rest.at(1, 0), rest.at(1, 4), rest.at(1, 5)]).toEqual([4, 4, -1]);
  });
});
