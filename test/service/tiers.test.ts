import { describe, expect, it } from "vitest";
import type { Problem } from "../../src/problem/index.js";
import { Random } from "../../src/problem/random.js";
import { decode } from "../../src/proto/index.js";
import { simulate } from "../../src/sim/index.js";
import { CONSTRUCTS, constraintProblem } from "../support/constraint-problems.js";
import { TIERS } from "../support/tiers.js";
import { place, planBytes } from "./run.js";

const at = place();

const [FIRST, SECOND, THIRD, LAST] = TIERS.operators!;

/** The operators are listed in another order than they run, and one has no name. */
const EXAMPLE: Problem = { ...TIERS, operators: [LAST!, FIRST!, { time: SECOND!.time, compute: 100 }, THIRD!] };

describe("tiers over gRPC", () => {
  it("are planned for the least time, which the answer tells operator by operator", async () => {
    const result = await (await at.shared()).client().plan(EXAMPLE);
    expect(result).toMatchObject({
      status: "optimal",
      memories: ["dram", "sram", "dram"],
      terms: [{ term: "time", value: 1_668_000, bound: 1_668_000 }],
    });
    const timing = result.verification!.timing!;
    expect(timing).toMatchObject({ ps: 1_668_000, ms: 1.668e-3, computeMs: 920_000 / 1e9, stallMs: 748_000 / 1e9 });
    expect(timing.operators.map(({ id, ms, waitsFor }) => [id, ms, waitsFor])).toEqual([
      ["first", 300_000 / 1e9, null],
      [null, 562_000 / 1e9, 1],
      ["third", 500_000 / 1e9, null],
      ["last", 306_000 / 1e9, 1],
    ]);
    const { offsets, memories } = result;
    expect(result.verification).toEqual(simulate(EXAMPLE, offsets!, { memories: memories! }));
  });

  it("are stored without names: an equal problem is answered in those of its own operators", async () => {
    const client = (await at.start()).client();
    const renamed: Problem = {
      ...EXAMPLE,
      memories: EXAMPLE.memories!.map((memory, m) => ({ ...memory, id: `tier ${m}` })),
      operators: EXAMPLE.operators!.map(({ id: _, ...operator }, o) => ({ ...operator, id: `op ${o}` })),
    };
    expect((await client.plan(EXAMPLE)).cached).toBe(false);
    const { cached, verification } = await client.plan(renamed);
    expect(cached).toBe(true);
    expect(verification!.timing!.operators.map(({ id }) => id)).toEqual(["op 1", "op 2", "op 3", "op 0"]);
    expect(verification!.timing!.memories.map(({ id }) => id)).toEqual(["tier 0", "tier 1"]);
    const slower = EXAMPLE.operators!.map((operator) => ({ ...operator, compute: operator.compute + 0.5 }));
    expect((await client.plan({ ...EXAMPLE, operators: slower })).cached).toBe(false);
  });

  it("are verified as by the library, with lists, counts and operators or without", async () => {
    const client = (await at.shared()).client();
    let [timed, listed, unlisted] = [0, 0, 0];
    for (let seed = 0; seed < 120; seed++) {
      const random = new Random(seed);
      const others = CONSTRUCTS.filter((construct) => construct !== "clocks" && random.next() < 0.2);
      const problem = constraintProblem(seed, [...others, "tiers"]);
      const offsets = problem.buffers.map(() => Math.floor(random.next() * 9));
      const memories = problem.buffers.map(
        () => problem.memories![Math.floor(random.next() * problem.memories!.length)]!.id,
      );
      const remote = await client.verify(problem, offsets, { memories }).catch((error: { code: string }) => error.code);
      if (remote === "INVALID_ARGUMENT") continue;
      const local = simulate(problem, offsets, { memories });
      expect(remote, `seed ${seed}`).toEqual(local);
      if (local.timing === null) continue;
      timed++;
      if (problem.operators === undefined) unlisted++;
      else listed++;
    }
    expect(timed).toBeGreaterThan(30);
    expect(Math.min(listed, unlisted)).toBeGreaterThan(5);
  });

  it("keep a list of no operators apart from no list", async () => {
    const client = (await at.shared()).client();
    const { operators: _, ...unsaid } = { ...EXAMPLE, buffers: EXAMPLE.buffers.map(({ reads, writes, ...b }) => b) };
    const timeOf = async (problem: Problem): Promise<number> => (await client.plan(problem)).terms[0]!.value;
    expect(await timeOf({ ...unsaid, operators: [] })).toBe(0);
    expect(await timeOf(unsaid)).toBeGreaterThan(0);
  });

  it("are absent from the answer to a problem that says nothing of time", async () => {
    const problem: Problem = {
      buffers: EXAMPLE.buffers.map(({ id, lower, upper, size }) => ({ id, lower, upper, size })),
    };
    for (const asked of [problem, { ...problem, apart: [{ buffers: ["x", "z"] }] }]) {
      const answer = decode("PlanResponse", await (await at.shared()).raw("Plan", planBytes(asked)));
      expect(answer.verification).not.toHaveProperty("timing");
    }
  });
});
