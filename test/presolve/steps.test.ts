import { describe, expect, it } from "vitest";
import { compile } from "../../src/model/compile.js";
import { explainPresolve, type Presolved, type PresolveSteps, presolve, restore } from "../../src/presolve/index.js";
import type { Buffer, Problem } from "../../src/problem/index.js";

function buffer(id: string, lower: number, upper: number, size: number, more: Partial<Buffer> = {}): Buffer {
  return { id, lower, upper, size, ...more };
}

function presolved(problem: Problem, steps: PresolveSteps = {}): Presolved {
  const model = compile(problem);
  const memoryOf = model.bodies.map(({ choices }) => choices[0]!.memory);
  return presolve(model, memoryOf, new Set(model.pairs.filter(({ rule }) => rule === "reuse")), steps);
}

/** Rows of plain parts and of others. */
function rows({ parts }: Presolved): { plain: number[]; bodies: number[] } {
  const of = (kind: string) => parts.filter((part) => part.kind === kind).map(({ bodies }) => bodies.length);
  return { plain: of("plain"), bodies: of("bodies") };
}

const RING = {
  buffers: Array.from({ length: 5 }, (_, i) => buffer(`r${i}`, i, i + 1, 2)),
  apart: Array.from({ length: 5 }, (_, i) => ({ buffers: [`r${i}`, `r${(i + 1) % 5}`] })),
};

/** A problem that a step makes plain, and that stays with its rules without it. */
const WITNESSES: readonly {
  readonly step: keyof PresolveSteps;
  readonly claim: string;
  readonly problem: Problem;
}[] = [
  {
    step: "drop",
    claim: "free buffers that never live together",
    problem: {
      buffers: [buffer("a", 0, 2, 2), buffer("b", 1, 4, 2), buffer("c", 3, 5, 2)],
      free: [{ buffers: ["a", "c"] }],
    },
  },
  {
    step: "merge",
    claim: "a gap in which nothing lives",
    problem: {
      buffers: [buffer("a", 0, 6, 4, { gaps: [{ lower: 2, upper: 3 }] }), buffer("b", 0, 2, 2)],
    },
  },
  {
    step: "split",
    claim: "a ring of five beside a plain problem, of which the plain part is plain",
    problem: { ...RING, buffers: [...RING.buffers, buffer("x", 8, 10, 3), buffer("y", 9, 11, 4)] },
  },
  {
    step: "ground",
    claim: "a reserved range between the ends of the memory",
    problem: {
      memories: [{ id: "m", capacity: 10, reserved: [{ from: 2, to: 4 }] }],
      buffers: [buffer("a", 0, 2, 2, { memory: "m" }), buffer("b", 0, 2, 4, { memory: "m" })],
    },
  },
  {
    step: "retime",
    claim: "buffers that are apart at different times",
    problem: { buffers: [buffer("a", 0, 1, 4), buffer("b", 1, 2, 4)], apart: [{ buffers: ["a", "b"] }] },
  },
];

describe("a step of presolve", () => {
  it.each(WITNESSES)("$step makes plain: $claim", ({ step, problem }) => {
    const others: PresolveSteps = { retime: step === "retime" };
    const [on, off] = [rows(presolved(problem, others)), rows(presolved(problem, { ...others, [step]: false }))];
    expect(on.plain.length).toBeGreaterThan(off.plain.length);
    expect(off.bodies.length).toBeGreaterThan(0);
  });

  it("loose lays what meets no other at its lowest aligned place off the reserved ranges", () => {
    const problem = {
      memories: [{ id: "m", reserved: [{ from: 1, to: 6 }] }],
      buffers: [
        buffer("a", 0, 1, 4, { memory: "m", alignment: 4 }),
        buffer("v", 0, 1, 2, { memory: "m", alignment: 2 }),
        buffer("b", 3, 4, 1, { memory: "m" }),
      ],
      aliases: [{ buffer: "v", of: "a", at: 4 }],
    };
    const { parts, placed, placedPeaks, tally } = presolved(problem);
    expect(parts).toEqual([]);
    expect([...placed]).toEqual([8, 0]);
    expect([...placedPeaks]).toEqual([14]);
    expect(tally.looseBodies).toBe(2);
    expect(rows(presolved(problem, { loose: false, cut: false }))).toEqual({ plain: [4], bodies: [] });
  });

  it("loose leaves what has no place to whoever plans, so that it is told infeasible", () => {
    const { parts } = presolved({ buffers: [buffer("a", 0, 1, 9)], capacity: 8 });
    expect(parts.map(({ bodies }) => bodies.length)).toEqual([1]);
  });

  it("ground raises the base over a reserved prefix and keeps alignments where they were", () => {
    const { parts } = presolved({
      memories: [{ id: "m", capacity: 12, reserved: [{ from: 0, to: 3 }] }],
      buffers: [buffer("a", 0, 2, 4, { memory: "m", alignment: 4 }), buffer("c", 0, 2, 1, { memory: "m" })],
    });
    expect(parts).toMatchObject([{ kind: "plain", shift: 0, lift: 3, columns: { base: 3, capacity: 9 }, ranges: [] }]);
  });

  it("ground shifts bodies that lie off their alignment, where one shift suits all", () => {
    const tied = (alignment: number): Problem => ({
      buffers: [
        buffer("a", 0, 2, 3),
        buffer("v", 0, 2, 2, { alignment: 4 }),
        buffer("b", 0, 2, 3),
        buffer("w", 0, 2, 2, { alignment }),
      ],
      aliases: [
        { buffer: "v", of: "a", at: 1 },
        { buffer: "w", of: "b", at: alignment === 4 ? 1 : 2 },
      ],
    });
    const shifted = presolved(tied(4));
    expect(shifted.parts).toMatchObject([{ kind: "plain", shift: -1, lift: 0, columns: { base: 1 } }]);
    expect([...restore(shifted, [[4, 8]])]).toEqual([3, 7]);
    // 3 modulo 4 and 0 modulo 2 have no number in common.
    expect(rows(presolved(tied(2)))).toEqual({ plain: [], bodies: [2] });
  });

  it("ground takes ranges at the ends of the memory, whatever buffers of no bytes there are", () => {
    const { parts, placed } = presolved({
      memories: [{ id: "m", capacity: 9, reserved: [{ from: 8, to: 10 }] }],
      buffers: [2, 4, 0].map((size, i) => buffer(`b${i}`, 0, 2, size, { memory: "m" })),
    });
    expect(parts).toMatchObject([{ kind: "plain", columns: { count: 2, capacity: 8 }, ranges: [] }]);
    expect([...placed]).toEqual([-1, -1, 0]);
  });

  it("merge fills no gap that another body could fill too", () => {
    const gaps = (from: number) => [
      { lower: 0, upper: 2, from, to: from + 1 },
      { lower: 2, upper: 4 },
      { lower: 4, upper: 6, from, to: from + 1 },
    ];
    const buffers = [buffer("a", 0, 6, 4, { gaps: gaps(0) }), buffer("b", 0, 6, 4, { gaps: gaps(3) })];
    // Both at byte 0 is a plan: filled, they would meet between 2 and 4.
    const { parts } = presolved({ buffers });
    expect(parts).toMatchObject([{ kind: "bodies", problem: { count: 2 } }]);
    expect(parts.map((part) => part.kind === "bodies" && part.problem.cellLower.length)).toEqual([4]);
  });

  it("cut leaves out reserved ranges above a stack of all, and the memory from there on", () => {
    const problem = {
      memories: [{ id: "m", capacity: 100, reserved: [{ from: 50, to: 60 }] }],
      buffers: [buffer("a", 0, 2, 20, { memory: "m" }), buffer("b", 0, 2, 30, { memory: "m" })],
    };
    expect(presolved(problem).parts).toMatchObject([{ columns: { count: 2, capacity: 50 }, ranges: [] }]);
    expect(presolved(problem, { cut: false }).parts).toMatchObject([
      { columns: { count: 3, capacity: 100 }, ranges: [{ from: 50, to: 60 }] },
    ]);
  });

  it("retime leaves a ring of five as it is, which no lifetimes have, and a distance too", () => {
    expect(rows(presolved(RING))).toEqual({ plain: [], bodies: [5] });
    const far = { buffers: RING.buffers.slice(0, 2), apart: [{ buffers: ["r0", "r1"], distance: 1 }] };
    expect(rows(presolved(far))).toEqual({ plain: [], bodies: [2] });
  });

  it("retime takes a distance that alignments keep anyway", () => {
    const buffers = [0, 1].map((i) => buffer(`b${i}`, i, i + 1, 5, { alignment: 8 }));
    expect(rows(presolved({ buffers, apart: [{ buffers: ["b0", "b1"], distance: 3 }] })).plain).toEqual([2]);
    expect(rows(presolved({ buffers, apart: [{ buffers: ["b0", "b1"], distance: 4 }] })).plain).toEqual([]);
  });

  it("retime takes clocks, exclusive buffers, free branches and avoided reuse", () => {
    const clock = (lower: number[], upper: number[]) => ({ clock: { lower, upper } });
    const clocks = [
      buffer("a", 0, 2, 2, clock([0, 0], [1, 1])),
      buffer("b", 1, 2, 2, clock([1, 0], [2, 0])),
      buffer("c", 2, 3, 2, clock([1, 1], [2, 1])),
    ];
    const problems: Problem[] = [
      { buffers: clocks },
      { buffers: [buffer("a", 0, 1, 3, { exclusive: true }), buffer("c", 5, 6, 4)] },
      {
        buffers: [buffer("c", 0, 4, 1), buffer("t", 1, 3, 4), buffer("e", 1, 3, 3)],
        free: [{ buffers: ["t", "e"] }],
      },
      { buffers: [buffer("a", 0, 1, 3), buffer("b", 1, 2, 3)], apart: [{ buffers: ["a", "b"], cost: 2 }] },
    ];
    for (const problem of problems) {
      expect(rows(presolved(problem)).bodies, JSON.stringify(problem)).toEqual([]);
      expect(rows(presolved(problem, { retime: false })).bodies.length, JSON.stringify(problem)).toBe(1);
    }
  });
});

describe("the account of presolve", () => {
  it("tells each step that did something, with its count", () => {
    const problem: Problem = {
      memories: [
        { id: "m", capacity: 64, reserved: [{ from: 0, to: 4 }] },
        { id: "n", capacity: 64 },
      ],
      buffers: [
        buffer("a", 0, 2, 4, { memory: "m" }),
        buffer("b", 1, 3, 4, { memory: "m" }),
        buffer("c", 3, 4, 4, { memory: "m" }),
        buffer("d", 0, 1, 4, { memory: "n" }),
      ],
      apart: [{ buffers: ["a", "b"] }, { buffers: ["a", "c"] }],
    };
    expect(explainPresolve(presolved(problem))).toEqual([
      { step: "drop", count: 1, text: "1 rule left out, which binds nothing" },
      { step: "ground", count: 1, text: "1 reserved range became the ends of a memory" },
      { step: "loose", count: 1, text: "1 buffer placed at the lowest offset, without conflict with any other" },
      { step: "retime", count: 3, text: "1 of 2 memories re-timed: 1 rule became lifetimes" },
      { step: "split", count: 1, text: "2 memories cut into 1 part" },
      { step: "plain", count: 1, text: "1 of 1 part plain" },
    ]);
  });

  it("is empty where there was nothing to do but to plan", () => {
    const { parts, tally } = presolved({ buffers: [] });
    expect(parts).toEqual([]);
    expect(explainPresolve({ tally })).toEqual([]);
  });
});
