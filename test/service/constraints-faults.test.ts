import { status } from "@grpc/grpc-js";
import { describe, expect, it } from "vitest";
import { PlannerError } from "../../src/client/index.js";
import type { Problem } from "../../src/problem/index.js";
import { encode } from "../../src/proto/index.js";
import { MAX_CONSTRAINTS } from "../../src/service/wire/constraints.js";
import { detailsOf, place } from "./run.js";

const at = place();

/** Three buffers with names, and two memories with one. */
const COLUMNS = { lower: [0, 1, 4], upper: [4, 6, 9], size: [8, 4, 8], id: ["conv", "relu", "pool"] };
const MEMORIES = [{ id: "sram", capacity: 64, bank: 16 }, { id: "dram" }];
const PLACED = { memories: MEMORIES, memory_index: [0, 0, 1] };

interface Case {
  readonly claim: string;
  readonly more: object;
  readonly reason?: string;
  readonly field: string;
  readonly says: string;
}

const gap = (more: object): object => ({ gaps: [{ buffer_index: 2, lower: 5, upper: 6 }, more] });

const cases: readonly Case[] = [
  // Gaps and windows.
  {
    claim: "a gap of a buffer that there is not",
    more: gap({ buffer_index: 3, lower: 1, upper: 2 }),
    reason: "INVALID_FIELD",
    field: "gaps[1].buffer_index",
    says: "from 0 to 2, got 3",
  },
  {
    claim: "a gap of a negative buffer",
    more: gap({ buffer_index: -1, lower: 1, upper: 2 }),
    reason: "INVALID_FIELD",
    field: "gaps[1].buffer_index",
    says: "got -1",
  },
  {
    claim: "a gap outside the lifetime",
    more: gap({ buffer_index: 0, lower: 3, upper: 5 }),
    field: "gaps[1]",
    says: 'buffer "conv": gap [3, 5) lies outside its lifetime [0, 4)',
  },
  {
    claim: "a gap of no time",
    more: gap({ buffer_index: 0, lower: 3, upper: 3 }),
    field: "gaps[1]",
    says: 'buffer "conv": gap [3, 3)',
  },
  {
    claim: "gaps that overlap",
    more: gap({ buffer_index: 2, lower: 4, upper: 7 }),
    field: "gaps[0]",
    says: 'buffer "pool": gap [5, 6) overlaps the gap [4, 7)',
  },
  {
    claim: "a window with one end",
    more: gap({ buffer_index: 0, lower: 1, upper: 2, from: 3 }),
    field: "gaps[1]",
    says: 'buffer "conv": window [3, undefined) of gap [1, 2) needs both from and to',
  },
  {
    claim: "a window outside the size",
    more: gap({ buffer_index: 0, lower: 1, upper: 2, from: 3, to: 9 }),
    field: "gaps[1]",
    says: "lies outside its 8 bytes",
  },
  {
    claim: "a window that ends before it begins",
    more: gap({ buffer_index: 0, lower: 1, upper: 2, from: 3, to: 2 }),
    field: "gaps[1]",
    says: "0 ≤ from ≤ to",
  },
  // Memories.
  {
    claim: "two memories of one name",
    more: { memories: [{ id: "x" }, { id: "x" }], memory_index: [0, 0, 0] },
    field: "memories[1]",
    says: 'the id "x" is used twice',
  },
  {
    claim: "a memory called by the position of another that has no name",
    more: { memories: [{}, { id: "0" }], memory_index: [0, 0, 0] },
    field: "memories[1]",
    says: 'the id "0" is used twice',
  },
  {
    claim: "a negative capacity of a memory",
    more: { memories: [{ id: "x", capacity: -1 }] },
    field: "memories[0]",
    says: 'memory "x": capacity must be an integer ≥ 0 bytes, got -1',
  },
  {
    claim: "a negative base of a memory",
    more: { memories: [{ id: "x", base: -1 }] },
    field: "memories[0]",
    says: 'memory "x": base',
  },
  {
    claim: "a memory of alignment 0",
    more: { memories: [{ id: "x", alignment: 0 }] },
    field: "memories[0]",
    says: 'memory "x": alignment must be an integer ≥ 1 bytes, got 0',
  },
  {
    claim: "banks of no bytes",
    more: { memories: [{ id: "x", bank: 0 }] },
    field: "memories[0]",
    says: 'memory "x": bank must be an integer ≥ 1 bytes, got 0',
  },
  {
    claim: "a reserved range that ends before it begins",
    more: { memories: [{ id: "x", reserved: [{ from: 4, to: 2 }] }] },
    field: "memories[0]",
    says: 'memory "x": reserved to must be an integer ≥ 4 bytes, got 2',
  },
  {
    claim: "a capacity beside memories",
    more: { ...PLACED, capacity: 5 },
    field: "capacity",
    says: "capacity is the memories' to say",
  },
  {
    claim: "a base beside memories",
    more: { ...PLACED, base: 5 },
    field: "base",
    says: "base is the memories' to say",
  },
  {
    claim: "a memory index for some buffers only",
    more: { memories: MEMORIES, memory_index: [0, 1] },
    reason: "INVALID_FIELD",
    field: "memory_index",
    says: "has 2 entries",
  },
  {
    claim: "a memory that there is not",
    more: { memories: MEMORIES, memory_index: [0, 2, 0] },
    reason: "INVALID_FIELD",
    field: "memory_index[1]",
    says: "from 0 to 1, got 2",
  },
  {
    claim: "a memory index below −1",
    more: { memories: MEMORIES, memory_index: [0, 0, -2] },
    reason: "INVALID_FIELD",
    field: "memory_index[2]",
    says: "got -2",
  },
  {
    claim: "a memory index where no memories are listed",
    more: { memory_index: [0, 0, 0] },
    reason: "INVALID_FIELD",
    field: "memory_index[0]",
    says: "the problem lists no memories",
  },
  {
    claim: "a buffer without a memory",
    more: { memories: MEMORIES, memory_index: [0, -1, 0] },
    field: "memory_index[1]",
    says: 'buffer "relu": memory is missing: the problem has 2 of them',
  },
  {
    claim: "a choice for a buffer that has a memory",
    more: { ...PLACED, memory_choices: [{ buffer_index: 1, memory_index: 1 }] },
    field: "memory_choices[0]",
    says: 'buffer "relu": memory and memories are both given',
  },
  {
    claim: "a choice twice",
    more: {
      memories: MEMORIES,
      memory_index: [0, -1, 0],
      memory_choices: [
        { buffer_index: 1, memory_index: 1 },
        { buffer_index: 1, memory_index: 1, cost: 4 },
      ],
    },
    field: "memory_choices[1]",
    says: 'buffer "relu": memory "dram" is named twice',
  },
  {
    claim: "a choice of a negative cost",
    more: {
      memories: MEMORIES,
      memory_index: [0, -1, 0],
      memory_choices: [{ buffer_index: 1, memory_index: 1, cost: -4 }],
    },
    field: "memory_choices[0]",
    says: 'buffer "relu": the cost of memory "dram" must be an integer ≥ 0, got -4',
  },
  {
    claim: "a choice of a memory that there is not",
    more: { ...PLACED, memory_choices: [{ buffer_index: 1, memory_index: 7 }] },
    reason: "INVALID_FIELD",
    field: "memory_choices[0].memory_index",
    says: "from 0 to 1, got 7",
  },
  {
    claim: "a choice of a buffer that there is not",
    more: { ...PLACED, memory_choices: [{ buffer_index: 9 }] },
    reason: "INVALID_FIELD",
    field: "memory_choices[0].buffer_index",
    says: "from 0 to 2, got 9",
  },
  {
    claim: "a fixed offset in a reserved range",
    more: { memories: [{ id: "x", reserved: [{ from: 0, to: 6 }] }], fixed_index: [2], fixed_offset: [4] },
    field: "fixed_offset[0]",
    says: 'buffer "pool": fixed at [4, 12), in the reserved range [0, 6)',
  },
  // Aliases and outputs in place.
  {
    claim: "an alias of itself",
    more: { aliases: [{ buffer_index: 1, of_index: 1 }] },
    field: "aliases[0]",
    says: 'buffer "relu" cannot be an alias of itself',
  },
  {
    claim: "an alias of a buffer that there is not",
    more: { aliases: [{ buffer_index: 1, of_index: 5 }] },
    reason: "INVALID_FIELD",
    field: "aliases[0].of_index",
    says: "from 0 to 2, got 5",
  },
  {
    claim: "two offsets for one alias",
    more: { aliases: [{ buffer_index: 1 }, { buffer_index: 1, at: 4 }] },
    field: "aliases[1]",
    says: 'buffer "relu" lies 4 bytes above "conv", and 0 by other aliases',
  },
  {
    claim: "alignments of aliases that no offset suits",
    more: { alignment: [4, 4, 1], aliases: [{ buffer_index: 1, at: 2 }] },
    field: "alignment[0]",
    says: 'no offset suits the alignments of the aliases "conv" at +0, "relu" at +2',
  },
  {
    claim: "aliases in two memories",
    more: { ...PLACED, aliases: [{ buffer_index: 2, of_index: 0 }] },
    field: "memory_index[0]",
    says: 'the aliases "conv", "pool" have no memory in common',
  },
  {
    claim: "fixed offsets of aliases that contradict each other",
    more: { aliases: [{ buffer_index: 1 }], fixed_index: [1, 0], fixed_offset: [4, 8] },
    field: "fixed_offset[1]",
    says: 'the aliases "conv" and "relu" are fixed at offsets that contradict each other',
  },
  {
    claim: "a buffer in its own place",
    more: { inplace: [{ buffer_index: 2, of_index: 2 }] },
    field: "inplace[0]",
    says: 'buffer "pool" cannot lie in its own place',
  },
  {
    claim: "a buffer in the place of one that there is not",
    more: { inplace: [{ buffer_index: -3 }] },
    reason: "INVALID_FIELD",
    field: "inplace[0].buffer_index",
    says: "got -3",
  },
  // Pairs.
  {
    claim: "one buffer apart from nothing",
    more: { apart: [{ buffer_index: [1] }] },
    field: "apart[0]",
    says: "needs at least two buffers or groups",
  },
  {
    claim: "nothing apart",
    more: { apart: [{ buffer_index: [0, 1] }, {}] },
    field: "apart[1]",
    says: "needs either buffers or groups",
  },
  {
    claim: "buffers and groups apart at once",
    more: { apart: [{ buffer_index: [0, 1], groups: [{ buffer_index: [0] }, { buffer_index: [1] }] }] },
    field: "apart[0]",
    says: "needs either buffers or groups",
  },
  {
    claim: "a buffer apart from itself",
    more: { apart: [{ buffer_index: [0, 2, 2] }] },
    field: "apart[0]",
    says: 'buffer "pool" is listed twice',
  },
  {
    claim: "a buffer in two groups",
    more: { free: [{ groups: [{ buffer_index: [0, 1] }, { buffer_index: [1] }] }] },
    field: "free[0]",
    says: 'buffer "relu" is listed twice',
  },
  {
    claim: "apart at a negative distance",
    more: { apart: [{ buffer_index: [0, 1], distance: -1 }] },
    field: "apart[0]",
    says: "distance must be an integer ≥ 0 bytes, got -1",
  },
  {
    claim: "apart at a negative cost",
    more: { apart: [{ buffer_index: [0, 1], cost: -1 }] },
    field: "apart[0]",
    says: "cost must be an integer ≥ 0, got -1",
  },
  {
    claim: "apart at a distance and a cost",
    more: { apart: [{ buffer_index: [0, 1], cost: 1, distance: 1 }] },
    field: "apart[0]",
    says: "cost and distance cannot go together",
  },
  {
    claim: "apart in banks at a cost",
    more: { apart: [{ buffer_index: [0, 1], cost: 1, banks: true }] },
    field: "apart[0]",
    says: "banks goes without cost and distance",
  },
  {
    claim: "aliases apart",
    more: { aliases: [{ buffer_index: 1, at: 4 }], apart: [{ buffer_index: [0, 1] }] },
    field: "apart[0]",
    says: 'buffers "conv" and "relu" cannot be kept apart: aliases lay them 4 bytes from each other',
  },
  {
    claim: "a buffer apart that there is not",
    more: { apart: [{ buffer_index: [0, 1] }, { buffer_index: [0, 4] }] },
    reason: "INVALID_FIELD",
    field: "apart[1].buffer_index[1]",
    says: "from 0 to 2, got 4",
  },
  {
    claim: "a buffer in a group that there is not",
    more: { free: [{ groups: [{ buffer_index: [0] }, { buffer_index: [1, 8] }] }] },
    reason: "INVALID_FIELD",
    field: "free[0].groups[1].buffer_index[1]",
    says: "from 0 to 2, got 8",
  },
  // Flags, clocks, terms.
  {
    claim: "an exclusive buffer that there is not",
    more: { exclusive_index: [0, 3] },
    reason: "INVALID_FIELD",
    field: "exclusive_index[1]",
    says: "from 0 to 2, got 3",
  },
  {
    claim: "an exclusive buffer twice",
    more: { exclusive_index: [1, 1] },
    reason: "INVALID_FIELD",
    field: "exclusive_index[1]",
    says: "buffer 1 comes twice",
  },
  {
    claim: "a buffer within a bank twice",
    more: { ...PLACED, within_bank_index: [1, 0, 1] },
    reason: "INVALID_FIELD",
    field: "within_bank_index[2]",
    says: "buffer 1 comes twice",
  },
  {
    claim: "clocks of two lengths",
    more: { clock_lower: [0, 1, 4], clock_upper: [4, 6] },
    reason: "INVALID_FIELD",
    field: "clock_upper",
    says: "has 2 entries",
  },
  {
    claim: "clocks of some buffers",
    more: { clock_lower: [0, 1], clock_upper: [4, 6] },
    reason: "INVALID_FIELD",
    field: "clock_lower",
    says: "not as many for each of 3",
  },
  {
    claim: "a clock that is not the lifetime",
    more: { clock_lower: [0, 1, 4], clock_upper: [4, 7, 9] },
    field: "clock_lower[1]",
    says: 'buffer "relu": upper must be the sum of clock.upper, 7, got 6',
  },
  {
    claim: "a clock that runs backwards in an entry",
    more: { clock_lower: [0, 0, 0, 1, 0, 4], clock_upper: [4, 0, 6, 0, 0, 9] },
    field: "clock_lower[2]",
    says: 'buffer "relu": clock.upper must be at or above clock.lower in every entry',
  },
  {
    claim: "gaps beside clocks",
    more: { ...gap({ buffer_index: 0, lower: 1, upper: 2 }), clock_lower: [0, 1, 4], clock_upper: [4, 6, 9] },
    field: "clock_lower[0]",
    says: 'buffer "conv": gaps are not possible where lifetimes are vector clocks',
  },
  {
    claim: "a term of no name",
    more: { minimize: [4, 0] },
    reason: "INVALID_FIELD",
    field: "minimize[1]",
    says: "must name a term, got 0",
  },
  {
    claim: "a term that nobody knows",
    more: { minimize: [4, 9] },
    reason: "UNKNOWN_VALUE",
    field: "minimize[1]",
    says: "9 is no value of telaplan.v1.Term",
  },
  {
    claim: "a term twice",
    more: { minimize: [4, 1, 4] },
    reason: "INVALID_FIELD",
    field: "minimize[2]",
    says: "the term peak comes twice",
  },
  {
    claim: "a limit of no term",
    more: { limits: [{ value: 4 }] },
    reason: "INVALID_FIELD",
    field: "limits[0].term",
    says: "must name a term, got 0",
  },
  {
    claim: "a limit twice",
    more: {
      limits: [
        { term: 1, value: 4 },
        { term: 1, value: 4 },
      ],
    },
    reason: "INVALID_FIELD",
    field: "limits[1].term",
    says: "the term spill comes twice",
  },
  {
    claim: "a negative limit",
    more: { limits: [{ term: 1, value: -4 }] },
    reason: "INVALID_FIELD",
    field: "limits[0].value",
    says: "must be ≥ 0, got -4",
  },
  // Tiers.
  {
    claim: "a bandwidth of 0",
    more: { memories: [{ id: "sram" }, { id: "dram", bandwidth: 0 }], memory_index: [0, 0, 1] },
    reason: "INVALID_FIELD",
    field: "memories[1].bandwidth",
    says: "must be > 0 bytes a nanosecond, got 0",
  },
  {
    claim: "a bandwidth that is no number",
    more: { memories: [{ bandwidth: Number.NaN }] },
    reason: "INVALID_FIELD",
    field: "memories[0].bandwidth",
    says: "must be a finite number, got NaN",
  },
  {
    claim: "a bandwidth without end",
    more: { memories: [{ bandwidth: 1 }, { bandwidth: Number.POSITIVE_INFINITY }] },
    reason: "INVALID_FIELD",
    field: "memories[1].bandwidth",
    says: "must be a finite number, got Infinity",
  },
  {
    claim: "a negative latency",
    more: { memories: [{ latency: -0.5 }] },
    reason: "INVALID_FIELD",
    field: "memories[0].latency",
    says: "must be ≥ 0 nanoseconds, got -0.5",
  },
  {
    claim: "a negative compute time",
    more: { operators: [{ time: 1 }, { time: 2, compute: -1.5 }] },
    reason: "INVALID_FIELD",
    field: "operators[1].compute",
    says: "must be ≥ 0 nanoseconds, got -1.5",
  },
  {
    claim: "a compute time that is no number",
    more: { operators: [{ compute: Number.NaN }] },
    reason: "INVALID_FIELD",
    field: "operators[0].compute",
    says: "must be a finite number, got NaN",
  },
  {
    claim: "an operator that reads a buffer that there is not",
    more: { operators: [{ time: 1, reads: { buffer_index: [0, 3] } }] },
    reason: "INVALID_FIELD",
    field: "operators[0].reads.buffer_index[1]",
    says: "from 0 to 2, got 3",
  },
  {
    claim: "an operator that writes a buffer that does not live",
    more: { operators: [{}, { id: "add", time: 1, writes: { buffer_index: [2] } }] },
    field: "operators[1]",
    says: 'operator "add": writes: buffer "pool" lives in [4, 9), and not at 1',
  },
  {
    claim: "two operators of one name",
    more: { operators: [{ id: "add" }, { id: "add" }] },
    field: "operators[1]",
    says: 'the id "add" is used twice',
  },
  {
    claim: "operators where there are none",
    more: { operators: [{}], no_operators: true },
    reason: "INVALID_FIELD",
    field: "no_operators",
    says: "goes without operators, of which there are 1",
  },
  {
    claim: "counts of reads for some buffers",
    more: { reads: [1, 2] },
    reason: "INVALID_FIELD",
    field: "reads",
    says: "has 2 entries",
  },
  {
    claim: "a count of writes below −1",
    more: { writes: [1, -1, -2] },
    reason: "INVALID_FIELD",
    field: "writes[2]",
    says: "must be ≥ 0, or −1 for the default, got -2",
  },
  {
    claim: "fewer reads than operators that read",
    more: { reads: [-1, 1, -1], operators: [1, 2].map((time) => ({ time, reads: { buffer_index: [1] } })) },
    field: "reads[1]",
    says: 'buffer "relu": reads is 1, and 2 operators name it in reads',
  },
  {
    claim: "the time beside clocks",
    more: { minimize: [5], clock_lower: [0, 1, 4], clock_upper: [4, 6, 9] },
    field: "clock_lower[0]",
    says: 'buffer "conv": has a vector clock',
  },
  // What plain problems have too.
  {
    claim: "a negative alignment beside constraints",
    more: { minimize: [4], alignment: [1, 0, -4] },
    field: "alignment[2]",
    says: 'buffer "pool": alignment',
  },
  {
    claim: "a hint below −1 beside constraints",
    more: { minimize: [3], hint_index: [1], hint_offset: [-7] },
    field: "hint_offset[0]",
    says: 'buffer "relu": hint',
  },
  {
    claim: "a name twice beside constraints",
    more: { minimize: [4], id: ["a", "b", "a"] },
    field: "id[2]",
    says: '"a"',
  },
];

describe("a constraint at fault is named by its field, and by its buffers:", () => {
  it.each(cases)("$claim", async ({ more, reason = "INVALID_PROBLEM", field, says }) => {
    const server = await at.shared();
    const problem = { ...COLUMNS, ...more };
    const messages = [
      ["Plan", encode("PlanRequest", { problem }), "problem."],
      ["PlanStream", encode("PlanStreamRequest", { plan: { problem } }), "plan.problem."],
      ["Verify", encode("VerifyRequest", { problem, offsets: [0, 0, 0] }), "problem."],
    ] as const;
    for (const [method, bytes, path] of messages) {
      const error = await server.raw(method, bytes).then(
        () => null,
        (thrown) => detailsOf(thrown),
      );
      expect(error, method).toMatchObject({ code: status.INVALID_ARGUMENT, reason });
      expect(error!.violations!.map((violation) => violation.field)).toEqual([`${path}${field}`]);
      expect(error!.message).toContain(says);
      expect(server.log.filter(({ msg }) => msg === "fault")).toEqual([]);
    }
  });

  it("covers every field of constraints", () => {
    const fields = new Set(cases.map(({ field }) => field.replace(/\W.*/, "")));
    for (const field of ["gaps", "memories", "memory_index", "memory_choices", "aliases", "apart", "free", "inplace"])
      expect(fields).toContain(field);
    for (const field of ["exclusive_index", "within_bank_index", "clock_lower", "minimize", "limits", "reads"])
      expect(fields).toContain(field);
    for (const field of ["writes", "operators", "no_operators"]) expect(fields).toContain(field);
    expect(cases.length).toBeGreaterThan(40);
  });
});

describe("a request", () => {
  const refusal = async (method: string, bytes: Uint8Array) =>
    (await at.shared()).raw(method, bytes).then(
      () => null,
      (thrown) => detailsOf(thrown),
    );

  it("with groups that stand for too many pairs is refused before they are taken apart", async () => {
    const count = 1 + Math.ceil(Math.sqrt(2 * MAX_CONSTRAINTS));
    const zeros = new Array<number>(count).fill(0);
    const all = Array.from(zeros.keys());
    const problem = { lower: zeros, upper: zeros, size: zeros, free: [{ buffer_index: all }] };
    const pairs = (count * (count - 1)) / 2;
    expect(await refusal("Plan", encode("PlanRequest", { problem }))).toMatchObject({
      reason: "TOO_MANY_CONSTRAINTS",
      message: expect.stringContaining(`stand for ${pairs} pairs, ${MAX_CONSTRAINTS} at most`),
      violations: [{ field: "problem.free[0]" }],
    });
  });

  it("with more entries than allowed is refused by the list", async () => {
    // An empty entry of `free`: its tag and a length of 0.
    const free = Buffer.alloc(3 * (MAX_CONSTRAINTS + 1));
    for (let i = 0; i < free.length; i += 3) free.set([0x92, 0x01, 0x00], i);
    const head = Buffer.from(encode("Problem", COLUMNS));
    const problem = Buffer.concat([head, free]);
    const length: number[] = [];
    for (let left = problem.length; ; left = Math.floor(left / 128)) {
      length.push(left < 128 ? left : (left % 128) + 128);
      if (left < 128) break;
    }
    expect(await refusal("Plan", Buffer.concat([Buffer.from([0x0a, ...length]), problem]))).toMatchObject({
      reason: "TOO_MANY_CONSTRAINTS",
      violations: [{ field: "problem.free" }],
    });
  });

  it("with a field in an entry that nobody knows is refused with the entry", async () => {
    // The second of two gaps has a field 9.
    const gaps = [0x7a, 0, 0x7a, 2, 0x48, 1];
    const problem = Buffer.concat([encode("Problem", COLUMNS), Buffer.from(gaps)]);
    expect(await refusal("Plan", Buffer.from([0x0a, problem.length, ...problem]))).toMatchObject({
      reason: "UNKNOWN_FIELD",
      violations: [{ field: "problem.gaps[1].(9)" }],
    });
  });

  it("with a double that ends too soon, or of another wire type, is refused with its place", async () => {
    const memories = [
      // Seven bytes of a bandwidth; a varint in its place.
      { bytes: [0x39, 0, 0, 0, 0, 0, 0, 0], says: "ends too soon" },
      { bytes: [0x38, 1], says: "has wire type 0, which is not that of double" },
    ];
    for (const { bytes, says } of memories) {
      const problem = Buffer.concat([encode("Problem", COLUMNS), Buffer.from([0x62, bytes.length, ...bytes])]);
      expect(await refusal("Plan", Buffer.from([0x0a, problem.length, ...problem]))).toMatchObject({
        reason: "MALFORMED_MESSAGE",
        message: expect.stringContaining(says),
        violations: [{ field: "problem.memories[0].bandwidth" }],
      });
    }
  });

  it("of PlanMany that is at fault ends nothing but itself", async () => {
    const session = (await at.shared()).client().planMany();
    const bad: Problem = {
      buffers: [{ id: "a", lower: 0, upper: 1, size: 4, gaps: [{ lower: 3, upper: 4 }] }],
    };
    const good: Problem = { ...bad, buffers: [{ ...bad.buffers[0]!, gaps: [{ lower: 0, upper: 1 }] }] };
    const [refused, planned] = await Promise.allSettled([session.plan(bad), session.plan(good)]);
    expect(refused).toMatchObject({ status: "rejected", reason: { code: "INVALID_ARGUMENT" } });
    expect((refused as PromiseRejectedResult).reason).toBeInstanceOf(PlannerError);
    expect((refused as PromiseRejectedResult).reason.violations).toMatchObject([{ field: "plan.problem.gaps[0]" }]);
    expect(planned).toMatchObject({ status: "fulfilled", value: { status: "optimal" } });
    await session.end();
  });

  it("of Verify names memories that there are", async () => {
    const ask = (memory_index: number[], more: object = PLACED) =>
      refusal(
        "Verify",
        encode("VerifyRequest", { problem: { ...COLUMNS, ...more }, offsets: [0, 8, 0], memory_index }),
      );
    expect(await ask([0, 0])).toMatchObject({ reason: "INVALID_FIELD", violations: [{ field: "memory_index" }] });
    expect(await ask([0, 0, 2])).toMatchObject({
      reason: "INVALID_FIELD",
      violations: [{ field: "memory_index[2]", description: "memory_index[2] must be from 0 to 1, got 2" }],
    });
    expect(await ask([0, 0, 0], {})).toMatchObject({ violations: [{ field: "memory_index" }] });
  });
});
