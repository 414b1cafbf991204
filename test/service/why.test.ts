import { describe, expect, it } from "vitest";
import type { RemoteResult } from "../../src/client/index.js";
import { plan } from "../../src/constrained/index.js";
import { applied, explainResult, GapRecorder, headline, type Reasons, suggest } from "../../src/explain/index.js";
import { LEARNED, loadPolicyOrRules } from "../../src/policy/index.js";
import type { Problem } from "../../src/problem/index.js";
import { encode } from "../../src/proto/index.js";
import { simulate } from "../../src/sim/index.js";
import { columnsOf, detailsOf, easyProblem, hardProblem, place, planBytes } from "./run.js";

const at = place();
const policy = loadPolicyOrRules(LEARNED, (warning) => expect(warning).toBeNull());
const STEPS = { stepLimit: 5_000, seed: 0 };

/** Reasons as plain values. Times and what only the library has are left out. */
function plainly({ peak, core, least, unknown }: Reasons): unknown {
  const bare = (value: object | null, ...keys: string[]): unknown =>
    value && Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)));
  const closest = (value: object | null): unknown => bare(value, "verification");
  return JSON.parse(
    JSON.stringify(
      {
        peak,
        core: bare(core, "problem"),
        least: least && { ...least, closest: closest(least.closest) },
        unknown: unknown && {
          ...(bare(unknown, "curve", "message", "moreTime") as object),
          closest: closest(unknown.closest),
        },
      },
      (_key, value: unknown) => {
        if (value === Number.POSITIVE_INFINITY) return "Infinity";
        return value instanceof Float64Array ? [...value] : value;
      },
    ),
  );
}

async function here(problem: Problem, minimize = false): Promise<Reasons> {
  const recorder = new GapRecorder();
  const result = await plan(problem, { ...STEPS, minimize, policy, onProgress: recorder.hear });
  return explainResult(problem, result, recorder, () => ({ ...STEPS, policy }));
}

async function there(problem: Problem, options: object = {}): Promise<RemoteResult> {
  const client = (await at.shared()).client();
  return client.plan(problem, { ...STEPS, timeLimitMs: 60_000, why: true, ...options });
}

const named = (rows: readonly (readonly [string, number, number, number, object?])[]): Problem["buffers"] =>
  rows.map(([id, lower, upper, size, more]) => ({ id, lower, upper, size, ...more }));

const CASES: readonly (readonly [string, Problem])[] = [
  [
    "a plan, with what is wasted",
    {
      buffers: named([
        ["in", 0, 2, 5],
        ["mid", 1, 4, 8, { alignment: 8 }],
        ["end", 3, 5, 4, { offset: 16 }],
      ]),
      capacity: 64,
    },
  ],
  [
    "a load that is too great",
    {
      buffers: named([
        ["a", 0, 4, 40],
        ["b", 1, 5, 40],
        ["c", 2, 3, 40],
      ]),
      capacity: 100,
    },
  ],
  [
    "fixed offsets that collide",
    {
      buffers: named([
        ["a", 0, 4, 40, { offset: 0 }],
        ["b", 1, 5, 40, { offset: 16 }],
      ]),
      capacity: 500,
    },
  ],
  [
    "alignments that do not fit",
    {
      buffers: named([
        ["a", 0, 4, 9, { alignment: 8 }],
        ["b", 0, 4, 9, { alignment: 8 }],
        ["c", 0, 4, 3, { alignment: 8 }],
      ]),
      capacity: 32,
    },
  ],
  [
    "rules of several memories",
    {
      buffers: named([
        ["x", 0, 1, 6, { memory: "near" }],
        ["y", 2, 3, 6, { memory: "near" }],
        ["z", 0, 3, 4, { memory: "far" }],
      ]),
      memories: [
        { id: "near", capacity: 10 },
        { id: "far", capacity: 8, reserved: [{ from: 0, to: 4 }] },
      ],
      apart: [{ buffers: ["x", "y"] }],
    },
  ],
  [
    "a limit on costs",
    {
      buffers: named([
        ["x", 0, 2, 6, { memories: [{ id: "near" }, { id: "far", cost: 3 }] }],
        ["y", 1, 3, 6, { memories: [{ id: "near" }, { id: "far", cost: 3 }] }],
      ]),
      memories: [
        { id: "near", capacity: 10 },
        { id: "far", capacity: 80 },
      ],
      limits: { spill: 2 },
    },
  ],
];

describe("why, over gRPC", () => {
  it.each(CASES)("says what the library says of %s", async (_name, problem) => {
    const { why, status, offsets } = await there(problem);
    expect(plainly(why!)).toEqual(plainly(await here(problem)));
    expect(why!.core !== null).toBe(status === "infeasible");
    expect(offsets === null).toBe(status === "infeasible");
    // Names are the caller's: runs call buffers by their positions.
    for (const { id } of why!.peak.memories.flatMap(({ live }) => live)) {
      expect(problem.buffers.map((buffer) => buffer.id)).toContain(id);
    }
    expect(headline(why!)).not.toMatch(/"m?\d+"/);
  });

  it("tells the closest plan where there is no answer, checked by the simulator", async () => {
    const { peak } = await there(hardProblem(), { minimize: true, stepLimit: 50, why: false });
    const problem = { ...hardProblem(), capacity: peak! - 1 };
    const { status, why } = await there(problem, { stepLimit: 50 });
    expect([status, why!.core, why!.least]).toEqual(["unknown", null, null]);
    const { closest, bound, gap, moreTime, curve } = why!.unknown!;
    const report = simulate(problem, closest!.offsets, { capacity: Number.POSITIVE_INFINITY });
    expect(report).toMatchObject({ ok: true, peak: closest!.peak });
    expect([closest!.overflow, gap]).toEqual([closest!.peak - problem.capacity, closest!.peak - bound]);
    expect(["likely", "unlikely", "unclear"]).toContain(moreTime);
    expect(curve.at(-1)!.bound).toBeLessThanOrEqual(bound);
  });

  it("is left out where it is not asked for, and stored answers keep their callers' names apart", async () => {
    const [, problem] = CASES[2]!;
    const other = { ...problem, buffers: problem.buffers.map((buffer) => ({ ...buffer, id: `other ${buffer.id}` })) };
    const step = { stepLimit: 4_999 };
    expect((await there(problem, { ...step, why: false })).why).toBeUndefined();
    const first = await there(problem, step);
    const renamed = await there(other, step);
    expect([first.cached, renamed.cached]).toEqual([false, false]);
    expect(first.why!.core!.remedies.join()).toContain('"a"');
    expect(renamed.why!.core!.remedies.join()).toContain('"other a"');
    const again = await there(problem, step);
    expect(again.cached).toBe(true);
    expect(plainly(again.why!)).toEqual(plainly(first.why!));
  });

  it("comes with streams and with many, in the names of each", async () => {
    const client = (await at.shared()).client();
    const [, problem] = CASES[1]!;
    for await (const { result } of client.planStream(problem, { why: true })) {
      if (result) expect(result.why!.core!.message).toContain("120 bytes");
    }
    const many = client.planMany();
    const [one, two] = await Promise.all([many.plan(problem, { why: true }), many.plan(easyProblem(1), { why: true })]);
    expect(one.why!.core!.buffers).toEqual([0, 1, 2]);
    expect(two.why!.peak.memories[0]!.peak).toBe(two.peak);
    await many.end();
  });

  it("leaves offsets out where they are not wanted", async () => {
    const { why, suggestions } = await there(CASES[1]![1], { omitOffsets: true, suggestions: 2 });
    expect(why!.least!.closest!.offsets).toHaveLength(0);
    expect(suggestions!.map(({ offsets }) => offsets.length)).toEqual([0, 0]);
  });

  it("gives way to the time limit: the answer comes in any case", async () => {
    const result = await there(hardProblem(), { minimize: true, timeLimitMs: 200, stepLimit: undefined });
    expect(result).toMatchObject({ status: "feasible", stoppedBy: "deadline" });
    const { status, infeasibility } = await there(CASES[3]![1], { timeLimitMs: 0 });
    expect(status === "infeasible").toBe(infeasibility !== null);
  });

  it("is not for sessions, and suggestions have a range", async () => {
    const server = await at.shared();
    const session = server.client().session(CASES[0]![1], { why: true });
    await expect(session.opening).rejects.toMatchObject({ violations: [{ field: "open.report.why" }] });
    for (const suggestions of [-1, 1_001]) {
      const bytes = planBytes(easyProblem(1), { report: { suggestions } });
      const error = await server.raw("Plan", bytes).catch((reason: unknown) => reason);
      expect(detailsOf(error)).toMatchObject({
        reason: "INVALID_FIELD",
        violations: [{ field: "report.suggestions" }],
      });
    }
    const nameless = columnsOf({ ...CASES[1]![1] });
    const { id: _, ...columns } = nameless;
    const bytes = await server.raw("Plan", encode("PlanRequest", { problem: columns, report: { why: true } }));
    expect(bytes.toString("latin1")).toContain('"0"');
  });
});

describe("suggestions over gRPC", () => {
  it.each(CASES.slice(1))("are the library's for %s, and each is verified", async (_name, problem) => {
    const result = await plan(problem, { ...STEPS, policy });
    const ours = await suggest(problem, { ...STEPS, policy, count: 6, result });
    const { suggestions } = await there(problem, { suggestions: 6 });
    expect(suggestions!.map(({ kind, message, changes }) => [kind, message, changes])).toEqual(
      ours.map(({ kind, message, changes }) => [kind, message, changes]),
    );
    expect(suggestions!.length).toBeGreaterThan(0);
    for (const { changes, offsets, memories, peak } of suggestions!) {
      const changed = changes.reduce(applied, problem);
      const report = simulate(changed, offsets, memories === null ? {} : { memories });
      expect(report).toMatchObject({ ok: true, peak });
    }
  });

  it("are none where there is a plan", async () => {
    expect((await there(CASES[0]![1], { suggestions: 3, why: false })).suggestions).toEqual([]);
  });
});
