import { status } from "@grpc/grpc-js";
import { describe, expect, it } from "vitest";
import { encode } from "../../src/proto/index.js";
import { metricOf, type RawClient, rawClient } from "./raw.js";
import { columnsOf, easyProblem, framed, place, planBytes, type Served, until } from "./run.js";

const at = place();
const MIB = 2 ** 20;
const METRICS = { metrics: "127.0.0.1:0" } as const;

/** Its answer has some 16 kB, and comes from the cache but for the first time. */
const PLAN = framed(planBytes(easyProblem(3, 5_000)));

const heldBy = (server: Served): Promise<number> => metricOf(server, "telaplan_transfer_bytes");

/** A client that takes no bytes of answers, and what of it was answered or ended. */
async function windowless(server: Served): Promise<RawClient & { ask(calls: number): void; ends(): number }> {
  const client = rawClient(server.address, { initialWindowSize: 0 });
  await new Promise((resolve) => client.session.once("remoteSettings", resolve));
  let ends = 0;
  const ask = (calls: number): void => {
    for (let i = 0; i < calls; i++) {
      const { stream, ended } = client.open("Plan");
      stream.end(PLAN);
      void ended.then(() => void ends++);
    }
  };
  return { ...client, ask, ends: () => ends };
}

/** The bytes held when they no longer change. */
async function settled(server: Served, atLeast: number): Promise<number> {
  let held = -1;
  let same = 0;
  await until(async () => {
    const before = held;
    held = await heldBy(server);
    same = held === before && held >= atLeast ? same + 1 : 0;
    return same === 5 && (await metricOf(server, "telaplan_in_flight")) === 0;
  }, "nothing changes any more");
  return held;
}

async function lives(server: Served): Promise<void> {
  expect((await server.client().plan(easyProblem(7))).verification?.ok).toBe(true);
}

describe("a reader that takes no answers", () => {
  it("is read from no more when they fill its share; others are served, and all is given back with it", async () => {
    const server = await at.start({ ...METRICS, maxTransferBytes: 16 * MIB });
    const reader = await windowless(server);
    reader.ask(400);
    const held = await settled(server, 4 * MIB);
    // A quarter for answers, the open calls, and a little that was under way.
    expect(held).toBeLessThan(4 * MIB + 400 * 16_384 + MIB);
    await lives(server);
    reader.session.destroy();
    await until(async () => (await heldBy(server)) < MIB, "everything is given back");
  });

  it("loses its connection where all of them hold too much; others are served, and it is counted", async () => {
    const server = await at.start({ ...METRICS, maxTransferBytes: 4 * MIB, maxMessageBytes: MIB });
    const readers = await Promise.all(Array.from({ length: 6 }, () => windowless(server)));
    for (const { ask } of readers) ask(100);
    const dropped = (): RawClient | undefined => readers.find(({ session }) => session.destroyed);
    await until(() => dropped() !== undefined, "one is sent away");
    expect(dropped()!.goaways.join()).toContain("--max-transfer-bytes");
    expect(await heldBy(server)).toBeLessThanOrEqual(4 * MIB);
    const counted = 'telaplan_transport_refusals_total{limit="transfer bytes: connection"}';
    expect(await metricOf(server, counted)).toBeGreaterThan(0);
    await lives(server);
    for (const { session } of readers) session.destroy();
  });

  it("has so long to take each, and then its call is broken off and counted", async () => {
    const server = await at.start({ ...METRICS, messageTimeoutMs: 300 });
    const reader = await windowless(server);
    reader.ask(20);
    await until(() => reader.ends() === 20, "every call is broken off");
    await until(async () => (await heldBy(server)) === 0, "everything is given back");
    expect(await metricOf(server, 'telaplan_transport_refusals_total{limit="message timeout"}')).toBe(20);
    await lives(server);
    reader.session.destroy();
  });

  it("slows its stream of requests down: PlanMany is read from no more, and is answered when it takes", async () => {
    const server = await at.start({ ...METRICS, maxTransferBytes: 4 * MIB, maxMessageBytes: MIB });
    const { session, open } = rawClient(server.address);
    const { stream, ended, messages } = open("PlanMany");
    stream.pause();
    const problem = columnsOf(easyProblem(3, 5_000));
    const count = 300;
    for (let i = 0; i < count; i++) {
      stream.write(framed(encode("PlanManyRequest", { request_id: `${i}`, plan: { problem } })));
    }
    stream.end();
    expect(await settled(server, MIB / 2)).toBeLessThan(3 * MIB);
    await lives(server);
    stream.resume();
    expect(await ended).toMatchObject({ code: status.OK });
    expect(messages).toHaveLength(count);
    session.destroy();
  });
});
