import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RedisServer } from "../../bench/fleet-servers.mjs";
import { parseAddress } from "../../src/fleet/host/address.js";
import { connectFleet } from "../../src/fleet/host/connect.js";
import type { Fleet } from "../../src/fleet/index.js";
import { queueContract, storeContract } from "./contract.js";

if (!RedisServer.isInstalled) {
  describe("a fleet on Redis", () => {
    it("is not tried: there is no redis-server here; the same contract holds for what is in memory", () => {
      console.warn("redis-server is absent: nothing was tried on Redis");
    });
  });
} else {
  describe("a fleet on Redis", () => {
    let server: Awaited<ReturnType<typeof RedisServer.start>>;
    let fleet: Fleet;
    const open: Fleet[] = [];
    const connect = async (version: string): Promise<Fleet> => {
      const made = await connectFleet({ address: parseAddress(server.url), version });
      open.push(made);
      return made;
    };

    beforeAll(async () => {
      server = await RedisServer.start();
      fleet = await connect("store");
    });

    afterAll(async () => {
      for (const each of open) await each.close();
      await server.stop();
    });

    describe("has a store that", () => storeContract(() => fleet.store));

    describe("has a queue that", () => {
      queueContract(() => fleet.queue);
    });

    it("keeps what it was told when its server is killed", async () => {
      const { queue, store } = await connect("killed");
      const options = { minimize: false, timeLimitMs: 1, stepLimit: 1, seed: 0, policy: "rules" as const };
      await store.open({ id: "kept", version: "killed", options });
      await queue.push(["a-job"], "batch");
      await server.kill();
      const later = store.seal("kept", 1);
      await server.start();
      await later;
      expect(await store.state("kept")).toMatchObject({ isSealed: true, submitted: 0 });
      expect(await queue.waiting()).toBe(1);
    });
  });
}
