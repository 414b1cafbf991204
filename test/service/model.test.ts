import { describe, expect, it } from "vitest";
import { toWireProblem } from "../../src/client/index.js";
import { plan } from "../../src/constrained/index.js";
import type { PlannerOptions } from "../../src/planner/index.js";
import type { Buffer, Problem } from "../../src/problem/index.js";
import { Random } from "../../src/problem/random.js";
import { decode, encode } from "../../src/proto/index.js";
import { RULE_POLICY } from "../../src/search/index.js";
import { simulate } from "../../src/sim/index.js";
import { columnsOf, easyProblem, place, type Served, VERSION } from "./run.js";

const at = place();

/** Buffers from "lower upper size" with what else is said, as in { offset: 8 }. */
function buffersOf(...rows: readonly (readonly [string, Partial<Buffer>?])[]): Buffer[] {
  return rows.map(([row, more], i) => {
    const [lower, upper, size] = row.split(" ").map(Number);
    return { id: `conv${i}`, lower: lower!, upper: upper!, size: size!, ...more };
  });
}

const PAIR = buffersOf(["0 10 4"], ["5 15 6"]);

interface Kind {
  readonly claim: string;
  readonly problem: Problem;
  readonly status: string;
  readonly cause?: string;
  readonly buffers?: readonly number[];
  readonly peak?: number;
}

/** Answers, not errors. What each has to be; that it is what the library answers is compared. */
const KINDS: readonly Kind[] = [
  { claim: "no bytes", problem: { buffers: buffersOf(["0 3 0"], ["0 3 8"]), capacity: 8 }, status: "optimal", peak: 8 },
  {
    claim: "only buffers of no bytes",
    problem: { buffers: buffersOf(["0 3 0"]), capacity: 0 },
    status: "optimal",
    peak: 0,
  },
  {
    claim: "no time to live",
    problem: { buffers: buffersOf(["20 20 8"], ["0 30 8"]), capacity: 8 },
    status: "optimal",
    peak: 8,
  },
  {
    claim: "no time to live and larger than the memory",
    problem: { buffers: buffersOf(["20 20 9"]), capacity: 8 },
    status: "infeasible",
    cause: "size",
    buffers: [0],
  },
  {
    claim: "larger than the memory",
    problem: { buffers: [...PAIR, ...buffersOf(["90 91 11"])].map((b, i) => ({ ...b, id: `x${i}` })), capacity: 10 },
    status: "infeasible",
    cause: "size",
    buffers: [2],
  },
  {
    claim: "fixed beyond the memory",
    problem: { buffers: buffersOf(["0 3 4"], ["0 3 4", { offset: 8 }]), capacity: 10 },
    status: "infeasible",
    cause: "fixed",
    buffers: [1],
  },
  {
    claim: "fixed below the base",
    problem: { buffers: buffersOf(["0 3 4", { offset: 8 }]), base: 16 },
    status: "infeasible",
    cause: "fixed",
    buffers: [0],
  },
  {
    claim: "fixed buffers that collide",
    problem: { buffers: buffersOf(["0 9 1"], ["0 3 4", { offset: 8 }], ["2 5 4", { offset: 11 }]) },
    status: "infeasible",
    cause: "collision",
    buffers: [1, 2],
  },
  {
    claim: "fixed buffers that would collide if they lived, or had bytes",
    problem: {
      buffers: buffersOf(["0 3 4", { offset: 8 }], ["2 2 4", { offset: 8 }], ["0 3 0", { offset: 9 }]),
      capacity: 12,
    },
    status: "optimal",
    peak: 12,
  },
  {
    claim: "more bytes at one time than the memory has",
    problem: { buffers: PAIR, capacity: 9 },
    status: "infeasible",
    cause: "load",
    buffers: [0, 1],
  },
  {
    claim: "a stack that no order makes fit",
    problem: {
      buffers: buffersOf(["0 9 3", { alignment: 8 }], ["0 9 3", { alignment: 8 }], ["0 9 3", { alignment: 8 }]),
      capacity: 18,
    },
    status: "infeasible",
    cause: "stack",
    buffers: [0, 1, 2],
  },
  {
    claim: "what only a search refutes",
    problem: {
      capacity: 10,
      buffers: buffersOf(
        ...["4 5 2", "5 9 1", "6 8 3", "2 8 3", "6 7 2", "7 9 3", "3 6 4", "2 7 1", "8 10 4"].map(
          (row) => [row] as const,
        ),
      ),
    },
    status: "infeasible",
    cause: "search",
  },
  {
    claim: "−1 for no offset and no hint",
    problem: { buffers: PAIR.map((buffer) => ({ ...buffer, offset: -1, hint: -1 })), capacity: 10 },
    status: "optimal",
    peak: 10,
  },
  {
    claim: "a memory that begins elsewhere",
    problem: {
      buffers: buffersOf(["0 9 5", { alignment: 16 }], ["0 9 7", { offset: 4100 }], ["0 9 0"], ["4 4 3"]),
      base: 4099,
      capacity: 40,
    },
    status: "optimal",
    peak: 18,
  },
  { claim: "base 0", problem: { buffers: PAIR, capacity: 10, base: 0 }, status: "optimal", peak: 10 },
  {
    claim: "no capacity, told as Infinity",
    problem: { buffers: PAIR, capacity: Number.POSITIVE_INFINITY },
    status: "optimal",
    peak: 10,
  },
];

/** The library's answer, as the client gives it. */
async function expected(problem: Problem, options: PlannerOptions): Promise<object> {
  const here = await plan(problem, { policy: RULE_POLICY, ...options });
  return { ...here, solveMs: 0, policy: "rules", solverVersion: VERSION, cached: false };
}

const comparable = (there: object): object => ({ ...there, solveMs: 0, cached: false });

describe("over gRPC, the answer is the library's in every field:", () => {
  it.each(KINDS)("$claim", async ({ problem, status, cause, buffers, peak }) => {
    const client = (await at.shared()).client();
    for (const minimize of [false, true]) {
      const options = { minimize, stepLimit: 5_000, policy: "rules" } as const;
      const there = await client.plan(problem, options);
      expect(comparable(there)).toEqual(await expected(problem, { minimize, stepLimit: 5_000 }));
      expect(there).toMatchObject({ status, peak: peak ?? null });
      expect(there.infeasibility?.cause).toBe(cause);
      if (buffers !== undefined) expect(there.infeasibility!.buffers).toEqual(buffers);
    }
  });

  it("by all methods, and read by a worker as well as inline", async () => {
    const server = await at.shared();
    const client = server.client();
    const [collision, load] = ["fixed buffers that collide", "more bytes at one time than the memory has"].map(
      (claim) => KINDS.find((kind) => kind.claim === claim)!.problem,
    );
    const many = Array.from({ length: 3_000 }, (_, i) => ({
      id: `filler ${i}`,
      lower: 100 + i,
      upper: 101 + i,
      size: 1,
    }));
    const large: Problem = { ...load!, buffers: [...many, ...load!.buffers] };
    expect(encode("Problem", columnsOf(large)).length).toBeGreaterThan(16_384);
    for (const problem of [collision!, load!, large]) {
      const wanted = await expected(problem, { stepLimit: 100 });
      const options = { stepLimit: 100, policy: "rules" };
      expect(comparable(await client.plan(problem, options))).toEqual(wanted);
      for await (const { result } of client.planStream(problem, options)) expect(comparable(result!)).toEqual(wanted);
      const session = client.planMany();
      expect(comparable(await session.plan(problem, options))).toEqual(wanted);
      await session.end();
    }
  });

  it("on 150 random problems of empty buffers, fixed offsets, hints and bases", async () => {
    const client = (await at.shared()).client();
    const session = client.planMany();
    const statuses = new Set<string>();
    await Promise.all(
      Array.from({ length: 150 }, async (_, seed) => {
        const problem = drawProblem(new Random(seed + 1));
        const options = { minimize: seed % 2 === 0, stepLimit: 2_000, seed };
        const timeline = seed % 3 === 0;
        const there = await session.plan(problem, { ...options, policy: "rules", timeline });
        const here = (await expected(problem, options)) as {
          offsets: Float64Array | null;
          verification: object | null;
        };
        if (timeline && here.offsets !== null) here.verification = simulate(problem, here.offsets, { timeline });
        expect(comparable(there), `seed ${seed}`).toEqual(here);
        statuses.add(there.infeasibility?.cause ?? there.status);
        const offsets = Array.from(problem.buffers, (_, i) => (problem.base ?? 0) + ((i * 7 + seed) % 11) - (seed % 5));
        const report = await client.verify(problem, offsets, { timeline });
        expect(report, `seed ${seed}`).toEqual(simulate(problem, offsets, { timeline }));
      }),
    );
    await session.end();
    for (const status of ["optimal", "size", "fixed", "collision", "load"]) expect([...statuses]).toContain(status);
  });
});

/** Up to seven buffers with everything that a problem can say. */
function drawProblem(random: Random): Problem {
  const whole = (below: number): number => Math.floor(random.next() * below);
  const base = whole(2) === 0 ? 8 * whole(9) + whole(2) : undefined;
  const buffers = Array.from({ length: whole(8) }, (_, i) => {
    const lower = whole(9);
    const alignment = [1, 1, 2, 4][whole(4)]!;
    const near = alignment * (Math.ceil((base ?? 0) / alignment) + whole(5));
    return {
      id: `"b${i}"`,
      lower,
      upper: lower + whole(5),
      size: whole(7),
      alignment,
      ...(whole(4) === 0 && { offset: whole(4) === 0 ? -1 : near }),
      ...(whole(4) === 0 && { hint: whole(9) - 1 }),
    };
  });
  return { buffers, ...(base !== undefined && { base }), ...(whole(3) > 0 && { capacity: 4 + whole(24) }) };
}

describe("why there is no plan", () => {
  const load = (ids?: readonly string[]): object => ({
    lower: [0, 1],
    upper: [2, 3],
    size: [4, 5],
    capacity: 8,
    id: ids,
  });
  const messageOf = async (server: Served, problem: object): Promise<{ message: string; cached: boolean }> => {
    const answer = decode("PlanResponse", await server.raw("Plan", encode("PlanRequest", { problem })));
    const { infeasibility, cached } = answer as { infeasibility: { message: string; cause: number }; cached: boolean };
    expect(infeasibility.cause).toBe(4);
    return { message: infeasibility.message, cached: cached === true };
  };

  it("is told in the names of who asks, though equal problems share one answer", async () => {
    const server = await at.start();
    const names = ['("first", "second")', '("1", "0")', '("0", "1")', '("a \\"3\\" b", "é")'];
    for (const [round, ids] of [["first", "second"], ["1", "0"], undefined, ['a "3" b', "é"]].entries()) {
      const { message, cached } = await messageOf(server, load(ids));
      expect(message).toBe(`2 buffers live at t = 1 ${names[round]} need 9 bytes, 1 more than the capacity of 8`);
      expect(cached).toBe(round > 0);
    }
  });

  it("is told in names that come in two parts of a message, and unpacked", async () => {
    const server = await at.start();
    const parts = [load(["first"]), { id: ["second"] }].map((problem) => encode("PlanRequest", { problem }));
    const answer = decode("PlanResponse", await server.raw("Plan", Buffer.concat(parts)));
    expect((answer.infeasibility as { message: string }).message).toContain('("first", "second")');
  });
});

describe("the cache", () => {
  it("tells memories apart that begin elsewhere, and takes −1 for none", async () => {
    const client = (await at.start()).client();
    const cached = async (problem: Problem): Promise<boolean> => (await client.plan(problem)).cached;
    const problem: Problem = { buffers: PAIR, capacity: 10 };
    expect(await cached(problem)).toBe(false);
    expect(await cached({ ...problem, base: 0 })).toBe(true);
    expect(await cached({ ...problem, base: 64 })).toBe(false);
    expect(await cached({ ...problem, base: 65 })).toBe(false);
    expect(await cached({ ...problem, base: 64 })).toBe(true);
    const free = { problem: { ...columnsOf(problem), fixed_index: [1, 0], fixed_offset: [-1, -1], base: 64 } };
    const server = await at.start();
    const ask = async (request: object) =>
      decode("PlanResponse", await server.raw("Plan", encode("PlanRequest", request)));
    expect((await ask({ problem: { ...columnsOf(problem), base: 64 } })).cached).not.toBe(true);
    expect((await ask(free)).cached).toBe(true);
  });
});

describe("the client", () => {
  it("asks for nothing that a server of an earlier version would refuse where nothing new is used", () => {
    const plain = toWireProblem({ buffers: PAIR, capacity: 10 });
    const same = { capacity: 10, base: 0, buffers: PAIR.map((buffer) => ({ ...buffer, offset: -1, hint: -1 })) };
    expect(toWireProblem(same)).toEqual(plain);
    expect(plain).not.toHaveProperty("base");
    expect(toWireProblem({ buffers: PAIR, capacity: Number.POSITIVE_INFINITY })).not.toHaveProperty("capacity");
  });

  it.each([
    ["size", 1.5, "problem.size[1]", "got 1.5"],
    ["size", "64", "problem.size[1]", 'got "64"'],
    ["upper", 64n, "problem.upper[1]", "got 64n"],
    ["lower", undefined, "problem.lower[1]", "got undefined"],
    ["alignment", Number.NaN, "problem.alignment[1]", "got NaN"],
    ["offset", 2 ** 53, "problem.fixed_offset[0]", "got 9007199254740992"],
    ["hint", null, "problem.hint_offset[0]", "got null"],
    ["id", 7, "problem.id[1]", "got 7"],
  ])("refuses a %s of %s, which the wire would change, before it is sent", async (field, value, place, says) => {
    const client = (await at.shared()).client();
    const buffers = PAIR.map((buffer, i) => (i === 1 ? { ...buffer, [field]: value } : buffer)) as Buffer[];
    const refused = { name: "PlannerError", code: "INVALID_ARGUMENT", violations: [{ field: place }] };
    for (const act of [
      () => client.plan({ buffers }),
      () => client.verify({ buffers }, [0, 4]),
      () => client.planStream({ buffers }).next(),
      () => client.planMany().plan({ buffers }),
    ]) {
      const error = await act().then(
        () => null,
        (thrown: Error) => thrown,
      );
      expect(error).toMatchObject(refused);
      expect(error!.message).toContain(says);
    }
  });

  it.each([
    ["capacity", { buffers: PAIR, capacity: "10" as never }, {}, "problem.capacity"],
    ["base", { buffers: PAIR, base: 0.5 }, {}, "problem.base"],
    ["time limit", { buffers: PAIR }, { timeLimitMs: 0.5 }, "timeLimitMs"],
    ["seed", { buffers: PAIR }, { seed: "1" as never }, "seed"],
    ["objective", { buffers: PAIR }, { minimize: "no" as never }, "minimize"],
    ["deadline", { buffers: PAIR }, { deadlineMs: "50" as never }, "deadlineMs"],
    ["misspelt option", { buffers: PAIR }, { minimise: true } as never, "minimise"],
    ["option of the library alone", { buffers: PAIR }, { threads: 2 } as never, "threads"],
  ])("refuses a %s that it would not send as it is", async (_, problem, options, field) => {
    const client = (await at.shared()).client();
    await expect(client.plan(problem, options)).rejects.toMatchObject({
      name: "PlannerError",
      code: "INVALID_ARGUMENT",
      violations: [{ field }],
    });
  });

  it("refuses offsets to verify that the wire would round: half a byte is no plan", async () => {
    const client = (await at.shared()).client();
    await expect(client.verify({ buffers: PAIR }, [0, 4.5])).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      message: "offsets[1] must be an integer within ±(2^53 − 1), got 4.5",
    });
    await expect(client.verify({ buffers: PAIR }, [0, 4], { maxViolations: 2 ** 32 + 5 })).rejects.toMatchObject({
      violations: [{ field: "max_violations" }],
    });
  });

  it("tells offsets that were left out from a plan of no buffers, and an empty timeline from none", async () => {
    const client = (await at.shared()).client();
    const empty: Problem = { buffers: [] };
    expect((await client.plan(empty)).offsets).toEqual(new Float64Array(0));
    expect((await client.plan(empty, { omitOffsets: true })).offsets).toBeNull();
    const nothing: Problem = { buffers: buffersOf(["3 3 4"]) };
    expect(await client.plan(nothing, { omitOffsets: true })).toMatchObject({ offsets: null, peak: 4 });
    const { verification } = await client.plan(nothing, { timeline: true });
    expect(verification).toEqual(simulate(nothing, [0], { timeline: true }));
    expect(verification!.timeline).not.toBeNull();
    expect((await client.plan(easyProblem(1, 5))).verification!.timeline).toBeNull();
  });
});
