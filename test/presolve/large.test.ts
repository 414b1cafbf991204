import { describe, expect, it } from "vitest";
import { compile } from "../../src/model/compile.js";
import { planColumnsSync } from "../../src/planner/index.js";
import { presolve, restore } from "../../src/presolve/index.js";
import type { Buffer } from "../../src/problem/index.js";
import { Random } from "../../src/problem/random.js";

/** Blocks of time in memories that take turns; in each, two that follow each other share no byte. */
function blocks(seed: number, count: number, buffersEach: number) {
  const random = new Random(seed);
  const whole = (least: number, most: number) => least + Math.floor(random.next() * (most - least + 1));
  const buffers: Buffer[] = [];
  const apart: { buffers: string[] }[] = [];
  for (let block = 0; block < count; block++) {
    const memory = `m${block % 2}`;
    const start = 3 * block * buffersEach;
    const own = Array.from({ length: buffersEach }, (_, i): Buffer => {
      const lower = start + whole(0, buffersEach);
      const times = { lower, upper: lower + whole(1, 12) };
      return { id: `b${block}-${i}`, ...times, size: 32 * whole(1, 9), alignment: 32, memory };
    });
    const first = own.find(({ upper }) => own.some(({ lower }) => lower === upper))!;
    apart.push({ buffers: [first.id, own.find(({ lower }) => lower === first.upper)!.id] });
    buffers.push(...own);
  }
  const reserved = [
    { from: 0, to: 96 },
    { from: 320, to: 330 },
  ];
  return { buffers, apart, memories: [{ id: "m0", reserved }, { id: "m1" }] };
}

describe("presolve of large problems", () => {
  it("makes blocks of 300 buffers with a rule each plain, in one part a memory, whose plans break no rule", () => {
    const problem = blocks(3, 8, 300);
    const model = compile(problem);
    const memoryOf = model.bodies.map(({ choices }) => choices[0]!.memory);
    const presolved = presolve(model, memoryOf);
    expect(presolved.parts.map(({ kind }) => kind)).toEqual(["plain", "plain"]);
    expect(presolved.tally).toMatchObject({ retimedRules: 8, retimedMemories: 2, trimmedRanges: 1, groundedRanges: 1 });
    const plans = presolved.parts.map((part) => {
      if (part.kind !== "plain") throw new Error("not plain");
      return planColumnsSync(part.columns, { minimize: true, stepLimit: 1_000 }).result.offsets!;
    });
    const offsets = restore(presolved, plans);
    const rules = new Set(problem.apart.map(({ buffers }) => buffers.toSorted().join()));
    let pairs = 0;
    for (const [j, b] of problem.buffers.entries()) {
      expect(offsets[j]! % 32).toBe(0);
      if (b.memory === "m0")
        expect(offsets[j]! >= 330 || (offsets[j]! >= 96 && offsets[j]! + b.size <= 320)).toBe(true);
      for (const [i, a] of problem.buffers.slice(0, j).entries()) {
        if (a.memory !== b.memory) continue;
        const isBound = (a.lower < b.upper && b.lower < a.upper) || rules.has([a.id, b.id].sort().join());
        if (!isBound) continue;
        pairs++;
        if (offsets[i]! < offsets[j]! + b.size && offsets[j]! < offsets[i]! + a.size) {
          expect(`${a.id} and ${b.id} share bytes`).toBe("");
        }
      }
    }
    expect(pairs).toBeGreaterThan(5_000);
  });

  it("leaves too many bodies for a graph in one part with their rules, but for those that bind nothing", () => {
    const buffers = Array.from({ length: 6_000 }, (_, i): Buffer => {
      return { id: `b${i}`, lower: i, upper: i + 3, size: 8 };
    });
    const apart = [{ buffers: ["b0", "b5"] }, { buffers: ["b7", "b8"] }];
    const { parts, tally } = presolve(compile({ buffers, apart }), new Int32Array(6_000));
    expect(parts).toMatchObject([{ kind: "bodies", problem: { count: 6_000, forbidden: [{ a: 0, b: 5 }] } }]);
    expect(tally.droppedRules).toBe(1);
  });
});
