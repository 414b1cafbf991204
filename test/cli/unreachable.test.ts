import { createServer as createHttpServer } from "node:http";
import { createServer, type Server } from "node:net";
import { afterAll, describe, expect, test } from "vitest";
import { choosePlanner } from "../../src/cli/planners/choose.js";
import { place, processes } from "../service/run.js";

const servers = place();
const spawnServer = processes();
const others: Server[] = [];
afterAll(() => {
  for (const server of others) server.close();
});

/** The address of something that is no planner. */
async function listening(server: Server): Promise<string> {
  others.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `127.0.0.1:${(server.address() as { port: number }).port}`;
}

const CERTIFICATES = new URL("../service/certs/", import.meta.url).pathname;

const CASES = [
  ["nothing listens there", async () => ({ server: "127.0.0.1:1" })],
  ["the host's name is not known", async () => ({ server: "telaplan.invalid:1" })],
  ["it hangs up", async () => ({ server: await listening(createServer((socket) => socket.destroy())) })],
  ["what listens there speaks no TLS", async () => ({ server: (await servers.shared()).address, tls: true })],
  ["what listens there speaks no gRPC", async () => ({ server: await listening(createHttpServer()) })],
  [
    "its certificate is not accepted",
    async () => {
      const tls = ["--tls-cert", `${CERTIFICATES}server.crt`, "--tls-key", `${CERTIFICATES}server.key`];
      return { server: `127.0.0.1:${(await spawnServer(tls)).port}`, tls: true };
    },
  ],
] as const;

describe("a server that cannot be reached", () => {
  test.each(CASES)("because %s is told of with that reason and its address", async (reason, choose) => {
    const choice = await choose();
    const planner = await choosePlanner({ solver: "search", ...choice });
    const run = { minimize: false, timeLimitMs: 1_000, signal: new AbortController().signal };
    const asked = planner.plan({ buffers: [] }, run);
    await expect(asked).rejects.toThrow(`no server answers at ${choice.server}: ${reason}`);
    await expect(asked).rejects.toMatchObject({ name: "Unavailable" });
    planner.close();
  });
});
