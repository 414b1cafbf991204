import { createServer, type Server } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ListenError, type ServiceSettings } from "../../src/service/index.js";
import { place } from "./run.js";

const at = place();

describe("an address that cannot be had", () => {
  const taken: Server = createServer();
  let address = "";
  beforeAll(async () => {
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    address = `127.0.0.1:${(taken.address() as { port: number }).port}`;
  });
  afterAll(() => void taken.close());

  const cases: readonly (readonly [string, "--listen" | "--metrics", () => Partial<ServiceSettings>, string])[] = [
    ["in use, of calls", "--listen", () => ({ listen: address }), "EADDRINUSE"],
    ["in use, of the metrics", "--metrics", () => ({ metrics: address }), "EADDRINUSE"],
    ["of another machine", "--listen", () => ({ listen: "192.0.2.1:0", insecure: true }), "EADDRNOTAVAIL"],
    ["of no machine", "--listen", () => ({ listen: "nowhere.invalid:0", insecure: true }), "ENOTFOUND"],
  ];

  it.each(cases)(
    "because it is %s, is a ListenError with flag, address and the system's code",
    async (_, flag, settings, code) => {
      const given = settings();
      const error: unknown = await at.start(given).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ListenError);
      const codes = code === "ENOTFOUND" ? ["ENOTFOUND", "EAI_AGAIN"] : [code];
      expect(codes).toContain((error as ListenError).code);
      expect(error).toMatchObject({ flag, address: flag === "--metrics" ? given.metrics : given.listen });
      expect((error as ListenError).message).toContain(`${flag}: cannot listen on ${(error as ListenError).address}`);
    },
  );
});
