import { describe, expect, it } from "vitest";
import { type Buffer, InputError, type Problem } from "../../src/problem/index.js";
import { simulate, type ViolationKind } from "../../src/sim/index.js";

function buffer(id: string, lower: number, upper: number, size: number, more: Partial<Buffer> = {}): Buffer {
  return { id, lower, upper, size, ...more };
}

/** A rule with a plan that keeps it and one that breaks it, and all that is said of the latter. */
interface Case {
  readonly claim: string;
  readonly problem: Problem;
  readonly right: readonly number[];
  readonly wrong: readonly number[];
  /** Where buffers have a choice: for both plans. */
  readonly memories?: readonly [right: string[], wrong: string[]];
  readonly found: readonly (readonly [kind: ViolationKind, buffer: string, message: string])[];
}

const TOGETHER = [buffer("a", 0, 4, 4), buffer("b", 0, 4, 4)];
const IN_TURN = [buffer("a", 0, 1, 4), buffer("b", 1, 2, 4)];

const CASES: readonly Case[] = [
  {
    claim: "a gap takes in another buffer, and its rest does not",
    problem: { buffers: [buffer("a", 0, 4, 4, { gaps: [{ lower: 1, upper: 3 }] }), buffer("b", 1, 3, 4)] },
    right: [0, 0],
    wrong: [0, 0],
    found: [],
  },
  {
    claim: "a buffer that outlives the gap of another meets it",
    problem: { buffers: [buffer("a", 0, 4, 4, { gaps: [{ lower: 1, upper: 3 }] }), buffer("b", 1, 4, 4)] },
    right: [0, 4],
    wrong: [2, 0],
    found: [
      ["overlap", "a", 'buffers "b" and "a" share the bytes [2, 4) at the times [3, 4)'],
      [
        "clobbered-read",
        "b",
        'buffer "b": 2 of its 4 bytes are clobbered when it is read at time 4; buffer "a" wrote [2, 4) at time 3',
      ],
    ],
  },
  {
    claim: "a couple that meets in several pieces of its lifetime is one overlap",
    problem: {
      buffers: [
        buffer("a", 0, 5, 2, {
          gaps: [
            { lower: 1, upper: 2 },
            { lower: 3, upper: 4 },
          ],
        }),
        buffer("b", 0, 5, 2, { gaps: [{ lower: 2, upper: 3, from: 1, to: 2 }] }),
      ],
    },
    right: [0, 2],
    wrong: [1, 0],
    found: [
      ["overlap", "b", 'buffers "a" and "b" share the bytes [1, 2) at the times [0, 1)'],
      [
        "clobbered-read",
        "a",
        'buffer "a": 1 of its 2 bytes are clobbered when it is read at time 1; buffer "b" wrote [1, 2) at time 0',
      ],
      [
        "clobbered-read",
        "a",
        'buffer "a": 1 of its 2 bytes are clobbered when it is read at time 3; buffer "b" wrote [1, 2) at time 2',
      ],
      [
        "clobbered-read",
        "b",
        'buffer "b": 1 of its 2 bytes are clobbered when it is read at time 5; buffer "a" wrote [1, 2) at time 4',
      ],
    ],
  },
  {
    claim: "windows hold their own bytes alone",
    problem: {
      buffers: [
        buffer("a", 0, 9, 2, { gaps: [{ lower: 0, upper: 9, from: 0, to: 1 }] }),
        buffer("b", 0, 9, 2, { gaps: [{ lower: 0, upper: 9, from: 1, to: 2 }] }),
      ],
    },
    right: [0, 0],
    wrong: [1, 0],
    found: [
      ["overlap", "b", 'buffers "a" and "b" share the bytes [1, 2) at the times [0, 9)'],
      [
        "clobbered-read",
        "a",
        'buffer "a": 1 of its 2 bytes are clobbered when it is read at time 9; buffer "b" wrote [1, 2) at time 0',
      ],
    ],
  },
  {
    claim: "the whole extent of a window counts for the capacity",
    problem: {
      capacity: 4,
      buffers: [buffer("a", 0, 9, 4, { gaps: [{ lower: 0, upper: 9, from: 0, to: 1 }] })],
    },
    right: [0],
    wrong: [1],
    found: [["capacity", "a", 'buffer "a": placed at [1, 5), beyond the capacity of 4 bytes']],
  },
  {
    claim: "bytes of one memory alone meet",
    problem: {
      memories: [{ id: "m" }, { id: "n" }],
      buffers: TOGETHER.map((each) => ({ ...each, memories: [{ id: "m" }, { id: "n" }] })),
    },
    right: [0, 0],
    wrong: [0, 0],
    memories: [
      ["m", "n"],
      ["n", "n"],
    ],
    found: [
      ["overlap", "b", 'buffers "a" and "b" share the bytes [0, 4) of memory "n" at the times [0, 4)'],
      [
        "clobbered-read",
        "a",
        'buffer "a": 4 of its 4 bytes are clobbered when it is read at time 4; buffer "b" wrote [0, 4) at time 0',
      ],
    ],
  },
  {
    claim: "every memory has a capacity and a base of its own",
    problem: {
      memories: [
        { id: "m", capacity: 8 },
        { id: "n", base: 16, capacity: 4 },
      ],
      buffers: [buffer("a", 0, 4, 4, { memory: "m" }), buffer("b", 0, 4, 4, { memory: "n" })],
    },
    right: [4, 16],
    wrong: [5, 12],
    found: [
      ["capacity", "a", 'buffer "a": placed at [5, 9) of memory "m", beyond the capacity of 8 bytes'],
      [
        "capacity",
        "b",
        'buffer "b": placed at [12, 16) of memory "n", below the memory, in a memory that begins at 16',
      ],
    ],
  },
  {
    claim: "the alignment of a memory is that of buffers that say none",
    problem: {
      memories: [{ id: "m", alignment: 8 }],
      buffers: [buffer("a", 0, 4, 4), buffer("b", 0, 4, 4, { alignment: 2 })],
    },
    right: [8, 6 - 2],
    wrong: [4, 10],
    found: [["alignment", "a", 'buffer "a": offset 4 is no multiple of the alignment 8']],
  },
  {
    claim: "a memory that a buffer may not lie in is reported, and so is one that there is not, and none",
    problem: {
      memories: [{ id: "m" }, { id: "n" }, { id: "o" }],
      buffers: ["a", "b", "c", "d"].map((id) => buffer(id, 0, 4, 4, { memories: [{ id: "m" }, { id: "n" }] })),
    },
    right: [0, 4, 0, 4],
    wrong: [0, 0, 0, 0],
    memories: [
      ["m", "m", "n", "n"],
      ["m", "o", "p", ""],
    ],
    found: [
      ["memory", "b", 'buffer "b": lies in memory "o", and may lie in "m" or "n" only'],
      ["memory", "c", 'buffer "c": lies in memory "p", which there is not, and may lie in "m" or "n" only'],
      ["memory", "d", 'buffer "d": lies in no memory, and may lie in "m" or "n" only'],
    ],
  },
  {
    claim: "reserved bytes stay free, of ranges that touch as of one",
    problem: {
      memories: [
        {
          id: "m",
          reserved: [
            { from: 10, to: 12 },
            { from: 2, to: 4 },
            { from: 4, to: 6 },
          ],
        },
      ],
      buffers: [buffer("a", 0, 1, 2), buffer("b", 1, 2, 4), buffer("none", 0, 9, 0)],
    },
    right: [0, 6, 3],
    wrong: [5, 8, 3],
    found: [
      ["reserved", "a", 'buffer "a": placed at [5, 7) of memory "m", on the reserved bytes [2, 6)'],
      ["reserved", "b", 'buffer "b": placed at [8, 12) of memory "m", on the reserved bytes [10, 12)'],
    ],
  },
  {
    claim: "an alias lies at its distance",
    problem: { buffers: TOGETHER, aliases: [{ buffer: "b", of: "a", at: 2 }] },
    right: [0, 2],
    wrong: [0, 3],
    found: [["alias", "b", 'buffer "b": an alias of "a" at +2, but placed at 3 while that lies at 0']],
  },
  {
    claim: "an alias lies in the same memory",
    problem: {
      memories: [{ id: "m" }, { id: "n" }],
      buffers: TOGETHER.map((each) => ({ ...each, memories: [{ id: "m" }, { id: "n" }] })),
      aliases: [{ buffer: "a", of: "b", at: -2 }],
    },
    right: [0, 2],
    wrong: [0, 2],
    memories: [
      ["n", "n"],
      ["n", "m"],
    ],
    found: [
      [
        "alias",
        "a",
        'buffer "a": an alias of "b" at -2, but placed at 0 of memory "n" while that lies at 2 of memory "m"',
      ],
    ],
  },
  {
    claim: "those that are tied by way of a third share bytes",
    problem: {
      buffers: [...TOGETHER, buffer("c", 0, 4, 8)],
      aliases: [
        { buffer: "a", of: "c" },
        { buffer: "b", of: "c", at: 3 },
      ],
    },
    right: [0, 3, 0],
    wrong: [0, 4, 0],
    found: [["alias", "b", 'buffer "b": an alias of "c" at +3, but placed at 4 while that lies at 0']],
  },
  {
    claim: "buffers that are kept apart share no byte at any time",
    problem: { buffers: IN_TURN, apart: [{ buffers: ["a", "b"] }] },
    right: [0, 4],
    wrong: [0, 3],
    found: [["apart", "a", 'buffers "a" and "b" are to be kept apart, but placed at [0, 4) and [3, 7)']],
  },
  {
    claim: "a distance lies between those kept apart, whichever is lower",
    problem: { buffers: IN_TURN, apart: [{ buffers: ["a", "b"], distance: 3 }] },
    right: [7, 0],
    wrong: [6, 0],
    found: [
      [
        "apart",
        "a",
        'buffers "a" and "b" are to be kept apart with 3 bytes between them, but placed at [6, 10) and [0, 4)',
      ],
    ],
  },
  {
    claim: "every two of different groups are kept apart, and those of one group are not",
    problem: {
      buffers: [...IN_TURN, buffer("c", 2, 3, 4), buffer("d", 3, 4, 4)],
      apart: [
        {
          groups: [
            ["a", "b"],
            ["c", "d"],
          ],
        },
      ],
    },
    right: [0, 2, 6, 7],
    wrong: [0, 2, 5, 7],
    found: [["apart", "b", 'buffers "b" and "c" are to be kept apart, but placed at [2, 6) and [5, 9)']],
  },
  {
    claim: "every two of a list are kept apart, once for each entry that names them",
    problem: {
      buffers: [...IN_TURN, buffer("c", 2, 3, 4)],
      apart: [{ buffers: ["c", "b", "a"] }, { buffers: ["b", "a"] }],
    },
    right: [0, 4, 8],
    wrong: [0, 3, 8],
    found: [
      ["apart", "a", 'buffers "a" and "b" are to be kept apart, but placed at [0, 4) and [3, 7)'],
      ["apart", "b", 'buffers "b" and "a" are to be kept apart, but placed at [3, 7) and [0, 4)'],
    ],
  },
  {
    claim: "an exclusive buffer shares no byte at any time",
    problem: {
      buffers: [
        buffer("a", 0, 1, 3),
        buffer("b", 5, 6, 4, { exclusive: true }),
        buffer("c", 8, 9, 2, { exclusive: true }),
      ],
    },
    right: [0, 3, 7],
    wrong: [0, 2, 5],
    found: [
      ["exclusive", "b", 'buffer "b": shares no byte with others, but [2, 3) with buffer "a"'],
      ["exclusive", "b", 'buffer "b": shares no byte with others, but [5, 6) with buffer "c"'],
    ],
  },
  {
    claim: "an exclusive buffer shares bytes with those it is tied to",
    problem: {
      buffers: [buffer("a", 0, 4, 4, { exclusive: true }), buffer("b", 0, 4, 2), buffer("c", 5, 6, 1)],
      aliases: [{ buffer: "b", of: "a", at: 2 }],
    },
    right: [0, 2, 4],
    wrong: [0, 2, 3],
    found: [["exclusive", "a", 'buffer "a": shares no byte with others, but [3, 4) with buffer "c"']],
  },
  {
    claim: "the free share bytes while they live together, but not those of one group",
    problem: {
      buffers: [...TOGETHER, buffer("c", 0, 4, 4)],
      free: [{ groups: [["a", "b"], ["c"]] }],
    },
    right: [0, 4, 2],
    wrong: [0, 3, 2],
    found: [["overlap", "b", 'buffers "a" and "b" share the bytes [3, 4) at the times [0, 4)']],
  },
  {
    claim: "an output shares bytes with its input in its place alone",
    problem: {
      buffers: [buffer("in", 0, 2, 4), buffer("out", 1, 3, 4)],
      inplace: [{ buffer: "out", of: "in", at: 1 }],
    },
    right: [0, 1],
    wrong: [0, 0],
    found: [
      [
        "overlap",
        "out",
        'buffers "in" and "out" share the bytes [0, 4) at the times [1, 2); in place, "out" would lie at 1',
      ],
      [
        "clobbered-read",
        "in",
        'buffer "in": 4 of its 4 bytes are clobbered when it is read at time 2; buffer "out" wrote [0, 4) at time 1',
      ],
    ],
  },
  {
    claim: "a fixed buffer lies where it must, gaps or not",
    problem: { buffers: [buffer("a", 0, 6, 2, { offset: 1, gaps: [{ lower: 2, upper: 4 }] })] },
    right: [1],
    wrong: [2],
    found: [["fixed", "a", 'buffer "a": fixed at offset 1, but placed at 2']],
  },
  {
    claim: "an offset that cannot be is reported, and the buffer lies nowhere",
    problem: { buffers: TOGETHER, aliases: [{ buffer: "a", of: "b" }] },
    right: [0, 0],
    wrong: [0, -4],
    found: [["offset", "b", 'buffer "b": offset must be ≥ 0 bytes, got -4']],
  },
  {
    claim: "those that end before the others begin by their clocks do not meet, and all others do",
    problem: {
      buffers: [
        buffer("a", 0, 2, 4, { clock: { lower: [0, 0], upper: [2, 0] } }),
        buffer("b", 2, 4, 4, { clock: { lower: [2, 0], upper: [3, 1] } }),
        buffer("c", 2, 3, 4, { clock: { lower: [0, 2], upper: [0, 3] } }),
      ],
    },
    right: [0, 0, 4],
    wrong: [0, 4, 3],
    found: [
      ["overlap", "c", 'buffers "a" and "c" share the bytes [3, 4), and neither ends before the other begins'],
      ["overlap", "c", 'buffers "b" and "c" share the bytes [4, 7), and neither ends before the other begins'],
      [
        "clobbered-read",
        "b",
        'buffer "b": 3 of its 4 bytes are clobbered when it is read at time 4; buffer "c" wrote [4, 7) at time 2',
      ],
    ],
  },
  {
    claim: "a buffer lies within one bank",
    problem: {
      memories: [{ id: "m", bank: 4 }],
      buffers: [buffer("a", 0, 1, 3, { withinBank: true }), buffer("b", 1, 2, 3)],
    },
    right: [5, 2],
    wrong: [6, 2],
    found: [
      [
        "bank",
        "a",
        'buffer "a": must lie within one bank, but placed at [6, 9) of memory "m", across banks of 4 bytes',
      ],
    ],
  },
  {
    claim: "two lie in no common bank while both live",
    problem: {
      memories: [{ id: "m", bank: 4 }],
      buffers: [buffer("a", 0, 2, 2), buffer("b", 1, 3, 2), buffer("c", 2, 4, 2)],
      apart: [
        { buffers: ["a", "b"], banks: true },
        { buffers: ["c", "a"], banks: true },
      ],
    },
    right: [0, 4, 0],
    wrong: [3, 6, 0],
    found: [["bank", "a", 'buffers "a" and "b" live together and both lie in the bank [4, 8) of memory "m"']],
  },
  {
    claim: "groups lie in no common bank, counted once a couple however often it meets",
    problem: {
      memories: [{ id: "m", bank: 4 }],
      buffers: [buffer("a", 0, 9, 2, { gaps: [{ lower: 3, upper: 6 }] }), buffer("b", 0, 9, 2), buffer("c", 4, 5, 2)],
      apart: [{ groups: [["a"], ["b", "c"]], banks: true }],
    },
    right: [0, 4, 2],
    wrong: [0, 2, 2],
    found: [
      ["overlap", "c", 'buffers "b" and "c" share the bytes [2, 4) of memory "m" at the times [4, 5)'],
      [
        "clobbered-read",
        "b",
        'buffer "b": 2 of its 2 bytes are clobbered when it is read at time 9; buffer "c" wrote [2, 4) at time 4',
      ],
      ["bank", "a", 'buffers "a" and "b" live together and both lie in the bank [0, 4) of memory "m"'],
    ],
  },
  {
    claim: "the costs of memories keep to their limit",
    problem: {
      memories: [{ id: "m" }, { id: "n" }],
      buffers: [
        buffer("a", 0, 1, 4, {
          memories: [
            { id: "m", cost: 2 },
            { id: "n", cost: 3 },
          ],
        }),
      ],
      limits: { spill: 2 },
    },
    right: [0],
    wrong: [0],
    memories: [["m"], ["n"]],
    found: [["limit", "", "the term spill comes to 3, above its limit of 2"]],
  },
  {
    claim: "the costs of reuse keep to their limit",
    problem: {
      buffers: [...IN_TURN, buffer("c", 2, 3, 4)],
      apart: [
        { buffers: ["a", "b"], cost: 2 },
        { groups: [["a"], ["b", "c"]], cost: 3 },
      ],
      limits: { reuse: 4 },
    },
    right: [0, 4, 0],
    wrong: [0, 3, 7],
    found: [["limit", "", "the term reuse comes to 5, above its limit of 4"]],
  },
  {
    claim: "moved bytes and the peak keep to their limits",
    problem: {
      buffers: [buffer("a", 0, 1, 4, { hint: 0 }), buffer("b", 1, 2, 2, { hint: 0 })],
      limits: { moved: 2, peak: 4 },
    },
    right: [0, 2],
    wrong: [1, 3],
    found: [
      ["limit", "", "the term moved comes to 6, above its limit of 2"],
      ["limit", "", "the term peak comes to 5, above its limit of 4"],
    ],
  },
];

describe("a rule of constraints", () => {
  it.each(CASES)("is kept and broken: $claim", ({ problem, right, wrong, memories, found }) => {
    const of = (at: 0 | 1) => (memories === undefined ? {} : { memories: memories[at] });
    expect(simulate(problem, right, of(0))).toMatchObject({ ok: true, violations: [], violationCount: 0 });
    const { ok, violations, violationCount } = simulate(problem, wrong, of(1));
    expect(violations.map(({ kind, buffer: id, message }) => [kind, id, message])).toEqual(found);
    expect(violationCount).toBe(found.length);
    expect(ok).toBe(found.length === 0);
  });

  it("tells numbers and names beside the sentence", () => {
    const problem: Problem = {
      memories: [{ id: "m", bank: 4, reserved: [{ from: 20, to: 30 }] }],
      buffers: [buffer("a", 0, 1, 4), buffer("b", 1, 2, 4, { exclusive: true }), buffer("c", 3, 4, 4)],
      apart: [{ buffers: ["a", "b"], distance: 2 }],
      aliases: [{ buffer: "c", of: "a", at: 8 }],
      limits: { peak: 10 },
    };
    const { violations } = simulate(problem, [0, 2, 18]);
    const told = violations.map(({ message: _, ...rest }) => rest);
    expect(told).toEqual([
      { kind: "reserved", buffer: "c", bufferIndex: 2, memory: "m", offset: 18, end: 22, from: 20, to: 30 },
      {
        ...{ kind: "alias", buffer: "c", bufferIndex: 2, offset: 18, memory: "m" },
        ...{ other: "a", otherIndex: 0, otherOffset: 0, otherMemory: "m", at: 8 },
      },
      {
        ...{ kind: "apart", buffer: "a", bufferIndex: 0, memory: "m", offset: 0 },
        ...{ other: "b", otherIndex: 1, otherOffset: 2, distance: 2 },
      },
      { kind: "exclusive", buffer: "b", bufferIndex: 1, memory: "m", other: "a", otherIndex: 0, from: 2, to: 4 },
      { kind: "limit", buffer: "", bufferIndex: -1, term: "peak", value: 22, limit: 10 },
    ]);
  });
});

describe("a problem that means nothing", () => {
  const two = { memories: [{ id: "m" }, { id: "n" }] };
  const [a, b] = TOGETHER as [Buffer, Buffer];
  const faults: readonly [problem: Problem, message: string][] = [
    [{ buffers: [a, a], apart: [{ buffers: ["a", "b"] }] }, 'buffer "a": id is used twice, by buffers 0 and 1'],
    [{ buffers: [{ ...a, memory: "x" }], ...two }, 'buffer "a": there is no memory "x"'],
    [{ buffers: [{ ...a, memory: "x" }] }, 'buffer "a": there is no memory "x"'],
    [{ buffers: [a], ...two }, 'buffer "a": memory is missing: the problem has 2 of them'],
    [
      { buffers: [{ ...a, memories: [{ id: "m" }, { id: "n" }] }], ...two },
      'buffer "a": may lie in "m", "n": options.memories must say which it is',
    ],
    [{ buffers: [a], memories: [{ id: "m" }, { id: "m" }] }, 'memories[1]: the id "m" is used twice'],
    [{ buffers: [a], memories: [{ id: "m", bank: 0 }] }, "memories[0]: bank must be an integer ≥ 1, got 0"],
    [
      { buffers: [{ ...a, gaps: [{ lower: 3, upper: 5 }] }] },
      'buffer "a": gap [3, 5) lies outside its lifetime [0, 4)',
    ],
    [
      {
        buffers: [
          {
            ...a,
            gaps: [
              { lower: 1, upper: 3 },
              { lower: 2, upper: 4 },
            ],
          },
        ],
      },
      'buffer "a": gap [2, 4) overlaps the gap before it, which ends at 3',
    ],
    [
      { buffers: [{ ...a, gaps: [{ lower: 1, upper: 3, from: 0, to: 5 }] }] },
      'buffer "a": window [0, 5) of gap [1, 3): lies outside its 4 bytes',
    ],
    [
      { buffers: [{ ...a, clock: { lower: [0, 0], upper: [4, 0] } }, b] },
      'buffer "b": has no vector clock, and other buffers have one',
    ],
    [
      { buffers: [{ ...a, clock: { lower: [0, 0], upper: [4, 1] } }] },
      'buffer "a": upper must be the sum of clock.upper, 5, got 4',
    ],
    [{ buffers: [a], aliases: [{ buffer: "x", of: "a" }] }, 'aliases[0]: there is no buffer "x"'],
    [{ buffers: [a], inplace: [{ buffer: "a", of: "a" }] }, 'inplace[0]: buffer "a" is said of itself'],
    [{ buffers: [a, b], free: [{ groups: [["a"], ["y"]] }] }, 'free[0]: there is no buffer "y"'],
    [{ buffers: [a, b], apart: [{ groups: [["a"], ["a", "b"]] }] }, 'apart[0]: buffer "a" is listed twice'],
    [{ buffers: [a, b], apart: [{}] }, "apart[0]: needs either buffers or groups"],
    [
      { buffers: [a, b], apart: [{ buffers: ["a", "b"], distance: -1 }] },
      "apart[0]: distance must be an integer ≥ 0, got -1",
    ],
    [
      { buffers: [a, b], apart: [{ buffers: ["a", "b"] }], aliases: [{ buffer: "a", of: "b", at: 9 }] },
      'apart[0]: buffers "a" and "b" cannot be kept apart: aliases tie them together',
    ],
    [{ buffers: [a], limits: { peak: -1 } }, "limits: peak must be an integer ≥ 0, got -1"],
  ];

  it.each(faults)("is bad input, whatever the plan: %j", (problem, message) => {
    const offsets = problem.buffers.map(() => 0);
    const run = () => simulate(problem, offsets);
    expect(run).toThrow(InputError);
    expect(run).toThrow(expect.objectContaining({ message }));
  });

  it("and a plan with too few memories is bad input too", () => {
    expect(() =>
      simulate(
        {
          buffers: [
            { ...a, memory: "m" },
            { ...b, memory: "n" },
          ],
          ...two,
        },
        [0, 0],
        { memories: ["m"] },
      ),
    ).toThrow("a plan needs one memory for each of the 2 buffers, got 1");
  });
});
