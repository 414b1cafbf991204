import { describe, expect, it } from "vitest";
import { PlannerError } from "../../src/client/index.js";
import { planSync } from "../../src/planner/index.js";
import { loadPolicy } from "../../src/policy/index.js";
import type { Buffer, Problem } from "../../src/problem/index.js";
import { simulate } from "../../src/sim/index.js";
import { place, VERSION } from "./run.js";

const at = place();

const buffer = (id: string, changes: Partial<Buffer> = {}): Buffer => ({ id, lower: 0, upper: 4, size: 8, ...changes });

const EDGES: readonly (readonly [claim: string, problem: Problem])[] = [
  ["no bytes", { buffers: [buffer("none", { size: 0, alignment: 16 }), buffer("a")], capacity: 8 }],
  ["no time to live", { buffers: [buffer("never", { upper: 0, size: 20 }), buffer("a")] }],
  ["a buffer larger than the memory", { buffers: [buffer("a"), buffer("big", { size: 65 })], capacity: 64 }],
  ["a buffer fixed beyond the memory", { buffers: [buffer("a", { offset: 60 })], capacity: 64 }],
  ["fixed buffers that collide", { buffers: [buffer("3", { offset: 0 }), buffer("b", { offset: 7 })] }],
  ["too great a load", { buffers: [buffer("a"), buffer("0"), buffer("c")], capacity: 23 }],
  ["stacks with gaps", { buffers: [buffer("a", { alignment: 64 }), buffer("b", { alignment: 64 })], capacity: 70 }],
  ["−1 for no offset and no hint", { buffers: [buffer("a", { offset: -1, hint: -1 }), buffer("b", { offset: 8 })] }],
  ["a memory without end", { buffers: [buffer("a")], capacity: Number.POSITIVE_INFINITY }],
  [
    "a memory that begins elsewhere",
    { buffers: [buffer("a", { alignment: 64 }), buffer("b", { offset: 4100 })], base: 4097, capacity: 80 },
  ],
  ["a buffer fixed below the memory", { buffers: [buffer("a", { offset: 16 })], base: 4096 }],
];

describe("at the edges the service", () => {
  it.each(EDGES)("answers as the library does, by all three methods: %s", async (_, problem) => {
    const client = (await at.start()).client();
    const options = { minimize: true, seed: 1 };
    const here = planSync(problem, { ...options, policy: loadPolicy("learned") });
    const session = client.planMany();
    const answers = [await client.plan(problem, options), await session.plan(problem, options)];
    await session.end();
    for await (const { result } of client.planStream(problem, options)) if (result !== undefined) answers.push(result);
    expect(answers).toHaveLength(3);
    for (const there of answers) {
      const more = { policy: "learned", solverVersion: VERSION, cached: there.cached };
      expect({ ...there, solveMs: 0 }).toEqual({ ...here, ...more, solveMs: 0 });
    }
    if (here.offsets !== null) {
      expect(await client.verify(problem, here.offsets)).toEqual(simulate(problem, here.offsets));
    } else expect(here.infeasibility).not.toBeNull();
  });

  it("keeps apart what differs in its base alone", async () => {
    const client = (await at.start()).client();
    const buffers = [buffer("a", { alignment: 64 })];
    const offsets = [];
    for (const base of [0, 64, 65, 0]) offsets.push((await client.plan({ buffers, base })).offsets![0]);
    expect(offsets).toEqual([0, 64, 128, 0]);
  });

  it("refuses what contradicts itself, by field", async () => {
    const client = (await at.start()).client();
    const cases: [Problem, string][] = [
      [{ buffers: [buffer("a", { upper: -1 })] }, "problem.upper[0]"],
      [{ buffers: [buffer("a"), buffer("b", { size: -8 })] }, "problem.size[1]"],
      [{ buffers: [buffer("a", { alignment: 16, offset: 24 })] }, "problem.fixed_offset[0]"],
      [{ buffers: [buffer("a", { hint: -2 })] }, "problem.hint_offset[0]"],
      [{ buffers: [buffer("a")], base: -1 }, "problem.base"],
      [{ buffers: [buffer("a")], base: Number.MAX_SAFE_INTEGER }, "problem.size[0]"],
    ];
    for (const [problem, field] of cases) {
      const error = await client.plan(problem).catch((refused: unknown) => refused);
      expect(error, field).toBeInstanceOf(PlannerError);
      expect(error).toMatchObject({ code: "INVALID_ARGUMENT", reason: "INVALID_PROBLEM", violations: [{ field }] });
    }
  });

  it("reports a plan below the memory and beyond it to Verify", async () => {
    const client = (await at.start()).client();
    const problem = { buffers: [buffer("a"), buffer("b", { lower: 4, upper: 6 })], base: 100, capacity: 8 };
    for (const offsets of [
      [100, 100],
      [99, 100],
      [100, 101],
      [92, 108],
    ]) {
      expect(await client.verify(problem, offsets)).toEqual(simulate(problem, offsets));
    }
    expect((await client.verify(problem, [92, 108])).counts.capacity).toBe(2);
  });

  it("lists the base among what problems may ask for", async () => {
    const { constraints } = await (await at.start()).client().capabilities();
    expect(constraints).toContain("CONSTRAINT_BASE");
  });
});
