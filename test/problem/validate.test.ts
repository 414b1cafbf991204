import { describe, expect, it } from "vitest";
import {
  type Buffer,
  type Culprit,
  InputError,
  MAX_BYTES,
  type Problem,
  shown,
  validate,
} from "../../src/problem/index.js";

/** A valid buffer, with whatever a case makes of it: cases hold what the types forbid, as files and callers do. */
function buffer(changes: Record<string, unknown> = {}): Buffer {
  return { id: "a", lower: 0, upper: 4, size: 8, ...changes } as Buffer;
}

/** The error that validation throws; fails the test where it throws nothing, or something else. */
function refusal(problem: unknown): InputError {
  try {
    validate(problem as Problem);
  } catch (error) {
    if (error instanceof InputError) return error;
    throw error;
  }
  throw new Error(`accepted: ${String(problem)}`);
}

interface Fault {
  readonly claim: string;
  readonly buffers: readonly unknown[];
  readonly capacity?: unknown;
  readonly base?: unknown;
  readonly says: string;
  readonly culprit: Culprit;
}

const FAULTS: readonly Fault[] = [
  {
    claim: "an empty id",
    buffers: [buffer({ id: "" })],
    says: 'buffer 0: id must be a non-empty string, got ""',
    culprit: { bufferIndex: 0, field: "id" },
  },
  {
    claim: "a missing id",
    buffers: [buffer(), buffer({ id: undefined })],
    says: "buffer 1: id must be a non-empty string, got undefined",
    culprit: { bufferIndex: 1, field: "id" },
  },
  {
    claim: "an id that is a number",
    buffers: [buffer({ id: 7 })],
    says: "buffer 0: id must be a non-empty string, got 7",
    culprit: { bufferIndex: 0, field: "id" },
  },
  {
    claim: "an id used twice",
    buffers: [buffer(), buffer({ id: "b" }), buffer({ size: 3 })],
    says: 'buffer "a": id is used twice, by buffers 0 and 2 (counted from 0)',
    culprit: { bufferIndex: 2, field: "id" },
  },
  {
    claim: "null in place of a buffer",
    buffers: [buffer(), null],
    says: "buffer 1 must be an object, got null",
    culprit: { bufferIndex: 1 },
  },
  {
    claim: "a gap in the list",
    buffers: [undefined],
    says: "buffer 0 must be an object, got undefined",
    culprit: { bufferIndex: 0 },
  },
  {
    claim: "a negative size",
    buffers: [buffer({ id: "conv3", size: -8 })],
    says: 'buffer "conv3": size must be ≥ 0 bytes, got -8',
    culprit: { bufferIndex: 0, field: "size" },
  },
  {
    claim: "an upper below the lower",
    buffers: [buffer({ lower: 5 })],
    says: 'buffer "a": upper must be ≥ lower, got [5, 4)',
    culprit: { bufferIndex: 0, field: "upper" },
  },
  {
    claim: "an alignment of zero",
    buffers: [buffer({ alignment: 0 })],
    says: 'buffer "a": alignment must be > 0 bytes, got 0',
    culprit: { bufferIndex: 0, field: "alignment" },
  },
  {
    claim: "a negative alignment",
    buffers: [buffer({ alignment: -4 })],
    says: 'buffer "a": alignment must be > 0 bytes, got -4',
    culprit: { bufferIndex: 0, field: "alignment" },
  },
  {
    claim: "a negative hint",
    buffers: [buffer({ hint: -2 })],
    says: 'buffer "a": hint must be ≥ 0 bytes, or −1 for none, got -2',
    culprit: { bufferIndex: 0, field: "hint" },
  },
  {
    claim: "a negative fixed offset",
    buffers: [buffer({ offset: -16 })],
    says: 'buffer "a": fixed offset must be ≥ 0 bytes, or −1 for none, got -16',
    culprit: { bufferIndex: 0, field: "offset" },
  },
  {
    claim: "a misaligned fixed offset",
    buffers: [buffer({ offset: 24, alignment: 16 })],
    says: 'buffer "a": fixed offset 24 is no multiple of the alignment 16',
    culprit: { bufferIndex: 0, field: "offset" },
  },
  {
    claim: "sizes that sum to more than 2^53 − 1",
    buffers: [buffer({ size: MAX_BYTES }), buffer({ id: "b", size: 1 })],
    says: 'buffer "b": the sizes up to this buffer (padded to their alignment) sum to more than 2^53 − 1 bytes',
    culprit: { bufferIndex: 1, field: "size" },
  },
  {
    claim: "sizes that would sum to more than 2^53 − 1 once padded",
    buffers: [buffer({ size: MAX_BYTES - 8, alignment: 16 })],
    says: 'buffer "a": the sizes up to this buffer (padded to their alignment) sum to more than 2^53 − 1 bytes',
    culprit: { bufferIndex: 0, field: "size" },
  },
  {
    claim: "a negative capacity",
    buffers: [],
    capacity: -1,
    says: "capacity must be an integer ≥ 0 bytes, got -1",
    culprit: { field: "capacity" },
  },
  {
    claim: "a fractional capacity",
    buffers: [],
    capacity: 0.5,
    says: "capacity must be an integer ≥ 0 bytes, got 0.5",
    culprit: { field: "capacity" },
  },
  {
    claim: "a capacity in words, which it quotes",
    buffers: [],
    capacity: "64",
    says: 'capacity must be an integer ≥ 0 bytes, got "64"',
    culprit: { field: "capacity" },
  },
  {
    claim: "a bigint for a capacity, which it shows as one",
    buffers: [],
    capacity: 64n,
    says: "capacity must be an integer ≥ 0 bytes, got 64n",
    culprit: { field: "capacity" },
  },
  {
    claim: "a negative base",
    buffers: [],
    base: -4096,
    says: "base must be an integer ≥ 0 bytes, got -4096",
    culprit: { field: "base" },
  },
  {
    claim: "an endless base",
    buffers: [],
    base: Infinity,
    says: "base must be an integer ≥ 0 bytes, got Infinity",
    culprit: { field: "base" },
  },
  {
    claim: "sizes that sum to more than 2^53 − 1 above the base",
    buffers: [buffer({ size: 8 })],
    base: MAX_BYTES - 4,
    says: 'buffer "a": the sizes up to this buffer (padded to their alignment) sum to more than 2^53 − 1 bytes',
    culprit: { bufferIndex: 0, field: "size" },
  },
];

const NUMBER_FIELDS = ["lower", "upper", "size", "alignment", "hint", "offset"] as const;
const NO_INTEGERS: readonly unknown[] = [0.5, NaN, Infinity, -Infinity, 2 ** 53, -(2 ** 53), "8", null, true, 8n];

describe("validation refuses, and names the culprit", () => {
  it.each(FAULTS)("$claim", ({ buffers, capacity, base, says, culprit }) => {
    const error = refusal({ buffers, capacity, base });
    expect(error.message).toBe(says);
    expect(error.culprit).toEqual(culprit);
    expect(error.name).toBe("InputError");
  });

  it.each(NUMBER_FIELDS)("whatever is no exact integer in %s", (field) => {
    for (const value of NO_INTEGERS) {
      const error = refusal({ buffers: [buffer(), buffer({ id: "b", [field]: value })] });
      expect(error.message).toBe(`buffer "b": ${field} must be an integer within ±(2^53 − 1), got ${shown(value)}`);
      expect(error.culprit).toEqual({ bufferIndex: 1, field });
    }
  });

  it.each(["lower", "upper", "size"] as const)("a buffer without %s", (field) => {
    const error = refusal({ buffers: [buffer({ [field]: undefined })] });
    expect(error.message).toContain(`${field} must be an integer within ±(2^53 − 1), got undefined`);
  });

  it("buffers that are no list", () => {
    for (const buffers of [undefined, null, {}, "ab", new Set([buffer()])]) {
      const error = refusal({ buffers });
      expect(error.message).toBe("buffers must be an array");
      expect(error.culprit).toEqual({ field: "buffers" });
    }
  });

  it("the first fault in the order of the buffers", () => {
    const error = refusal({ buffers: [buffer(), buffer({ id: "b", size: -1 }), buffer({ id: "c", upper: -1 })] });
    expect(error.culprit).toEqual({ bufferIndex: 1, field: "size" });
  });
});

describe("validation accepts", () => {
  const accepted: readonly { claim: string; problem: Problem }[] = [
    { claim: "no buffers at all", problem: { buffers: [] } },
    { claim: "no buffers in a memory of no bytes", problem: { buffers: [], capacity: 0 } },
    { claim: "a buffer as great as the memory", problem: { buffers: [buffer({ size: 64 })], capacity: 64 } },
    { claim: "a size of 2^53 − 1", problem: { buffers: [buffer({ size: MAX_BYTES })] } },
    { claim: "negative times", problem: { buffers: [buffer({ lower: -MAX_BYTES, upper: MAX_BYTES })] } },
    { claim: "ids that are not names", problem: { buffers: [buffer({ id: " " }), buffer({ id: "__proto__" })] } },
    { claim: "alignments that are no power of two", problem: { buffers: [buffer({ alignment: 12, offset: 36 })] } },
    { claim: "a hint that is misaligned", problem: { buffers: [buffer({ hint: 3, alignment: 4 })] } },
    {
      claim: "fixed buffers on top of each other",
      problem: { buffers: [buffer({ offset: 0 }), buffer({ id: "b", offset: 8 })] },
    },
    {
      claim: "fixed buffers at one offset, one after the other",
      problem: { buffers: [buffer({ offset: 0 }), buffer({ id: "b", lower: 4, upper: 5, offset: 0 })] },
    },
    { claim: "no bytes", problem: { buffers: [buffer({ size: 0 })] } },
    { claim: "no time to live", problem: { buffers: [buffer({ lower: 4 })] } },
    { claim: "−1 for no offset and no hint", problem: { buffers: [buffer({ offset: -1, hint: -1, alignment: 8 })] } },
    { claim: "a memory without end", problem: { buffers: [buffer()], capacity: Infinity } },
    { claim: "a memory that begins elsewhere", problem: { buffers: [buffer({ offset: 4100 })], base: 4096 } },
    { claim: "what no plan has: too large a buffer", problem: { buffers: [buffer({ size: 65 })], capacity: 64 } },
    { claim: "one fixed beyond the memory", problem: { buffers: [buffer({ offset: 60 })], capacity: 64 } },
    {
      claim: "two that are fixed at the same bytes",
      problem: { buffers: [buffer({ offset: 0 }), buffer({ id: "b", offset: 7 })] },
    },
    {
      claim: "more live bytes than the memory has: that is infeasible, not wrong",
      problem: { buffers: [buffer({ size: 40 }), buffer({ id: "b", size: 40 })], capacity: 64 },
    },
  ];

  it.each(accepted)("$claim", ({ problem }) => {
    expect(validate(problem)).toBeUndefined();
  });
});
