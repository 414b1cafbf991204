import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PlannerClient } from "../../src/client/index.js";
import { ListenError, type ServiceSettings, SettingsError } from "../../src/service/index.js";
import { easyProblem, place, processes, until } from "./run.js";

const at = place();
const spawnServer = processes();

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

describe("a socket to listen on", () => {
  const pathIn = (name: string): string => join(at.folder, name);
  const statusAt = async (path: string): Promise<string> => {
    const client = new PlannerClient(`unix:${path}`);
    const { status } = await client.plan(easyProblem(1));
    client.close();
    return status;
  };

  it("takes calls of this user alone, and is gone when the server is", async () => {
    const path = pathIn("calls.sock");
    const { service } = await at.start({ listen: `unix:${path}` });
    expect(service.port).toBe(0);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await statusAt(path)).toBe("feasible");
    await service.drain();
    expect(statSync(path, { throwIfNoEntry: false })).toBeUndefined();
  });

  it("that a killed server left behind is taken over; one that somebody listens on is not", async () => {
    const path = pathIn("left.sock");
    const { child, ended } = await spawnServer(["--listen", `unix:${path}`]);
    const second: unknown = await at.start({ listen: `unix:${path}` }).catch((thrown: unknown) => thrown);
    expect(second).toMatchObject({ name: "ListenError", code: "EADDRINUSE" });
    expect(await statusAt(path)).toBe("feasible");
    child.kill("SIGKILL");
    await ended;
    expect(statSync(path).isSocket()).toBe(true);
    await at.start({ listen: `unix:${path}` });
    expect(await statusAt(path)).toBe("feasible");
  });

  it("where another file is, is refused, and the file stays", async () => {
    const path = pathIn("file.sock");
    writeFileSync(path, "mine");
    mkdirSync(pathIn("folder"));
    for (const [place, code] of [
      [path, "EADDRINUSE"],
      [pathIn("folder"), "EADDRINUSE"],
      [pathIn("none/x.sock"), "ENOENT"],
    ]) {
      const error: unknown = await at.start({ listen: `unix:${place}` }).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(ListenError);
      // Where a folder is missing, some versions of Node say that access is denied.
      expect(code === "ENOENT" ? ["ENOENT", "EACCES"] : [code]).toContain((error as ListenError).code);
    }
    expect(statSync(path).size).toBe(4);
  });

  it.each(["unix:", `unix:/${"x".repeat(103)}`])("%s is refused: no socket can have that path", async (listen) => {
    await expect(at.start({ listen })).rejects.toThrow(SettingsError);
  });
});

describe("a server that lives until the end of its input", () => {
  it("drains when the input ends", async () => {
    const { child, ended, lines } = await spawnServer(["--until-eof"]);
    child.stdin!.end();
    expect(await ended).toEqual({ code: 0, signal: null });
    await until(
      () => lines.some(({ msg, signal }) => msg === "draining" && signal === "end of input"),
      "the server drains",
    );
  });

  it("still ends at SIGTERM while the input is open", async () => {
    const { child, ended } = await spawnServer(["--until-eof"]);
    child.kill("SIGTERM");
    expect(await ended).toEqual({ code: 0, signal: null });
  });
});
