import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Problem } from "../../src/problem/index.js";
import { CONSTRAINT_KINDS } from "../../src/sim/constrained/violations.js";
import { simulate, VIOLATION_KINDS, type ViolationKind } from "../../src/sim/index.js";
import { PLAN_RULES } from "../../src/sim/rules/index.js";

const PAIR = [
  { id: "a", lower: 0, upper: 4, size: 8 },
  { id: "b", lower: 2, upper: 6, size: 8 },
];
const IN_ORDER = { problem: { buffers: PAIR, capacity: 16 }, offsets: [0, 8] };

/** For each kind, a plan that breaks the rule, and the other rules that it cannot but break too. */
const WITNESSES: Readonly<
  Record<ViolationKind, { problem: Problem; offsets: number[]; memories?: string[]; beside?: readonly ViolationKind[] }>
> = {
  offset: { problem: { buffers: PAIR }, offsets: [0, -8] },
  fixed: { problem: { buffers: [PAIR[0]!, { ...PAIR[1]!, offset: 8 }] }, offsets: [0, 16] },
  alignment: { problem: { buffers: [PAIR[0]!, { ...PAIR[1]!, alignment: 16 }] }, offsets: [0, 8] },
  capacity: { problem: { buffers: PAIR, capacity: 15 }, offsets: [0, 8] },
  overlap: { problem: { buffers: PAIR }, offsets: [0, 7], beside: ["clobbered-read"] },
  "clobbered-read": { problem: { buffers: PAIR }, offsets: [0, 0], beside: ["overlap"] },
  reserved: {
    problem: { buffers: PAIR, memories: [{ id: "m", reserved: [{ from: 15, to: 20 }] }] },
    offsets: [0, 8],
  },
  memory: {
    problem: {
      buffers: [PAIR[0]!, { ...PAIR[1]!, memory: "n" }].map((buffer) => ({ memory: "m", ...buffer })),
      memories: [{ id: "m" }, { id: "n" }],
    },
    offsets: [0, 8],
    memories: ["m", "m"],
  },
  alias: { problem: { buffers: PAIR, aliases: [{ buffer: "b", of: "a", at: 9 }] }, offsets: [0, 8] },
  apart: { problem: { buffers: PAIR, apart: [{ buffers: ["a", "b"], distance: 1 }] }, offsets: [0, 8] },
  exclusive: {
    problem: { buffers: [PAIR[0]!, { ...PAIR[1]!, exclusive: true, lower: 5 }] },
    offsets: [0, 7],
  },
  bank: {
    problem: { buffers: [PAIR[0]!, { ...PAIR[1]!, withinBank: true }], memories: [{ id: "m", bank: 12 }] },
    offsets: [0, 8],
  },
  limit: { problem: { buffers: PAIR, limits: { peak: 15 } }, offsets: [0, 8] },
};

describe("the rules of a plan", () => {
  test("name their kinds in the order of the report, each once", () => {
    expect([...PLAN_RULES.map(({ kind }) => kind), ...CONSTRAINT_KINDS]).toEqual(VIOLATION_KINDS);
    expect(new Set(VIOLATION_KINDS).size).toBe(VIOLATION_KINDS.length);
    expect(Object.keys(simulate(IN_ORDER.problem, IN_ORDER.offsets).counts)).toEqual(VIOLATION_KINDS);
  });

  test("find nothing in a plan that is in order", () => {
    expect(simulate(IN_ORDER.problem, IN_ORDER.offsets).ok).toBe(true);
  });

  test.each(VIOLATION_KINDS)("find a violation of kind %s in a plan that has one", (kind) => {
    const { problem, offsets, memories, beside = [] } = WITNESSES[kind];
    const { violations, counts } = simulate(problem, offsets, { ...(memories && { memories }) });
    expect(new Set(violations.map((violation) => violation.kind))).toEqual(new Set([kind, ...beside]));
    expect(counts[kind]).toBe(1);
    expect(violations.find((violation) => violation.kind === kind)).toMatchObject({ kind, buffer: expect.any(String) });
  });

  test("have a kind of the .proto each, which are counted up there", () => {
    const proto = readFileSync(new URL("../../proto/telaplan/v1/planner.proto", import.meta.url), "utf8");
    const [, body = ""] = /enum ViolationKind \{([^}]*)\}/.exec(proto) ?? [];
    const values = [...body.matchAll(/^\s*VIOLATION_KIND_(\w+) = (\d+);/gm)];
    expect(values.map(([, , number]) => Number(number))).toEqual([...values.keys()]);
    const names = values.map(([, name]) => name);
    for (const kind of VIOLATION_KINDS) expect(names).toContain(kind.toUpperCase().replaceAll("-", "_"));
  });
});
