import protobuf from "protobufjs";
import { describe, expect, it } from "vitest";
import { toWireProblem } from "../../src/client/index.js";
import type { Problem } from "../../src/problem/index.js";
import { Random } from "../../src/problem/random.js";
import { decode, decodeStrict, encode, fieldNumber, messageType } from "../../src/proto/index.js";
import { REASONS, ServiceError } from "../../src/service/faults.js";
import { problemOf } from "../../src/service/wire/constraints.js";
import { keyOfMessage } from "../../src/service/wire/key.js";
import { inNames } from "../../src/service/wire/names.js";
import { CONSTRAINT_FIELDS, namesIn, type RawProblem } from "../../src/service/wire/raw-problem.js";
import { isConstrainedRequest, readPlainPlan, readPlan, requestedProblem } from "../../src/service/wire/task.js";
import { readVerify } from "../../src/service/wire/verify-task.js";
import { Incumbents } from "../../src/service/workers/incumbents.js";
import type { IncumbentReport } from "../../src/service/workers/jobs.js";
import { PlainSubject } from "../../src/service/workers/plain-subject.js";
import { subjectOf } from "../../src/service/workers/subject-of.js";
import { CONSTRUCTS, type Construct, constraintProblem } from "../support/constraint-problems.js";
import { HAND_CHECKED } from "../support/hand-checked.js";
import { columnsOf, easyProblem, planBytes } from "./run.js";

const LIMITS = { maxBuffers: 1_000, maxTimeLimitMs: 60_000, maxProofBytes: 0, policies: ["rules"] };

function rawOf(bytes: Uint8Array): RawProblem {
  return decodeStrict(messageType("Problem"), bytes, 1_000, 10_000) as RawProblem;
}

function decoded(bytes: Uint8Array): Problem {
  const raw = rawOf(bytes);
  return problemOf(raw, "problem", namesIn(raw));
}

/** The fields of a message on the wire, as bytes. */
function fieldsOf(bytes: Uint8Array): { readonly number: number; readonly bytes: Uint8Array }[] {
  const reader = protobuf.Reader.create(bytes);
  const fields: { number: number; bytes: Uint8Array }[] = [];
  while (reader.pos < reader.len) {
    const start = reader.pos;
    const tag = reader.uint32();
    reader.skipType(tag & 7);
    fields.push({ number: tag >>> 3, bytes: bytes.subarray(start, reader.pos) });
  }
  return fields;
}

/** The same message with its fields in another order; those of one number keep theirs. */
function shuffled(bytes: Uint8Array, random: Random): Uint8Array {
  const queues = new Map<number, Uint8Array[]>();
  const order: number[] = [];
  for (const field of fieldsOf(bytes)) {
    queues.set(field.number, [...(queues.get(field.number) ?? []), field.bytes]);
    order.splice(Math.floor(random.next() * (order.length + 1)), 0, field.number);
  }
  return Buffer.concat(order.map((number) => queues.get(number)!.shift()!));
}

/** Random problems of each construct by itself, and of mixtures. */
function* problems(rounds: number): Generator<{ readonly seed: number; readonly problem: Problem }> {
  for (let seed = 0; seed < rounds; seed++) {
    const random = new Random(seed);
    const mixture = CONSTRUCTS.filter(() => random.next() < 0.4);
    const single: readonly Construct[] = [CONSTRUCTS[seed % CONSTRUCTS.length]!];
    yield { seed, problem: constraintProblem(seed, seed % 2 === 0 ? single : mixture) };
  }
}

const FULL: Problem = {
  memories: [
    { id: "fast", capacity: 64, base: 8, alignment: 4, reserved: [{ from: 8, to: 12 }], bank: 16 },
    { id: "slow" },
  ],
  buffers: [
    { id: "a", lower: 0, upper: 4, size: 8, memories: [{ id: "fast" }, { id: "slow", cost: 3 }], hint: 16 },
    { id: "b", lower: 1, upper: 5, size: 4, memory: "fast", offset: 16, gaps: [{ lower: 2, upper: 3 }] },
    {
      id: "c",
      lower: 4,
      upper: 9,
      size: 8,
      alignment: 1,
      memory: "slow",
      gaps: [{ lower: 5, upper: 6, from: 0, to: 4 }],
    },
    { id: "d", lower: 2, upper: 7, size: 2, memory: "fast", exclusive: true, withinBank: true },
    { id: "e", lower: 4, upper: 6, size: 4, memory: "slow" },
  ],
  aliases: [{ buffer: "e", of: "c", at: 4 }],
  apart: [
    { buffers: ["a", "c"], distance: 2 },
    { groups: [["a"], ["c", "e"]], cost: 5 },
    { buffers: ["b", "d"], banks: true },
  ],
  free: [{ buffers: ["a", "b"] }, { groups: [["a"], ["d"]] }],
  inplace: [{ buffer: "c", of: "a", at: 0 }],
  minimize: ["spill", "reuse", "moved", "peak"],
  limits: { spill: 9, peak: 100 },
};

const TIERS: Problem = {
  memories: [
    { id: "fast", capacity: 64, bandwidth: 0.75, latency: 1.5 },
    { id: "slow", bandwidth: 1e-9 },
  ],
  buffers: [
    { id: "a", lower: 0, upper: 4, size: 8, reads: 3 },
    { id: "b", lower: 1, upper: 5, size: 4, reads: 0 },
    { id: "c", lower: 1, upper: 5, size: 4, reads: 1, writes: 2 },
  ],
  operators: [
    { id: "load", time: 1, compute: 0.1, reads: ["a"], writes: ["b", "c"] },
    { time: 0, compute: 0, reads: [], writes: [] },
    { time: -3, compute: 7 },
    { id: "add", time: 4, compute: 2.5e-7, writes: ["c"] },
  ],
  minimize: ["time", "peak"],
  limits: { time: 1_000 },
};

const CLOCKS: Problem = {
  buffers: [
    { id: "x", lower: 1, upper: 5, size: 2, clock: { lower: [1, 0], upper: [3, 2] } },
    { id: "y", lower: 2, upper: 3, size: 2, clock: { lower: [0, 2], upper: [0, 3] } },
  ],
};

describe("a problem with constraints", () => {
  it("is the same behind the wire, for every construct and mixture, with fields in any order", () => {
    let [constrained, emptied] = [0, 0];
    for (const { seed, problem } of problems(600)) {
      const bytes = encode("Problem", columnsOf(problem));
      if (problem.operators?.some(({ reads, writes }) => reads?.length === 0 || writes?.length === 0)) emptied++;
      const told = `seed ${seed}: ${JSON.stringify(problem)}`;
      expect(decoded(bytes), told).toEqual(problem);
      const other = shuffled(bytes, new Random(seed));
      expect(decoded(other), told).toEqual(problem);
      expect(keyOfMessage(rawOf(other), {})).toBe(keyOfMessage(rawOf(bytes), {}));
      constrained++;
    }
    expect(constrained).toBe(600);
    expect(emptied).toBeGreaterThan(20);
  });

  it.each(HAND_CHECKED)("is the same behind the wire: $claim", ({ problem, terms }) => {
    const asked = { ...problem, minimize: terms };
    expect(decoded(encode("Problem", columnsOf(asked)))).toEqual(asked);
  });

  it.each([
    ["every constraint but clocks and tiers", FULL] as const,
    ["clocks", CLOCKS] as const,
    ["tiers", TIERS] as const,
    ["a list of operators that is empty", { ...CLOCKS, operators: [] }] as const,
  ])("keeps %s", (_, problem) => {
    expect(decoded(encode("Problem", columnsOf(problem)))).toEqual(problem);
  });

  it("has operators without names in a run", () => {
    const { problem } = readPlan(planBytes(TIERS), "PlanRequest", LIMITS);
    if (!isConstrainedRequest(problem)) throw new Error("it is plain");
    expect(requestedProblem(problem).operators).toEqual([
      { time: 1, compute: 0.1, reads: ["0"], writes: ["1", "2"] },
      { time: 0, compute: 0, reads: [], writes: [] },
      { time: -3, compute: 7 },
      { time: 4, compute: 2.5e-7, writes: ["2"] },
    ]);
  });

  it("leaves out what says nothing, and then is plain", () => {
    const { buffers, capacity } = easyProblem(1, 3);
    const plain = toWireProblem({ buffers, capacity: capacity! });
    const said = buffers.map((buffer) => ({ ...buffer, gaps: [], exclusive: false }));
    expect(toWireProblem({ buffers: said, capacity: capacity!, apart: [], limits: {}, memories: [] })).toEqual(plain);
  });

  it("goes by positions in a run, and by its names in the answer", () => {
    const request = planBytes(FULL);
    const { problem } = readPlan(request, "PlanRequest", LIMITS);
    if (!isConstrainedRequest(problem)) throw new Error("it is plain");
    const run = requestedProblem(problem);
    expect(run.buffers.map(({ id }) => id)).toEqual(["0", "1", "2", "3", "4"]);
    expect(run.memories!.map(({ id }) => id)).toEqual(["m0", "m1"]);
    expect(run.aliases).toEqual([{ buffer: "4", of: "2", at: 4 }]);
    const answer = encode("PlanResponse", {
      presolve: ['buffer "3" lies in memory "m1"', 'nothing of "m7" or "0x"', "2 parts"],
      infeasibility: { cause: 4, buffer_index: [0, 1], message: 'memory "m0": buffers "0" and "1" are too large' },
    });
    expect(decode("PlanResponse", inNames(answer, request, "PlanRequest"))).toMatchObject({
      presolve: ['buffer "d" lies in memory "slow"', 'nothing of "m7" or "0x"', "2 parts"],
      infeasibility: { cause: 4, buffer_index: [0, 1], message: 'memory "fast": buffers "a" and "b" are too large' },
    });
  });

  it("is called by positions where the request has no names", () => {
    const { id: _, memories, ...others } = columnsOf(FULL) as RawProblem & Record<string, unknown>;
    const nameless = { ...others, memories: memories!.map(({ id: _name, ...memory }) => memory) };
    const problem = decoded(encode("Problem", nameless));
    expect(problem.memories!.map(({ id }) => id)).toEqual(["0", "1"]);
    expect(problem.buffers[1]!.memory).toBe("0");
    const answer = encode("PlanResponse", { presolve: ['memory "m1"'] });
    const request = encode("PlanManyRequest", { request_id: "x", plan: { problem: nameless } });
    expect(decode("PlanResponse", inNames(answer, request, "PlanManyRequest")).presolve).toEqual(['memory "1"']);
  });
});

describe("a mutated request", () => {
  it("is read or refused with a field and a reason, and breaks nothing", () => {
    const whole = Array.from(problems(40), ({ problem }) => planBytes(problem));
    whole.push(planBytes(FULL), planBytes(CLOCKS), planBytes(TIERS));
    let [read, refused] = [0, 0];
    const random = new Random(11);
    const below = (bound: number): number => Math.floor(random.next() * bound);
    for (let round = 0; round < 6_000; round++) {
      const bytes = Uint8Array.from(whole[round % whole.length]!);
      for (let k = below(3); k >= 0; k--) bytes[below(bytes.length)] = below(round % 2 === 0 ? 256 : 12);
      try {
        readPlan(bytes, "PlanRequest", LIMITS);
        read++;
      } catch (error) {
        refused++;
        expect(error, Buffer.from(bytes).toString("hex")).toBeInstanceOf(ServiceError);
        const { reason, violations } = (error as ServiceError).fault;
        expect(REASONS).toHaveProperty(reason);
        expect(violations).toHaveLength(1);
      }
    }
    expect(read).toBeGreaterThan(300);
    expect(refused).toBeGreaterThan(2_000);
  });
});

/** Fields of messages that no answer depends on, or that only a name is in. */
const NO_PART = new Set(["Problem.id", "Memory.id", "Operator.id"]);

/** Messages with their fields replaced one after the other by another value. */
function* variants(message: Record<string, unknown>, type: string): Generator<[field: string, changed: object]> {
  for (const [name, value] of Object.entries(message)) {
    if (Array.isArray(value) && value.length === 0) continue;
    const field = messageType(type).fields[name]!.resolve();
    const nested = field.resolvedType instanceof protobuf.Type ? field.resolvedType.name : null;
    if (nested === null) {
      yield [`${type}.${name}`, { ...message, [name]: another(value) }];
      continue;
    }
    if (!Array.isArray(value)) {
      const { [name]: _left, ...others } = message;
      yield [`${type}.${name}`, others];
      for (const [path, changed] of variants(value as Record<string, unknown>, nested)) {
        yield [path, { ...message, [name]: changed }];
      }
      continue;
    }
    const entries = value as Record<string, unknown>[];
    yield [`${type}.${name}`, { ...message, [name]: entries.slice(1) }];
    for (const [k, entry] of entries.entries()) {
      for (const [path, changed] of variants(entry, nested)) {
        yield [path, { ...message, [name]: entries.with(k, changed as Record<string, unknown>) }];
      }
    }
  }
}

/** Another value that the field may have: 5 is the greatest of the only enum. */
function another(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((entry, i) => (i === value.length - 1 ? another(entry) : entry));
  if (typeof value === "boolean") return !value;
  return typeof value === "string" ? `${value}'` : (value as number) + (value === 5 ? -1 : 1);
}

describe("the key of stored answers", () => {
  it("covers every field of the message but names", () => {
    const seen = new Set<string>();
    for (const problem of [{ ...FULL, capacity: 9, base: 7 }, CLOCKS, TIERS, { ...CLOCKS, operators: [] }]) {
      const columns = { ...columnsOf(problem) };
      const keyOf = (message: object): string => keyOfMessage(rawOf(encode("Problem", message)), {});
      const key = keyOf(columns);
      for (const [field, changed] of variants(columns, "Problem")) {
        seen.add(field);
        if (NO_PART.has(field)) expect(keyOf(changed), field).toBe(key);
        else expect(keyOf(changed), field).not.toBe(key);
      }
    }
    const reached = new Set(["Problem"]);
    const wanted: string[] = [];
    for (const type of reached) {
      for (const field of messageType(type).fieldsArray) {
        wanted.push(`${type}.${field.name}`);
        const { resolvedType } = field.resolve();
        if (resolvedType instanceof protobuf.Type) reached.add(resolvedType.name);
      }
    }
    expect([...seen].sort()).toEqual(wanted.sort());
  });

  it("tells parameters apart, and a problem with constraints from one without", () => {
    const keyOf = (problem: Problem, more: object = {}): string =>
      readPlan(planBytes(problem, more), "PlanRequest", LIMITS).key;
    const { minimize: _, ...unsaid } = FULL;
    const keys = [
      keyOf(FULL),
      keyOf(unsaid),
      keyOf(FULL, { seed: 1 }),
      keyOf(FULL, { objective: 2 }),
      keyOf(FULL, { limits: { step_limit: 5 } }),
      keyOf(FULL, { report: { timeline: true } }),
      keyOf(FULL, { report: { omit_offsets: true } }),
      keyOf({ buffers: easyProblem(1, 2).buffers }),
      keyOf({ buffers: easyProblem(1, 2).buffers, minimize: ["peak"] }),
    ];
    expect(new Set(keys).size).toBe(keys.length);
    expect(keyOf(FULL, { limits: { time_limit_ms: 7 } })).toBe(keys[0]);
  });

  it("is the same for another method, and for other names", () => {
    const problem = columnsOf(FULL);
    const memories = (problem.memories as object[]).map((memory, m) => ({ ...memory, id: `other${m}` }));
    const renamed = { ...problem, id: ["v", "w", "x", "y", "z"], memories };
    const many = encode("PlanManyRequest", { request_id: "7", plan: { problem: renamed } });
    const stream = encode("PlanStreamRequest", { plan: { problem } });
    const { key } = readPlan(planBytes(FULL), "PlanRequest", LIMITS);
    expect(readPlan(many, "PlanManyRequest", LIMITS)).toMatchObject({ key, requestId: "7" });
    expect(readPlan(stream, "PlanStreamRequest", LIMITS).key).toBe(key);
  });
});

describe("a plain request", () => {
  it("is a task of columns, which no part that knows constraints sees", () => {
    const bytes = planBytes(easyProblem(3));
    const task = readPlan(bytes, "PlanRequest", LIMITS);
    expect(isConstrainedRequest(task.problem)).toBe(false);
    expect(Object.keys(task.problem).sort()).toEqual(["base", "capacity", "count", "numbers"]);
    expect(readPlainPlan(bytes, "PlanRequest", LIMITS)).toEqual(task);
    expect(subjectOf(task)).toBeInstanceOf(PlainSubject);
    expect(readPlainPlan(planBytes(FULL), "PlanRequest", LIMITS)).toBeNull();
    const verify = encode("VerifyRequest", { problem: columnsOf(easyProblem(3, 1)), offsets: [0] });
    expect(readVerify(verify, LIMITS).subject.kind).toBe("plain");
  });

  it("has every field that is a constraint empty", () => {
    const raw = columnsOf(easyProblem(3));
    expect(CONSTRAINT_FIELDS.filter((field) => field in raw)).toEqual([]);
    // Without anything else about time it says nothing.
    const says = (name: string): boolean => name !== "no_operators";
    const numbers = messageType("Problem").fieldsArray.filter(({ id }) => id > fieldNumber("Problem", "base"));
    expect(numbers.map(({ name }) => name).filter(says)).toEqual(CONSTRAINT_FIELDS);
  });
});

describe("Verify", () => {
  it("is given the problem with its names, and the memory of each buffer", () => {
    const message = { problem: columnsOf(FULL), offsets: [16, 16, 0, 24, 4], memory_index: [0, 0, 1, 0, 1] };
    const { subject } = readVerify(encode("VerifyRequest", message), LIMITS);
    expect(subject).toEqual({ kind: "constrained", problem: FULL, memories: ["fast", "fast", "slow", "fast", "slow"] });
    const { memory_index: _, ...unsaid } = message;
    expect(readVerify(encode("VerifyRequest", unsaid), LIMITS).subject).toMatchObject({ memories: null });
  });
});

describe("incumbents of a problem with constraints", () => {
  const problem: Problem = {
    memories: [{ id: "s", capacity: 8 }, { id: "d" }],
    buffers: [
      { id: "a", lower: 0, upper: 2, size: 4, memories: [{ id: "s" }, { id: "d", cost: 5 }] },
      { id: "b", lower: 0, upper: 2, size: 4, memories: [{ id: "s" }, { id: "d", cost: 7 }] },
    ],
  };

  it("carry memories, terms and bounds; the better one is that with the better terms, whatever its peak", () => {
    const task = readPlan(planBytes(problem), "PlanRequest", LIMITS);
    const reports: IncumbentReport[] = [];
    const incumbents = new Incumbents(task, subjectOf(task), true, "1", (found) => reports.push(found));
    const progress = { peak: 4, incumbent: 4, lowerBound: 0, steps: 1, elapsedMs: 1 };
    const first = { offsets: Float64Array.of(0, 4), memories: ["m1", "m0"] };
    incumbents.see({ ...progress, ...first, terms: [{ term: "spill", value: 5, bound: 0 }] } as never);
    incumbents.see({ ...progress, ...first, peak: 3, terms: [{ term: "spill", value: 6, bound: 0 }] } as never);
    const second = { offsets: Float64Array.of(0, 4), memories: ["m0", "m0"], peak: 8 };
    incumbents.see({ ...progress, ...second, terms: [{ term: "spill", value: 0, bound: 0 }] } as never);
    expect(reports.map(({ event }) => decode("Incumbent", event!))).toMatchObject([
      { peak: 4, fits: true, offsets: [0, 4], memory_index: [1, 0], terms: [{ term: 1, value: 5, bound: 0 }] },
      { peak: 8, fits: true, offsets: [0, 4], memory_index: [0, 0], terms: [{ term: 1, value: 0, bound: 0 }] },
    ]);
    expect(decode("PlanResponse", reports[1]!.answer)).toMatchObject({
      status: 2,
      memory_index: [0, 0],
      terms: [{ term: 1, value: 0, bound: 0 }],
    });
  });
});
