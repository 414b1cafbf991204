import { afterAll, beforeAll, describe, it } from "vitest";
import { PostgresServer } from "../../bench/fleet-servers.mjs";
import { parseAddress } from "../../src/fleet/host/address.js";
import { connectFleet } from "../../src/fleet/host/connect.js";
import type { Fleet } from "../../src/fleet/index.js";
import { queueContract, storeContract } from "./contract.js";

if (!PostgresServer.isInstalled) {
  describe("a fleet on PostgreSQL", () => {
    it("is not tried: there is no PostgreSQL here; the same contract holds for what is in memory", () => {
      console.warn("PostgreSQL is absent: nothing was tried on PostgreSQL");
    });
  });
} else {
  describe("a fleet on PostgreSQL", () => {
    let server: Awaited<ReturnType<typeof PostgresServer.start>>;
    let fleet: Fleet;
    const open: Fleet[] = [];
    const connect = async (version: string): Promise<Fleet> => {
      const made = await connectFleet({ address: parseAddress(server.url), version });
      open.push(made);
      return made;
    };

    beforeAll(async () => {
      server = await PostgresServer.start();
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
  });
}
