import { mkdirSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PlannerClient } from "../../src/client/index.js";
import { ListenError, type ServiceSettings, SettingsError } from "../../src/service/index.js";
import { meddledWith, PLAIN, rowsOf, write } from "../cli/run.js";
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

  it("has the mode and the owner that it is told", async () => {
    const path = pathIn("group.sock");
    const [user, group] = [process.getuid!(), process.getgid!()];
    // Only root may give a file to somebody else.
    const owner = user === 0 ? "65534:65533" : `${user}:${group}`;
    await at.start({ listen: `unix:${path}`, socketMode: "660", socketOwner: owner });
    const { mode, uid, gid } = statSync(path);
    expect([mode & 0o777, `${uid}:${gid}`]).toEqual([0o660, owner]);
    expect(await statusAt(path)).toBe("feasible");
  });

  it.each([
    ["nobody-of-this-name", 'there is no user "nobody-of-this-name"'],
    [":nor-this-group", 'there is no group "nor-this-group"'],
    ["a:b:c", "must be USER, USER:GROUP or :GROUP"],
    ["", "must be USER, USER:GROUP or :GROUP"],
  ])("with the owner %j is refused by name, and no socket is left", async (socketOwner, says) => {
    const path = pathIn("owner.sock");
    const error: unknown = await at.start({ listen: `unix:${path}`, socketOwner }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "SettingsError", message: expect.stringContaining(`--socket-owner: ${says}`) });
    expect(statSync(path, { throwIfNoEntry: false })).toBeUndefined();
  });

  it("is where `telaplan pack --server` finds the server", async () => {
    const path = pathIn("pack.sock");
    await at.start({ listen: `unix:${path}` });
    const file = write(at.folder, "plain.csv", PLAIN);
    const { code, stdout } = await meddledWith(["pack", "--json", "--server", `unix:${path}`, file], () => {});
    expect([code, rowsOf(stdout)[0]]).toMatchObject([0, { status: "optimal", peak: 5, verified: true }]);
  });

  it("that nobody listens on is told by `telaplan pack --server`, exit code 2", async () => {
    const path = pathIn("nobody.sock");
    const file = write(at.folder, "plain.csv", PLAIN);
    const { code, stderr } = await meddledWith(["pack", "--server", `unix:${path}`, file], () => {});
    expect([code, stderr]).toEqual([2, expect.stringContaining(`no server answers at unix:${path}`)]);
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

describe("metrics at the usual port", () => {
  it("move to a free one where another server of this machine has it, and that is logged", async () => {
    const usual = { metrics: "auto" } as const;
    const servers = [await at.start(usual), await at.start(usual)];
    const ports = servers.map(({ service }) => service.metricsPort!);
    expect(new Set(ports).size).toBe(2);
    for (const port of ports) {
      expect(await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()).toContain("telaplan_build_info");
    }
    expect(servers[1]!.log).toContainEqual(
      expect.objectContaining({ msg: "metrics on another port", taken: "127.0.0.1:9464" }),
    );
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
