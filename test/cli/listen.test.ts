import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { meddledWith, prepare } from "./run.js";

prepare();
const taken = createServer();
let port = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  ({ port } = taken.address() as { port: number });
});
afterAll(() => taken.close());

/** Runs `telaplan serve`, and resolves to its exit code and what it said. */
async function serve(...args: string[]) {
  const { code, stdout, stderr } = await meddledWith(["serve", "--workers", "1", ...args], () => {});
  return [code, stdout, stderr];
}

describe("telaplan serve names the flag and the address that it cannot listen on, exit code 2", () => {
  test("where the port of calls is taken", async () => {
    const reason = "the port is in use; end what listens there, or take another one (0 is any that is free)";
    const message = `error: --listen: cannot listen on 127.0.0.1:${port}: ${reason}\n`;
    expect(await serve("--metrics", "none", "--listen", `127.0.0.1:${port}`)).toEqual([2, "", message]);
  });

  test("where the port of metrics is taken", async () => {
    const reason = "the port is in use; end what listens there, or take another one (0 is any that is free)";
    const message = `error: --metrics: cannot listen on 127.0.0.1:${port}: ${reason}\n`;
    expect(await serve("--listen", "127.0.0.1:0", "--metrics", `127.0.0.1:${port}`)).toEqual([2, "", message]);
  });

  test("where the host is another machine's", async () => {
    // An address of a network that is kept for documents (RFC 5737).
    const message = "error: --listen: cannot listen on 192.0.2.1:0: the host is no address of this machine\n";
    expect(await serve("--insecure", "--metrics", "none", "--listen", "192.0.2.1:0")).toEqual([2, "", message]);
  });

  test.each([["--listen"], ["--metrics"]])("where the host of %s has a name that nobody knows", async (flag) => {
    // A name that never resolves (RFC 6761).
    const address = "telaplan.invalid:0";
    const others = flag === "--listen" ? ["--metrics", "none"] : ["--listen", "127.0.0.1:0"];
    const message = `error: ${flag}: cannot listen on ${address}: the host's name is not known\n`;
    expect(await serve("--insecure", ...others, flag, address)).toEqual([2, "", message]);
  });
});
