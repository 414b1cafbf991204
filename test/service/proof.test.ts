import { describe, expect, it } from "vitest";
import type { PlannerClient, RemoteProof, RemoteResult } from "../../src/client/index.js";
import { parse } from "../../src/formats/index.js";
import type { Problem } from "../../src/problem/index.js";
import { SEARCHED } from "../cli/run.js";
import { verdict } from "../proof/checkers.js";
import { easyProblem, place } from "./run.js";

const at = place();
const ENOUGH = 100_000;
const { buffers } = parse(SEARCHED, "searched.csv").problem;
/** Its optimum of 11 is above its load: that takes a search. */
const OPTIMUM: Problem = { buffers };
const INFEASIBLE: Problem = { buffers, capacity: 10 };

/** What a proof proves, once the checker has accepted it. */
function checked(problem: Problem, proof: RemoteProof | undefined): readonly [claim: string, value: number] {
  if (proof?.written !== true) throw new Error(`no proof: ${proof?.reason}`);
  const { text, lines, bytes, claim, value } = proof;
  const all = text.split("\n");
  expect(all.pop()).toBe("");
  expect([all.length, text.length]).toEqual([lines, bytes]);
  expect(verdict({ problem, proof: all })).toBe(null);
  return [claim, value];
}

/** All but what differs from run to run. */
function bare({ proof: _, solveMs: _ms, cached: _cached, ...result }: RemoteResult): object {
  return result;
}

describe("a proof over gRPC", () => {
  it.each([
    ["of an optimum", OPTIMUM, "optimal"],
    ["that nothing fits", INFEASIBLE, "infeasible"],
    ["of a plan that the heuristics find", { buffers: easyProblem(1).buffers }, "optimal"],
  ])("%s is one that the checker accepts, and the rest of the answer is as without", async (_, problem, claim) => {
    const client = (await at.shared()).client();
    const plain = await client.plan(problem);
    const { proof, ...result } = await client.plan(problem, { proofBytes: ENOUGH });
    expect(checked(problem, proof)[0]).toBe(claim);
    expect(bare(result as RemoteResult)).toEqual(bare(plain));
    expect("proof" in plain).toBe(false);
  });

  it("is never missing because an answer without one is stored, nor there where nobody asked for it", async () => {
    const client = (await at.start()).client();
    const ask = (proofBytes: number): Promise<RemoteResult> => client.plan(OPTIMUM, { proofBytes });
    const given: unknown[] = [];
    for (const proofBytes of [0, ENOUGH, 0, ENOUGH, 100, 100, ENOUGH + 1]) {
      const { cached, proof } = await ask(proofBytes);
      given.push([cached, proof?.written]);
      if (proof?.written === true) expect(checked(OPTIMUM, proof)).toEqual(["optimal", 11]);
    }
    const [none, made, small] = [undefined, true, false];
    expect(given).toEqual([
      [false, none],
      [false, made],
      [true, none],
      [true, made],
      [false, small],
      [true, small],
      [false, made],
    ]);
    // Runs under way are not shared by who asks for another thing, either.
    const both = await Promise.all([client.plan(INFEASIBLE), client.plan(INFEASIBLE, { proofBytes: ENOUGH })]);
    expect(both.map(({ proof }) => proof?.written)).toEqual([none, made]);
  });

  it("that would be larger is refused by name, and the plan is there all the same", async () => {
    const client = (await at.shared()).client();
    const { status, peak, offsets, proof } = await client.plan(OPTIMUM, { proofBytes: 300 });
    expect([status, peak, offsets?.length]).toEqual(["optimal", 11, buffers.length]);
    expect(proof).toEqual({
      written: false,
      reason: "the proof takes more than 300 bytes, the most that was asked for",
    });
  });

  it("of what proofs do not cover is refused by name", async () => {
    const client = (await at.shared()).client();
    const [first, ...others] = buffers;
    const problem: Problem = { buffers: [{ ...first!, gaps: [{ lower: 4, upper: 5 }] }, ...others] };
    const { status, proof } = await client.plan(problem, { proofBytes: ENOUGH });
    expect([status, proof]).toEqual(["optimal", { written: false, reason: "gaps is not covered by proofs" }]);
  });

  it("comes beside reasons, through PlanStream and through PlanMany", async () => {
    const client: PlannerClient = (await at.shared()).client();
    const both = await client.plan(INFEASIBLE, { proofBytes: ENOUGH, why: true });
    expect([checked(INFEASIBLE, both.proof), both.why?.core !== null]).toEqual([["infeasible", 10], true]);
    const many = client.planMany();
    const asked = many.plan(OPTIMUM, { proofBytes: ENOUGH });
    expect(checked(OPTIMUM, (await asked).proof)).toEqual(["optimal", 11]);
    await many.end();
    let last: RemoteResult | undefined;
    for await (const { result } of client.planStream(OPTIMUM, { proofBytes: ENOUGH })) last = result;
    expect(checked(OPTIMUM, last?.proof)).toEqual(["optimal", 11]);
  });

  it("is bounded by the server, which says so in its capabilities", async () => {
    const client = (await at.start({ maxProofBytes: 1_000 })).client();
    expect((await client.capabilities()).maxProofBytes).toBe(1_000);
    await expect(client.plan(OPTIMUM, { proofBytes: 1_001 })).rejects.toMatchObject({
      code: "INVALID_ARGUMENT",
      violations: [{ field: "report.proof_bytes" }],
      message: expect.stringContaining("must be from 0 to 1000, got 1001"),
    });
    await expect(client.plan(OPTIMUM, { proofBytes: -1 })).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    const none = (await at.start({ maxProofBytes: 0 })).client();
    await expect(none.plan(OPTIMUM, { proofBytes: 1 })).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
    expect((await none.plan(OPTIMUM)).status).toBe("optimal");
  });

  it("is not for sessions", async () => {
    const session = (await at.shared()).client().session(OPTIMUM, { proofBytes: ENOUGH });
    await expect(session.opening).rejects.toMatchObject({ violations: [{ field: "open.report.proof_bytes" }] });
  });
});
