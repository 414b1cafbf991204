import { describe, expect, test } from "vitest";
import { planSync } from "../../src/constrained/index.js";
import { compile } from "../../src/model/compile.js";
import { type Buffer, InputError, type Problem } from "../../src/problem/index.js";

const MOST = Number.MAX_SAFE_INTEGER;

function buffer(id: string, more: Partial<Buffer> = {}): Buffer {
  return { id, lower: 0, upper: 1, size: 5, ...more };
}

const TWO = [buffer("a"), buffer("b")];

/** Problems in which offsets or costs may leave the integers that are exact, and the buffer that each error names. */
const CASES: Readonly<Record<string, readonly [Problem, string]>> = {
  "a distance": [{ buffers: TWO, apart: [{ buffers: ["a", "b"], distance: MOST }] }, "a"],
  "a base": [{ buffers: TWO, memories: [{ id: "m", base: MOST - 8 }] }, "b"],
  "a base with a capacity": [{ buffers: TWO, memories: [{ id: "m", base: MOST - 8, capacity: MOST }] }, "b"],
  "a reserved range": [{ buffers: TWO, memories: [{ id: "m", reserved: [{ from: 0, to: MOST }] }] }, "a"],
  "a hint where moves cost": [{ buffers: [buffer("a", { hint: MOST })], minimize: ["moved"] }, "a"],
  aliases: [{ buffers: TWO, aliases: [{ buffer: "b", of: "a", at: -MOST }] }, "b"],
  "costs of reuse": [
    {
      buffers: [buffer("a"), buffer("b", { lower: 1, upper: 2 }), buffer("c", { lower: 2, upper: 3 })],
      apart: [
        { buffers: ["a", "b"], cost: MOST },
        { buffers: ["b", "c"], cost: 1 },
      ],
    },
    "c",
  ],
  "costs of memories": [
    { buffers: TWO.map((each) => ({ ...each, memories: [{ id: "m", cost: MOST }] })), memories: [{ id: "m" }] },
    "b",
  ],
};

describe("what leaves the integers that are exact", () => {
  for (const [name, [problem, culprit]] of Object.entries(CASES)) {
    test(`by ${name} is an input error that names the buffer`, () => {
      for (const check of [compile, planSync] as const) {
        expect(() => check(problem)).toThrow(InputError);
        expect(() => check(problem)).toThrow(JSON.stringify(culprit));
      }
    });
  }

  test("is none where a memory ends below", () => {
    const memories = [{ id: "m", capacity: 64, reserved: [{ from: 32, to: MOST }] }];
    expect(planSync({ buffers: TWO, memories }).status).toBe("optimal");
    const apart = [{ buffers: ["a", "b"], distance: MOST }];
    expect(planSync({ buffers: TWO, memories, apart }).status).toBe("infeasible");
  });
});
