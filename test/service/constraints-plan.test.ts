import { Server, ServerCredentials, type UntypedServiceImplementation } from "@grpc/grpc-js";
import protobuf from "protobufjs";
import { afterEach, describe, expect, it } from "vitest";
import { PlannerClient, type RemoteResult } from "../../src/client/index.js";
import { type Problem, TERMS } from "../../src/problem/index.js";
import { decode, decodeStrict, encode, messageType, SERVICE, type WireError } from "../../src/proto/index.js";
import { refuse, toStatus } from "../../src/service/faults.js";
import { HAND_CHECKED } from "../support/hand-checked.js";
import { judge } from "../support/model-brute-force.js";
import { columnsOf, easyProblem, place, planBytes } from "./run.js";

const at = place();

/** What is wrong with an answer's plan, by a judge that shares nothing with telaplan; empty for none. */
function faultsOf(
  problem: Problem,
  { offsets, memories }: Pick<RemoteResult, "offsets" | "memories">,
): readonly string[] {
  const positions = new Map((problem.memories ?? []).map(({ id }, m) => [id, m]));
  return judge(problem, {
    offsets: Array.from(offsets!),
    memories: problem.buffers.map((_, b) => positions.get(memories?.[b] ?? "") ?? 0),
  }).faults;
}

const SPILL = HAND_CHECKED.find(({ claim }) => claim.startsWith("the cheapest buffer"))!.problem;
const PLANNED = HAND_CHECKED.filter(({ values }) => values !== null);

describe("a problem checked by hand, over gRPC:", () => {
  it.each(PLANNED)("$claim", async ({ problem, terms, values }) => {
    const client = (await at.shared()).client();
    const asked = { ...problem, minimize: terms };
    const result = await client.plan(asked);
    expect(result.status).toBe("optimal");
    expect(result.terms).toEqual(terms.map((term, k) => ({ term, value: values![k], bound: values![k] })));
    expect(faultsOf(asked, result)).toEqual([]);
    expect(result.memories === null).toBe(problem.memories === undefined);
  });

  it("all of them over one connection, in whatever order", async () => {
    const session = (await at.shared()).client().planMany();
    const results = await Promise.all(
      PLANNED.map(({ problem, terms }) => session.plan({ ...problem, minimize: terms })),
    );
    await session.end();
    for (const [k, { terms, values, problem, claim }] of PLANNED.entries()) {
      expect(
        results[k]!.terms.map(({ value }) => value),
        claim,
      ).toEqual(values);
      expect(faultsOf({ ...problem, minimize: terms }, results[k]!), claim).toEqual([]);
    }
    expect(results.length).toBe(28);
  });
});

describe("PlanStream", () => {
  it("ends with the terms and the memories", async () => {
    const messages = [];
    for await (const message of (await at.shared()).client().planStream({ ...SPILL, minimize: ["spill"] }))
      messages.push(message);
    const result = messages.at(-1)!.result!;
    expect(result).toMatchObject({ status: "optimal", terms: [{ term: "spill", value: 5, bound: 5 }] });
    expect(result.memories).toEqual(["D", "S", "S", "S"]);
    expect(faultsOf(SPILL, result)).toEqual([]);
  });
});

describe("an answer", () => {
  it("is stored for equal problems, and told in the names of each", async () => {
    const client = (await at.start()).client();
    const asked: Problem = { ...SPILL, minimize: ["spill"] };
    const first = await client.plan(asked);
    const renamed: Problem = {
      ...asked,
      memories: [{ id: "fast", capacity: 6 }, { id: "slow" }],
      buffers: asked.buffers.map((buffer) => ({
        ...buffer,
        id: `other ${buffer.id}`,
        memories: buffer.memories!.map((choice) => ({ ...choice, id: choice.id === "S" ? "fast" : "slow" })),
      })),
    };
    const second = await client.plan(renamed);
    expect([first.cached, second.cached]).toEqual([false, true]);
    expect(first.memories).toEqual(["D", "S", "S", "S"]);
    expect(second.memories).toEqual(["slow", "fast", "fast", "fast"]);
    expect(second.offsets).toEqual(first.offsets);
    const dearer = {
      ...renamed,
      buffers: renamed.buffers.map((buffer, b) => (b === 0 ? { ...buffer, size: 3 } : buffer)),
    };
    expect((await client.plan(dearer)).cached).toBe(false);
  });

  it("leaves memories out with the offsets", async () => {
    const result = await (await at.shared()).client().plan({ ...SPILL, minimize: ["spill"] }, { omitOffsets: true });
    expect(result).toMatchObject({ offsets: null, memories: null, terms: [{ term: "spill", value: 5 }] });
  });

  it("to a plain problem has no field that is new", async () => {
    const server = await at.shared();
    const numbersIn = (bytes: Uint8Array): number[] => {
      const reader = protobuf.Reader.create(bytes);
      const numbers: number[] = [];
      while (reader.pos < reader.len) {
        const tag = reader.uint32();
        numbers.push(tag >>> 3);
        reader.skipType(tag & 7);
      }
      return numbers;
    };
    const answer = await server.raw("Plan", planBytes(easyProblem(5)));
    expect(Math.max(...numbersIn(answer))).toBeLessThan(14);
    const verification = messageType("PlanResponse").decode(answer).toJSON().verification as object;
    expect(Object.keys(verification)).not.toContain("memories");
    expect(Object.keys(verification)).not.toContain("terms");
    const plain = await server.client().plan(easyProblem(5));
    expect(plain).toMatchObject({ memories: null, terms: [], presolve: [] });
    expect(plain.verification).toMatchObject({ ok: true, memories: [], terms: null });
  });

  it("is the same to a client that sends its fields in another order, unpacked", async () => {
    const server = await at.shared();
    // Two buffers of 4 bytes at different times; apart: [0, 1], unpacked, before everything else.
    const apart = [0x8a, 0x01, 4, 0x08, 0, 0x08, 1];
    const columns = [0x1a, 2, 4, 4, 0x12, 2, 1, 2, 0x08, 0, 0x08, 1];
    const minimize = [0xc0, 0x01, 4];
    const problem = [...apart, ...minimize, ...columns];
    const answer = decode(
      "PlanResponse",
      await server.raw("Plan", Uint8Array.from([0x0a, problem.length, ...problem])),
    );
    expect(answer).toMatchObject({ status: 1, peak: 8, terms: [{ term: 4, value: 8, bound: 8 }] });
    const usual = columnsOf({
      buffers: [
        { id: "a", lower: 0, upper: 1, size: 4 },
        { id: "b", lower: 1, upper: 2, size: 4 },
      ],
      apart: [{ buffers: ["a", "b"] }],
      minimize: ["peak"],
    });
    expect(decode("PlanResponse", await server.raw("Plan", encode("PlanRequest", { problem: usual })))).toMatchObject({
      cached: true,
      offsets: answer.offsets,
    });
  });
});

describe("the capabilities", () => {
  it("name every constraint and every term", async () => {
    const { constraints, terms, maxConstraints } = await (await at.shared()).client().capabilities();
    expect(constraints).toEqual(
      [
        ..."CAPACITY ALIGNMENT FIXED_OFFSET HINT BASE GAP WINDOW MEMORY MEMORY_CHOICE RESERVED ALIAS APART REUSE".split(
          " ",
        ),
        ..."EXCLUSIVE FREE INPLACE BANK CLOCK LIMIT BANDWIDTH OPERATOR ACCESS".split(" "),
      ].map((name) => `CONSTRAINT_${name}`),
    );
    expect(terms.toSorted()).toEqual(TERMS.map((term) => `TERM_${term.toUpperCase()}`).toSorted());
    expect(maxConstraints).toBe(1_000_000);
  });
});

describe("the client", () => {
  const BUFFERS = [
    { id: "a", lower: 0, upper: 4, size: 4 },
    { id: "b", lower: 2, upper: 6, size: 4 },
  ] as const;
  const buffers = (more: object): Problem => ({ buffers: [BUFFERS[0], { ...BUFFERS[1], ...more }] as never });
  const problem = (more: object): Problem => ({ buffers: BUFFERS, ...more }) as Problem;

  it.each([
    [buffers({ memory: "x" }), "problem.buffers[1].memory", 'there is no memory "x"'],
    [buffers({ memories: [{ id: "x" }] }), "problem.buffers[1].memories[0].id", 'there is no memory "x"'],
    [problem({ memories: [{ id: "" }] }), "problem.memories[0].id", 'must be a non-empty string, got ""'],
    [problem({ memories: [{ id: "m", size: 3 }] }), "problem.memories", 'memories[0]: key "size" is not known'],
    [problem({ memories: [{ id: "m", capacity: 1.5 }] }), "problem.memories[0].capacity", "got 1.5"],
    [problem({ memories: [{ id: "m", reserved: [{ from: 1 }] }] }), "problem.memories[0].reserved[0].to", "undefined"],
    [buffers({ gaps: [{ lower: 3, upper: "4" }] }), "problem.buffers[1].gaps[0].upper", 'got "4"'],
    [buffers({ gaps: [{ lower: 3, upper: 4, size: 1 }] }), "problem.buffers[1].gaps", 'key "size" is not known'],
    [buffers({ exclusive: 1 }), "problem.buffers[1].exclusive", "must be true or false, got 1"],
    [buffers({ clock: { lower: [2], upper: [6] } }), "problem.buffers[0].clock.lower", "must be 1 integers"],
    [problem({ aliases: [{ buffer: "a", of: "z" }] }), "problem.aliases[0].of", 'there is no buffer "z"'],
    [problem({ inplace: [{ buffer: "z", of: "a" }] }), "problem.inplace[0].buffer", 'there is no buffer "z"'],
    [problem({ apart: [{ buffers: ["a", 7] }] }), "problem.apart[0].buffers[1]", "there is no buffer 7"],
    [problem({ apart: [{ groups: [["a"], "b"] }] }), "problem.apart[0].groups[1]", 'must be an array of ids, got "b"'],
    [problem({ apart: [{ buffers: ["a", "b"], cost: 0.5 }] }), "problem.apart[0].cost", "got 0.5"],
    [problem({ apart: [{ buffers: ["a", "b"], banks: "no" }] }), "problem.apart[0].banks", 'got "no"'],
    [problem({ free: [{ buffers: ["q", "b"] }] }), "problem.free[0].buffers[0]", 'there is no buffer "q"'],
    [problem({ free: ["ab"] }), "problem.free", "free[0] must be an object"],
    [problem({ memories: [{ id: "m", bandwidth: "3" }] }), "problem.memories[0].bandwidth", 'finite number, got "3"'],
    [problem({ memories: [{ id: "m", latency: Number.NaN }] }), "problem.memories[0].latency", "got NaN"],
    [buffers({ reads: 0.5 }), "problem.buffers[1].reads", "got 0.5"],
    [buffers({ writes: -1 }), "problem.buffers[1].writes", "must be an integer ≥ 0, got -1"],
    [problem({ operators: [{ time: 0.5, compute: 1 }] }), "problem.operators[0].time", "got 0.5"],
    [problem({ operators: [{ time: 0 }] }), "problem.operators[0].compute", "got undefined"],
    [problem({ operators: [{ time: 0, compute: Infinity }] }), "problem.operators[0].compute", "got Infinity"],
    [problem({ operators: [{ id: "", time: 0, compute: 1 }] }), "problem.operators[0].id", 'got ""'],
    [problem({ operators: [{ time: 0, compute: 1, reads: ["q"] }] }), "problem.operators[0].reads[0]", '"q"'],
    [
      problem({ operators: [{ time: 0, compute: 1, writes: "a" }] }),
      "problem.operators",
      'operators[0].writes must be an array, got "a"',
    ],
    [problem({ operators: [{ time: 0, compute: 1, size: 1 }] }), "problem.operators", 'key "size" is not known'],
    [problem({ minimize: ["size"] }), "problem.minimize[0]", 'got "size"'],
    [problem({ limits: { size: 4 } }), "problem.limits", 'limits: key "size" is not known'],
    [problem({ limits: { peak: 4.5 } }), "problem.limits.peak", "got 4.5"],
    [problem({ minimize: ["peak"], reserves: [1] }), "problem.reserves", "reserves"],
  ])("refuses what no field can say before it is sent: %j", async (asked, field, says) => {
    const client = new PlannerClient("127.0.0.1:1");
    const error = await client.plan(asked).then(
      () => null,
      (thrown) => thrown,
    );
    client.close();
    expect(error).toMatchObject({ name: "PlannerError", code: "INVALID_ARGUMENT", violations: [{ field }] });
    expect(error.message).toContain(says);
  });

  const olds: Server[] = [];
  afterEach(() => {
    for (const old of olds.splice(0)) old.forceShutdown();
  });

  /** A server of the version before constraints: it decodes as strictly, by the fields of then. */
  async function startOld(): Promise<PlannerClient> {
    const then = new protobuf.Type("Problem");
    for (const { name, id, type, repeated } of messageType("Problem").fieldsArray) {
      if (id <= 11) then.add(new protobuf.Field(name, id, type, repeated ? "repeated" : undefined));
    }
    const request = new protobuf.Type("PlanRequest").add(new protobuf.Field("problem", 1, "Problem"));
    for (const [name, id, type] of [
      ["seed", 4, "int64"],
      ["objective", 2, "int32"],
      ["policy", 5, "string"],
    ] as const)
      request.add(new protobuf.Field(name, id, type));
    request.add(new protobuf.Field("limits", 3, "Limits"));
    const limits = new protobuf.Type("Limits");
    new protobuf.Root().define("telaplan.v1").add(then).add(limits).add(request).root.resolveAll();
    const asIs = (bytes: Buffer): Buffer => bytes;
    const method = { requestStream: false, responseStream: false, requestDeserialize: asIs, responseSerialize: asIs };
    const old = new Server();
    old.addService(
      { Plan: { ...method, path: `/${SERVICE}/Plan`, requestSerialize: asIs, responseDeserialize: asIs } },
      {
        Plan: (call: { request: Buffer }, callback: (status: unknown, answer?: Buffer) => void) => {
          try {
            decodeStrict(request, call.request, 100);
            callback(null, Buffer.from(encode("PlanResponse", { status: 4, stopped_by: 1 })));
          } catch (error) {
            const { message, field } = error as WireError;
            callback(toStatus(refuse("UNKNOWN_FIELD", message, field).fault));
          }
        },
      } as UntypedServiceImplementation,
    );
    const port = await new Promise<number>((resolve, reject) => {
      const credentials = ServerCredentials.createInsecure();
      old.bindAsync("127.0.0.1:0", credentials, (error, bound) => (error ? reject(error) : resolve(bound)));
    });
    olds.push(old);
    return new PlannerClient(`127.0.0.1:${port}`);
  }

  it("says which constraint a server of an earlier version does not know", async () => {
    const client = await startOld();
    expect((await client.plan(problem({}))).status).toBe("unknown");
    for (const [asked, field] of [
      [buffers({ gaps: [{ lower: 3, upper: 4 }] }), "gaps"],
      [problem({ memories: [{ id: "m" }] }), "memories"],
      [problem({ apart: [{ buffers: ["a", "b"] }] }), "apart"],
      [buffers({ exclusive: true }), "exclusive_index"],
      [buffers({ reads: 2 }), "reads"],
      [problem({ operators: [{ time: 0, compute: 1 }] }), "operators"],
      [problem({ minimize: ["peak"] }), "minimize"],
      [problem({ limits: { peak: 8 } }), "limits"],
    ] as const) {
      await expect(client.plan(asked), field).rejects.toMatchObject({
        code: "INVALID_ARGUMENT",
        reason: "UNKNOWN_FIELD",
        message: `the server does not know problem.${field}: it is of an earlier version than this client`,
        violations: [{ field: `problem.${field}` }],
      });
    }
    client.close();
  });
});
