import { describe, expect, it } from "vitest";
import { type CoreConstraint, infeasibleCoreSync } from "../../src/explain/index.js";
import type { Buffer, Problem } from "../../src/problem/index.js";
import { hasPlan, problemOf } from "./subsets.js";

function buffer(id: string, lower: number, upper: number, size: number, more: Partial<Buffer> = {}): Buffer {
  return { id, lower, upper, size, ...more };
}

interface Kinds {
  readonly claim: string;
  readonly problem: Problem;
  readonly buffers: readonly number[];
  readonly constraints: readonly CoreConstraint[];
  readonly cause: string;
  /** A part of the message. */
  readonly says: string;
}

const CAPACITY = { kind: "capacity", memory: "" } as const;

const CASES: readonly Kinds[] = [
  {
    claim: "fixed buffers that collide, whatever the capacity",
    problem: {
      capacity: 8,
      buffers: [buffer("a", 0, 4, 4, { offset: 0 }), buffer("c", 1, 4, 4, { offset: 2 }), buffer("d", 0, 2, 3)],
    },
    buffers: [0, 1],
    constraints: [
      { kind: "offset", buffer: 0, offset: 0 },
      { kind: "offset", buffer: 1, offset: 2 },
    ],
    cause: "collision",
    says: 'collide, whatever the capacity: offsets are fixed ("a" at [0, 4), "c" at [2, 6))',
  },
  {
    claim: "a buffer that is fixed beyond the memory",
    problem: { capacity: 8, buffers: [buffer("a", 0, 4, 4, { offset: 6 }), buffer("b", 0, 1, 2)] },
    buffers: [0],
    constraints: [
      { kind: "offset", buffer: 0, offset: 6 },
      { ...CAPACITY, bytes: 8 },
    ],
    cause: "alone",
    says: 'buffer "a" alone needs 10 bytes, 2 more than there are',
  },
  {
    claim: "a buffer larger than the memory",
    problem: { capacity: 8, buffers: [buffer("a", 0, 4, 9, { alignment: 4 }), buffer("b", 0, 1, 2)] },
    buffers: [0],
    constraints: [{ ...CAPACITY, bytes: 8 }],
    cause: "alone",
    says: 'buffer "a" alone needs 9 bytes, 1 more than there are',
  },
  {
    claim: "an alignment from a base that does not suit it",
    problem: { capacity: 8, base: 4, buffers: [buffer("a", 0, 4, 4, { alignment: 16 })] },
    buffers: [0],
    constraints: [
      { kind: "alignment", buffer: 0, bytes: 16 },
      { ...CAPACITY, bytes: 8 },
    ],
    cause: "alone",
    says: "8 more than there are: alignments leave gaps",
  },
  {
    claim: "the alignment of a memory",
    problem: {
      memories: [{ id: "S", capacity: 10, alignment: 8 }],
      buffers: [buffer("a", 0, 2, 3), buffer("b", 0, 2, 3)],
    },
    buffers: [0, 1],
    constraints: [
      { kind: "alignment", buffer: 0, bytes: 8 },
      { kind: "alignment", buffer: 1, bytes: 8 },
      { kind: "capacity", memory: "S", bytes: 10 },
    ],
    cause: "constraints",
    says: 'in the 10 bytes there are in memory "S"',
  },
  {
    claim: "a reserved range in the middle, and not the one at the end",
    problem: {
      memories: [
        {
          id: "m",
          capacity: 8,
          reserved: [
            { from: 7, to: 8 },
            { from: 2, to: 4 },
          ],
        },
      ],
      buffers: [buffer("a", 0, 1, 5)],
    },
    buffers: [0],
    constraints: [
      { kind: "reserved", memory: "m", index: 1 },
      { kind: "capacity", memory: "m", bytes: 8 },
    ],
    cause: "alone",
    says: "bytes are reserved ([2, 4))",
  },
  {
    claim: "an alias that lies too high",
    problem: {
      capacity: 5,
      buffers: [buffer("a", 0, 2, 3), buffer("v", 0, 2, 3), buffer("x", 0, 2, 1)],
      aliases: [{ buffer: "v", of: "a", at: 4 }],
    },
    buffers: [0, 1],
    constraints: [
      { kind: "alias", index: 0 },
      { ...CAPACITY, bytes: 5 },
    ],
    cause: "constraints",
    says: 'aliases tie buffers together ("v" at "a" + 4); they need at least 7 bytes',
  },
  {
    claim: "an exclusive buffer",
    problem: {
      capacity: 6,
      buffers: [buffer("a", 0, 1, 3, { exclusive: true }), buffer("b", 5, 6, 4), buffer("c", 7, 8, 2)],
    },
    buffers: [0, 1],
    constraints: [
      { kind: "exclusive", buffer: 0 },
      { ...CAPACITY, bytes: 6 },
    ],
    cause: "constraints",
    says: "exclusive buffers share bytes with nobody at any time",
  },
  {
    claim: "buffers within a bank",
    problem: {
      memories: [{ id: "m", capacity: 6, bank: 4 }],
      buffers: [buffer("a", 0, 1, 3, { withinBank: true }), buffer("b", 0, 1, 3, { withinBank: true })],
    },
    buffers: [0, 1],
    constraints: [
      { kind: "withinBank", buffer: 0 },
      { kind: "withinBank", buffer: 1 },
      { kind: "capacity", memory: "m", bytes: 6 },
    ],
    cause: "constraints",
    says: "must lie within one bank",
  },
  {
    claim: "a limit on what memories cost",
    problem: {
      memories: [{ id: "S", capacity: 6 }, { id: "D" }],
      buffers: [buffer("a", 0, 2, 4), buffer("c", 0, 2, 4), buffer("d", 0, 2, 2)].map((each) => ({
        ...each,
        memories: [{ id: "S" }, { id: "D", cost: 5 }],
      })),
      limits: { spill: 4 },
    },
    buffers: [0, 1],
    constraints: [
      { kind: "limit", term: "spill", most: 4 },
      { kind: "capacity", memory: "S", bytes: 6 },
    ],
    cause: "constraints",
    says: "terms are limited (spill ≤ 4)",
  },
  {
    claim: "a limit on what reuse costs, and the pairs that it is due for",
    problem: {
      capacity: 4,
      buffers: [buffer("a", 0, 1, 2), buffer("b", 1, 2, 2), buffer("c", 2, 3, 2)],
      apart: [
        { buffers: ["a", "b"], cost: 3 },
        { buffers: ["b", "c"], cost: 2 },
        { buffers: ["a", "c"], cost: 4 },
      ],
      limits: { reuse: 1 },
    },
    buffers: [0, 1, 2],
    constraints: [
      { kind: "limit", term: "reuse", most: 1 },
      { kind: "apart", index: 0 },
      { kind: "apart", index: 1 },
      { kind: "apart", index: 2 },
      { ...CAPACITY, bytes: 4 },
    ],
    cause: "constraints",
    says: "and terms are limited (reuse ≤ 1)",
  },
  {
    claim: "a limit on the peak, where the capacity would do",
    problem: { capacity: 9, buffers: [buffer("a", 0, 1, 3), buffer("b", 0, 1, 3)], limits: { peak: 5 } },
    buffers: [0, 1],
    constraints: [{ kind: "limit", term: "peak", most: 5 }],
    cause: "constraints",
    says: "terms are limited (peak ≤ 5)",
  },
  {
    claim: "a load in the gap-free part of lifetimes",
    problem: {
      capacity: 5,
      buffers: [
        buffer("a", 0, 4, 3, { gaps: [{ lower: 1, upper: 3 }] }),
        buffer("b", 0, 2, 3),
        buffer("c", 1, 3, 5, { gaps: [{ lower: 1, upper: 2, from: 0, to: 1 }] }),
      ],
    },
    buffers: [0, 1],
    constraints: [{ ...CAPACITY, bytes: 5 }],
    cause: "load",
    says: "2 buffers live at t = 0 need 6 bytes, 1 more than there are",
  },
];

describe("a core", () => {
  it.each(CASES)("names $claim", ({ problem, buffers, constraints, cause, says }) => {
    const core = infeasibleCoreSync(problem)!;
    expect(core.buffers).toEqual(buffers);
    expect(core.cause).toBe(cause);
    expect(core.message).toContain(says);
    expect(core.isIrreducible).toBe(true);
    expect(core.constraints).toEqual(constraints);
    if (problem.limits?.peak === undefined) expect(hasPlan(problemOf(problem, core))).toBe(false);
    expect(hasPlan(core.problem)).toBe(false);
  });
});

describe("what a core says can be changed", () => {
  const remedies = (problem: Problem): readonly string[] => infeasibleCoreSync(problem)!.remedies;

  it("is no size of a buffer that is fixed beyond its memory, and one of a buffer that reaches beyond it", () => {
    const at = (offset: number): Problem => ({ capacity: 8, buffers: [{ ...buffer("a", 0, 2, 4), offset }] });
    const inMemory = (offset: number): Problem => ({
      memories: [{ id: "m", base: 4, capacity: 8 }],
      buffers: [{ ...buffer("a", 0, 2, 4), offset }],
    });
    for (const problem of [at(8), at(100), inMemory(12)]) {
      expect(remedies(problem)[0]).toMatch(/^free or move a fixed offset/);
      expect(remedies(problem).filter((each) => each.startsWith("shrink"))).toEqual([]);
    }
    for (const problem of [at(7), inMemory(11)]) expect(remedies(problem)).toContain("shrink it");
  });

  it("is another memory only where the problem has one that a buffer of the core may not lie in yet", () => {
    const buffers = [buffer("a", 0, 2, 4), buffer("b", 1, 3, 4)];
    const move = "move one of the buffers to another memory";
    const [m, n] = [
      { id: "m", capacity: 6 },
      { id: "n", capacity: 1 },
    ];
    expect(remedies({ capacity: 6, buffers })).not.toContain(move);
    const inM = buffers.map((each) => ({ ...each, memory: "m" }));
    expect(remedies({ memories: [m], buffers: inM })).not.toContain(move);
    expect(remedies({ memories: [m, n], buffers: inM })).toContain(move);
    const everywhere = buffers.map((each) => ({ ...each, memories: [{ id: "m" }, { id: "n" }] }));
    expect(remedies({ memories: [m, n], buffers: everywhere })).not.toContain(move);
  });
});
