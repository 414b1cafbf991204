import type { Buffer, Problem, Term } from "../../src/problem/index.js";

/** A problem small enough to be solved on paper, and what its terms come to at best. Null: it has no plan. */
export interface HandChecked {
  readonly claim: string;
  readonly problem: Problem;
  readonly terms: readonly Term[];
  readonly values: readonly number[] | null;
  /** Peaks by memory, where there are several. */
  readonly peaks?: readonly number[];
}

function buffer(id: string, lower: number, upper: number, size: number, more: Partial<Buffer> = {}): Buffer {
  return { id, lower, upper, size, ...more };
}

function peak(claim: string, problem: Problem, value: number | null): HandChecked {
  return { claim, problem, terms: ["peak"], values: value === null ? null : [value] };
}

const WHOLE = { lower: 0, upper: 1 };

export const HAND_CHECKED: readonly HandChecked[] = [
  peak(
    "a buffer fits into a gap of another",
    { buffers: [buffer("a", 0, 4, 2, { gaps: [{ lower: 1, upper: 3 }] }), buffer("b", 1, 3, 2)] },
    2,
  ),
  peak(
    "windows interlock where their bytes allow it",
    {
      buffers: [
        buffer("a", 0, 10, 2, { gaps: [{ lower: 0, upper: 5, from: 0, to: 1 }] }),
        buffer("b", 0, 10, 2, { gaps: [{ lower: 5, upper: 10, from: 1, to: 2 }] }),
      ],
    },
    3,
  ),
  peak(
    "a buffer lies between the windows of another",
    {
      buffers: [
        buffer("a", 0, 2, 4, {
          gaps: [
            { lower: 0, upper: 1, from: 0, to: 1 },
            { lower: 1, upper: 2, from: 3, to: 4 },
          ],
        }),
        buffer("b", 0, 2, 2),
      ],
    },
    4,
  ),
  peak(
    "several gaps take in several buffers",
    {
      buffers: [
        buffer("a", 0, 5, 3, {
          gaps: [
            { lower: 1, upper: 2 },
            { lower: 3, upper: 4 },
          ],
        }),
        buffer("b", 1, 2, 3),
        buffer("c", 3, 4, 3),
      ],
    },
    3,
  ),
  peak(
    "buffers kept apart share no byte at different times",
    { buffers: [buffer("a", 0, 1, 4), buffer("b", 1, 2, 4)], apart: [{ buffers: ["a", "b"] }] },
    8,
  ),
  {
    claim: "buffers of two memories never meet",
    problem: {
      memories: [{ id: "m" }, { id: "n" }],
      buffers: [buffer("a", 0, 1, 4, { memory: "m" }), buffer("b", 1, 2, 4, { memory: "n" })],
      apart: [{ buffers: ["a", "b"] }],
    },
    terms: ["peak"],
    values: [8],
    peaks: [4, 4],
  },
  peak(
    "a ring of five apart needs three levels",
    {
      buffers: Array.from({ length: 5 }, (_, i) => buffer(`r${i}`, i, i + 1, 2)),
      apart: Array.from({ length: 5 }, (_, i) => ({ buffers: [`r${i}`, `r${(i + 1) % 5}`] })),
    },
    6,
  ),
  peak(
    "a distance lies between buffers that are apart",
    { buffers: [buffer("a", 0, 1, 2), buffer("b", 1, 2, 2)], apart: [{ buffers: ["a", "b"], distance: 3 }] },
    7,
  ),
  peak(
    "exclusive branches share bytes",
    { buffers: [buffer("c", 0, 4, 1), buffer("t", 1, 3, 4), buffer("e", 1, 3, 3)], free: [{ buffers: ["t", "e"] }] },
    5,
  ),
  peak(
    "free pairs are not transitive",
    {
      buffers: [buffer("x", 0, 1, 2), buffer("y", 0, 1, 2), buffer("z", 0, 1, 2)],
      free: [{ buffers: ["x", "y"] }, { buffers: ["y", "z"] }],
    },
    4,
  ),
  peak(
    "a view lies within its buffer",
    {
      buffers: [buffer("a", 0, 2, 4), buffer("v", 1, 5, 2), buffer("w", 3, 5, 2)],
      aliases: [{ buffer: "v", of: "a", at: 2 }],
    },
    4,
  ),
  peak(
    "parts of a concatenation lie side by side",
    {
      buffers: [buffer("cat", 2, 4, 6), buffer("p", 0, 3, 2), buffer("q", 1, 3, 4), buffer("r", 0, 2, 3)],
      aliases: [
        { buffer: "p", of: "cat", at: 0 },
        { buffer: "q", of: "cat", at: 2 },
      ],
    },
    9,
  ),
  peak(
    "a buffer uses a part that is not yet needed",
    {
      buffers: [buffer("cat", 2, 4, 6), buffer("p", 0, 3, 2), buffer("q", 1, 3, 4), buffer("r", 0, 1, 3)],
      aliases: [
        { buffer: "p", of: "cat", at: 0 },
        { buffer: "q", of: "cat", at: 2 },
      ],
    },
    6,
  ),
  peak(
    "alignments of tied buffers combine",
    {
      buffers: [buffer("a", 0, 2, 3), buffer("v", 0, 2, 2, { alignment: 4 }), buffer("z", 0, 2, 1)],
      aliases: [{ buffer: "v", of: "a", at: 1 }],
    },
    6,
  ),
  peak(
    "an output takes the place of its input",
    { buffers: [buffer("in", 0, 2, 4), buffer("out", 1, 3, 4)], inplace: [{ buffer: "out", of: "in" }] },
    4,
  ),
  peak(
    "an output in place leaves no room beside it",
    {
      buffers: [buffer("in", 0, 2, 4), buffer("out", 1, 3, 2), buffer("k", 1, 2, 1)],
      inplace: [{ buffer: "out", of: "in" }],
    },
    5,
  ),
  peak(
    "a reserved prefix keeps alignments where they are",
    {
      memories: [{ id: "m", capacity: 12, reserved: [{ from: 0, to: 3 }] }],
      buffers: [buffer("a", 0, 2, 4, { alignment: 4 }), buffer("c", 0, 2, 1)],
    },
    8,
  ),
  peak(
    "buffers lie around reserved ranges",
    {
      memories: [
        {
          id: "m",
          capacity: 10,
          reserved: [
            { from: 2, to: 4 },
            { from: 7, to: 8 },
          ],
        },
      ],
      buffers: [buffer("a", 0, 1, 3), buffer("b", 0, 1, 2), buffer("c", 0, 1, 2)],
    },
    10,
  ),
  peak(
    "a reserved range leaves no piece that is large enough",
    { memories: [{ id: "m", capacity: 8, reserved: [{ from: 3, to: 5 }] }], buffers: [buffer("a", 0, 1, 4)] },
    null,
  ),
  {
    claim: "the cheapest buffer leaves the fast memory",
    problem: {
      memories: [{ id: "S", capacity: 6 }, { id: "D" }],
      buffers: [
        ["a", 0, 2, 4, 5],
        ["c", 0, 2, 4, 7],
        ["d", 1, 3, 2, 9],
        ["e", 2, 3, 4, 1],
      ].map(([id, lower, upper, size, cost]) =>
        buffer(id as string, lower as number, upper as number, size as number, {
          memories: [{ id: "S" }, { id: "D", cost: cost as number }],
        }),
      ),
    },
    terms: ["spill"],
    values: [5],
  },
  {
    claim: "reuse costs what the cheapest pair costs",
    problem: {
      capacity: 4,
      buffers: [buffer("a", 0, 1, 2), buffer("c", 1, 2, 2), buffer("d", 2, 3, 2)],
      apart: [
        { buffers: ["a", "c"], cost: 3 },
        { buffers: ["c", "d"], cost: 2 },
        { buffers: ["a", "d"], cost: 4 },
      ],
    },
    terms: ["reuse"],
    values: [2],
  },
  {
    claim: "reuse is paid where nothing else fits",
    problem: {
      capacity: 5,
      buffers: [buffer("a", 0, 1, 3), buffer("c", 1, 2, 3)],
      apart: [{ buffers: ["a", "c"], cost: 7 }],
    },
    terms: ["reuse"],
    values: [7],
  },
  { claim: "reuse first costs nothing, and a higher peak", problem: reuse(), terms: ["reuse", "peak"], values: [0, 6] },
  { claim: "peak first is lower, and reuse is paid", problem: reuse(), terms: ["peak", "reuse"], values: [4, 1] },
  peak(
    "two buffers lie in no common bank",
    {
      memories: [{ id: "m", capacity: 8, bank: 4 }],
      buffers: [buffer("a", 0, 1, 2), buffer("c", 0, 1, 2)],
      apart: [{ buffers: ["a", "c"], banks: true }],
    },
    6,
  ),
  {
    claim: "only the cheapest buffer moves from its hint",
    problem: {
      capacity: 8,
      buffers: [buffer("a", 0, 4, 2, { hint: 0 }), buffer("c", 0, 4, 2, { hint: 4 }), buffer("n", 0, 4, 4)],
    },
    terms: ["moved", "peak"],
    values: [2, 8],
  },
  peak(
    "an exclusive buffer shares no byte at any time",
    { buffers: [buffer("a", 0, 1, 3, { exclusive: true }), buffer("c", 5, 6, 4)] },
    7,
  ),
  peak(
    "a fixed buffer lets another into its gap",
    {
      buffers: [
        buffer("a", 0, 6, 2, { offset: 1, gaps: [{ lower: 2, upper: 4 }] }),
        buffer("c", 2, 4, 4),
        buffer("d", 0, 2, 1),
      ],
    },
    4,
  ),
  peak(
    "a buffer lies within one bank",
    {
      memories: [{ id: "m", capacity: 8, bank: 4 }],
      buffers: [
        buffer("a", 0, 1, 3, { ...WHOLE, withinBank: true }),
        buffer("b", 0, 1, 2, { ...WHOLE, withinBank: true }),
      ],
    },
    6,
  ),
];

function reuse(): Problem {
  return {
    capacity: 6,
    buffers: [buffer("a", 0, 1, 2), buffer("c", 1, 2, 2), buffer("d", 0, 2, 2)],
    apart: [{ buffers: ["a", "c"], cost: 1 }],
  };
}
