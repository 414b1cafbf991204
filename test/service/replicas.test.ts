import { describe, expect, it } from "vitest";
import { PlannerClient, SERVICE_CONFIG } from "../../src/client/index.js";
import { prepare } from "../cli/run.js";
import { easyProblem, hardProblem, processes, sleep } from "./run.js";

prepare();
const spawnServer = processes();

describe("three replicas behind client-side round robin", () => {
  it("lose no call when one is killed in the middle of a load, and another drains", async () => {
    const replicas = await Promise.all([spawnServer(), spawnServer(), spawnServer()]);
    const client = new PlannerClient(`ipv4:${replicas.map(({ port }) => `127.0.0.1:${port}`).join(",")}`);
    await client.capabilities({ deadlineMs: 10_000 });
    let answered = 0;
    const failures: unknown[] = [];
    const load = async (lane: number): Promise<void> => {
      for (let i = 0; i < 60; i++) {
        // Some calls are in the middle of a search when their server dies.
        const hard = i % 10 === 9;
        const problem = hard ? hardProblem(lane) : easyProblem(lane * 1_000 + i);
        try {
          const { verification } = await client.plan(problem, {
            seed: i,
            timeLimitMs: hard ? 150 : 2_000,
            deadlineMs: 60_000,
          });
          if (verification?.ok === true) answered++;
        } catch (error) {
          failures.push(error);
        }
      }
    };
    const lanes = Promise.all(Array.from({ length: 8 }, (_, lane) => load(lane)));
    await sleep(400);
    replicas[0]!.child.kill("SIGKILL");
    await sleep(400);
    replicas[1]!.child.kill("SIGTERM");
    await lanes;
    expect(failures).toEqual([]);
    expect(answered).toBe(480);
    expect(await replicas[0]!.ended).toMatchObject({ signal: "SIGKILL" });
    expect(await replicas[1]!.ended).toEqual({ code: 0, signal: null });
    const calls = replicas.map(({ lines }) => lines.filter(({ method }) => String(method).endsWith("/Plan")).length);
    for (const count of calls) expect(count).toBeGreaterThan(0);
    expect(calls[2]).toBeGreaterThan(calls[0]!);
    client.close();
  });

  it("are what the service config that the client uses asks for", () => {
    expect(SERVICE_CONFIG.loadBalancingConfig).toEqual([{ round_robin: {} }]);
    expect(SERVICE_CONFIG.methodConfig[0]!.retryPolicy.retryableStatusCodes).toEqual(["UNAVAILABLE"]);
  });
});
