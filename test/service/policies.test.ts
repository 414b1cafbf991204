import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { generate } from "../../src/instances/index.js";
import { plan } from "../../src/planner/index.js";
import { policiesFor } from "../../src/service/workers/policies.js";
import { meddledWith, rowsOf, write } from "../cli/run.js";
import { policyFile } from "../support/policies.js";
import { place } from "./run.js";

const at = place();
const { problem } = generate("guillotine", { buffers: 120, seed: 7 });

describe("the policies of a server", () => {
  it("are the one that was set, which is the default, and the rules and the learned one", () => {
    const names = (chosen: string): string[] =>
      policiesFor(chosen, null, (message) => expect.unreachable(message)).map(({ name }) => name);
    expect(names("learned")).toEqual(["learned", "rules"]);
    expect(names("rules")).toEqual(["rules", "learned"]);
    const file = write(at.folder, "own.json", JSON.stringify(policyFile()));
    expect(names(file)).toEqual(["by hand", "rules", "learned"]);
  });

  it("of which one has another's name, the one that was set takes its place", () => {
    const { policy, ...rest } = policyFile();
    const file = write(at.folder, "ours.json", JSON.stringify({ ...rest, policy: { ...policy, name: "learned" } }));
    const policies = policiesFor(file, null, (message) => expect.unreachable(message));
    expect(policies.map(({ name }) => name)).toEqual(["learned", "rules"]);
    expect(policies[0]!.guidance).toEqual(policy.guidance);
  });

  it("guide searches in the workers as they do here, and the capabilities list them", async () => {
    const own = policyFile();
    const file = write(at.folder, "own.json", JSON.stringify(own));
    const client = (await at.start({ policy: file })).client();
    expect((await client.capabilities()).policies).toEqual(["by hand", "rules", "learned"]);
    const limits = { stepLimit: 3_000, timeLimitMs: 60_000 };
    const here = await plan(problem, { policy: own.policy, stepLimit: 3_000 });
    expect(here.steps).toBeGreaterThan(0);
    for (const options of [limits, { ...limits, policy: "by hand" }]) {
      const there = await client.plan(problem, options);
      expect(there).toMatchObject({ policy: "by hand", steps: here.steps, status: here.status });
    }
    const ruled = await plan(problem, { stepLimit: 3_000 });
    expect(await client.plan(problem, { ...limits, policy: "rules" })).toMatchObject({
      policy: "rules",
      steps: ruled.steps,
    });
    await expect(client.plan(problem, { policy: "magic" })).rejects.toThrow(
      /must be one of "by hand", "rules", "learned"/,
    );
  });

  it("are named by a command line that plans on it, and what guided is told back", async () => {
    const { address } = await at.start();
    const file = write(at.folder, "small.8.csv", "id,lower,upper,size\na,0,2,8\n");
    for (const [args, policy] of [
      [[], "learned"],
      [["--policy", "rules"], "rules"],
    ] as const) {
      const command = ["pack", "--format", "json", "--server", address, ...args, file];
      const { code, stdout } = await meddledWith(command, () => {});
      expect([code, rowsOf(stdout)[0]!.policy]).toEqual([0, policy]);
    }
    const refused = await meddledWith(["pack", "--server", address, "--policy", "magic", file], () => {});
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("policy must be one of")]);
  });

  it("of a file that cannot be used are a warning in the log, and the rules", async () => {
    const served = await at.start({ policy: join(at.folder, "none.json") });
    expect((await served.client().capabilities()).policies).toEqual(["rules", "learned"]);
    const warnings = served.log.filter(({ msg }) => msg === "policy");
    expect(warnings).toHaveLength(1);
    expect(warnings[0]!.warning).toMatch(/none\.json: there is no such file; the rules decide instead/);
  });
});
