import { describe, expect, test } from "vitest";
import { choosePlanner } from "../../src/cli/planners/choose.js";
import type { Problem } from "../../src/problem/index.js";
import { INSTALLED } from "../oracle/installed.js";
import { place } from "../service/run.js";

const servers = place();

/** Load 14, least peak 14; 13 bytes are not enough. */
const PROBLEM: Problem = {
  buffers: [
    { id: "a", lower: 0, upper: 2, size: 6, alignment: 8 },
    { id: "b", lower: 1, upper: 3, size: 6, alignment: 8 },
    { id: "c", lower: 1, upper: 3, size: 2 },
  ],
};
const ORACLES = INSTALLED.filter((name) => name !== "brute");
const WHO = ["here", "server", ...ORACLES] as const;

/** The planner of that name, asked for the least peak. */
async function ask(who: (typeof WHO)[number], problem: Problem) {
  const choice =
    who === "here" ? {} : who === "server" ? { server: (await servers.shared()).address } : { solver: who };
  const planner = await choosePlanner({ solver: "search", ...choice });
  const { signal } = new AbortController();
  const answer = await planner.plan(problem, { minimize: true, timeLimitMs: 10_000, signal });
  planner.close();
  return { name: planner.name, ...answer };
}

describe("planners", () => {
  test("here, on a server and of another kind are all tried", () => {
    expect(WHO.length).toBeGreaterThanOrEqual(4);
  });

  test.each(WHO)("%s: give the least peak with a proof, and a plan that was simulated here", async (who) => {
    const { result, note } = await ask(who, PROBLEM);
    expect(result).toMatchObject({ status: "optimal", peak: 14, lowerBound: 14, stoppedBy: null, seed: 0, threads: 1 });
    expect(result.verification).toMatchObject({ ok: true, peak: 14 });
    expect(note).toBe(null);
  });

  test.each(WHO)("%s: prove that a memory is too small, and say why", async (who) => {
    const { result } = await ask(who, { ...PROBLEM, capacity: 13 });
    expect(result).toMatchObject({ status: "infeasible", peak: null, offsets: null, verification: null });
    expect(result.infeasibility!.message).toContain("13");
  });

  test("name the policy that guided them, and oracles none", async () => {
    const named = await Promise.all(WHO.map(async (who) => [who, (await ask(who, PROBLEM)).policy]));
    const expected = WHO.map((who) => [who, who === "here" || who === "server" ? "learned" : null]);
    expect(named).toEqual(expected);
  });

  test("are called search wherever the search runs", async () => {
    expect((await ask("here", PROBLEM)).name).toBe("search");
    expect((await ask("server", PROBLEM)).name).toBe("search");
    for (const who of ORACLES) expect((await ask(who, PROBLEM)).name).toBe(who);
  });
});
