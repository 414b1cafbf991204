import { describe, expect, it } from "vitest";
import type { Problem, Term } from "../../src/problem/index.js";
import { Random } from "../../src/problem/random.js";
import { VIOLATION_FIELDS } from "../../src/proto/index.js";
import { simulate, VIOLATION_KINDS } from "../../src/sim/index.js";
import { CONSTRUCTS, constraintProblem } from "../support/constraint-problems.js";
import { HAND_CHECKED } from "../support/hand-checked.js";
import { bruteForce } from "../support/model-brute-force.js";
import { place } from "./run.js";

// What needs the planner's driver and the simulator to know constraints.

const at = place();

describe("over gRPC, a problem with constraints", () => {
  it("that has no plan gets the answer that says so, with the names of the request", async () => {
    const client = (await at.shared()).client();
    const hopeless = HAND_CHECKED.filter(({ values }) => values === null);
    for (const { problem, terms, claim } of hopeless) {
      const result = await client.plan({ ...problem, minimize: terms });
      expect(result, claim).toMatchObject({ status: "infeasible", offsets: null, memories: null });
      expect(result.infeasibility!.message, claim).not.toMatch(/"m?\d+"/);
    }
    expect(hopeless.length).toBe(1);
  });

  it("is planned, verified, and told as by the library, for every construct", async () => {
    const client = (await at.shared()).client();
    let plans = 0;
    for (let seed = 0; seed < 60; seed++) {
      const random = new Random(seed);
      const constructs = CONSTRUCTS.filter(() => random.next() < 0.3);
      const terms: Term[] = ["spill", "reuse", "moved", "peak"];
      const problem: Problem = { ...constraintProblem(seed, constructs, 4), minimize: terms };
      const result = await client.plan(problem).catch((error: { code: string }) => error.code);
      if (result === "INVALID_ARGUMENT") continue;
      if (typeof result === "string") throw new Error(`seed ${seed}: ${result}`);
      const best = bruteForce(problem, terms, 40);
      if (best === null) {
        expect(result.status, `seed ${seed}`).toBe("infeasible");
        continue;
      }
      plans++;
      expect(
        result.terms.map(({ value }) => value),
        `seed ${seed}`,
      ).toEqual(best.values);
      expect(result.verification, `seed ${seed}`).toMatchObject({ ok: true, violationCount: 0 });
      expect(result.verification!.memories.length).toBe(problem.memories!.length);
      expect(result.presolve.length, `seed ${seed}`).toBeGreaterThan(0);
      const report = await client.verify(problem, result.offsets!, { memories: result.memories! });
      expect(report, `seed ${seed}`).toEqual(simulate(problem, result.offsets!, { memories: result.memories! }));
      const shown = await client.plan(problem, { timeline: true });
      expect(shown.verification!.timeline!.length).toBeGreaterThan(0);
    }
    expect(plans).toBeGreaterThan(20);
  });

  it("streams incumbents that carry memories and terms", async () => {
    const buffers = Array.from({ length: 60 }, (_, i) => ({
      id: `b${i}`,
      lower: (i * 7) % 40,
      upper: ((i * 7) % 40) + 5 + (i % 11),
      size: 1 + ((i * 13) % 17),
      memories: [{ id: "s" }, { id: "d", cost: 1 + ((i * 5) % 9) }],
    }));
    const problem: Problem = { memories: [{ id: "s", capacity: 40 }, { id: "d" }], buffers };
    let seen = 0;
    for await (const { incumbent } of (await at.shared()).client().planStream(problem, { timeLimitMs: 2_000 })) {
      if (!incumbent?.offsets) continue;
      seen++;
      expect(incumbent.memories!.length).toBe(60);
      expect(incumbent.terms[0]).toMatchObject({ term: "spill" });
    }
    expect(seen).toBeGreaterThan(0);
  });

  it("stops at its limits, when it is cancelled, and when the server goes down", async () => {
    const server = await at.start({ drainMs: 50 });
    const client = server.client();
    const buffers = Array.from({ length: 300 }, (_, i) => ({
      id: `b${i}`,
      lower: (i * 37) % 200,
      upper: ((i * 37) % 200) + 5 + ((i * 31) % 61),
      size: 1 + ((i * 97) % 251),
    }));
    const apart = buffers.slice(1).map(({ id }, i) => ({ buffers: [buffers[i]!.id, id], cost: 1 + (i % 7) }));
    const problem: Problem = { buffers, capacity: 8_000, apart, minimize: ["peak", "reuse"] };
    expect((await client.plan(problem, { timeLimitMs: 100 })).stoppedBy).toBe("deadline");
    expect((await client.plan(problem, { deadlineMs: 1_500 })).stoppedBy).toBe("deadline");
    const gone = new AbortController();
    const cancelled = client.plan(problem, { timeLimitMs: 60_000, signal: gone.signal });
    setTimeout(() => gone.abort(), 100);
    await expect(cancelled).rejects.toMatchObject({ code: "CANCELLED" });
    const open = client.plan(problem, { timeLimitMs: 60_000, seed: 1 });
    setTimeout(() => void server.service.drain(), 300);
    expect((await open).stoppedBy).toBe("shutdown");
  });

  it("has broken plans reported as the simulator does, with nothing lost", async () => {
    const client = (await at.shared()).client();
    const kinds = new Set<string>();
    for (let seed = 0; seed < 150; seed++) {
      const random = new Random(seed);
      const problem = {
        ...constraintProblem(
          seed,
          CONSTRUCTS.filter(() => random.next() < 0.4),
        ),
        limits: { peak: 3 },
      };
      const offsets = problem.buffers.map(() => Math.floor(random.next() * 9));
      const memories = problem.buffers.map(
        () => problem.memories![Math.floor(random.next() * problem.memories!.length)]!.id,
      );
      const remote = await client.verify(problem, offsets, { memories }).catch((error: { code: string }) => error.code);
      if (remote === "INVALID_ARGUMENT") continue;
      const local = simulate(problem, offsets, { memories });
      expect(remote, `seed ${seed}`).toEqual(local);
      for (const violation of local.violations) {
        kinds.add(violation.kind);
        for (const field of Object.keys(violation))
          expect(["kind", "buffer", "bufferIndex", "message", ...Object.keys(VIOLATION_FIELDS)]).toContain(field);
      }
    }
    expect([...kinds].sort()).toEqual([...VIOLATION_KINDS].filter((kind) => kind !== "offset").sort());
  });
});
