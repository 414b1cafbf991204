import { describe, expect, it } from "vitest";
import { soak } from "../../bench/service-soak.mjs";
import { place, until } from "./run.js";

const at = place();

describe("mixed calls by all methods", () => {
  it("end exactly once, as they should, and leave nothing behind", async () => {
    const server = await at.start({ workers: 2, metrics: "127.0.0.1:0" });
    const metrics = async (): Promise<Record<string, number>> => {
      const text = await (await fetch(`http://127.0.0.1:${server.service.metricsPort}/metrics`)).text();
      return Object.fromEntries(
        [...text.matchAll(/^(telaplan_\w+) (\S+)$/gm)].map((match) => [match[1], Number(match[2])]),
      );
    };
    const { calls, ended, ends, wrong } = await soak(600, server.address, { lanes: 12 });
    expect([ended, wrong]).toEqual([calls, []]);
    expect(ends).toMatchObject({ INVALID_ARGUMENT: 20, CANCELLED: 20, OK: 560, other: 0 });
    await until(async () => {
      const { telaplan_workers: workers, telaplan_workers_busy: busy, telaplan_in_flight: inFlight } = await metrics();
      return workers === 3 && busy === 0 && inFlight === 0;
    }, "all workers are there, and idle");
    const {
      telaplan_queue_quick: quick,
      telaplan_queue_search: searches,
      telaplan_worker_deaths_total: deaths,
    } = await metrics();
    expect([quick, searches, deaths]).toEqual([0, 0, 0]);
    expect(server.log.filter(({ level }) => (level as number) >= 50)).toEqual([]);
  });
});
