import { readFileSync } from "node:fs";
import { type ConnectionOptions, connect } from "node:tls";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { checkSettings, SettingsError } from "../../src/service/host/settings.js";
import { traceOf } from "../../src/service/host/trace.js";
import { telaplan } from "../cli/run.js";
import { SERVE_DEFAULTS, settled } from "../cli/serve-command.js";
import { place } from "./run.js";

const at = place();
const cert = (name: string): string => fileURLToPath(new URL(`certs/${name}`, import.meta.url));

describe("an address of the metrics", () => {
  const check = (more: object) => () => checkSettings({ ...SERVE_DEFAULTS, ...more });

  it.each(["0.0.0.0:9464", "[::]:9464", "10.0.0.7:9464", "metrics.example:9464"])(
    "that others can reach, as %s, is refused unless somebody says that it may be",
    (metrics) => {
      expect(check({ metrics })).toThrow(SettingsError);
      expect(check({ metrics })).toThrow("--metrics: others can reach");
      // Neither certificates nor tokens of calls have to do with it.
      expect(check({ metrics, tokens: "t", tlsCert: "c", tlsKey: "k" })).toThrow("--metrics-insecure");
      expect(check({ metrics, metricsInsecure: true })).not.toThrow();
      expect(check({ metrics, insecure: true })).not.toThrow();
    },
  );

  it("of this machine, or none, needs nothing", () => {
    for (const metrics of ["127.0.0.1:0", "[::1]:9464", "localhost:1", null]) expect(check({ metrics })).not.toThrow();
  });
});

describe("variables", () => {
  it.each([
    ["TELAPLAN_WORKER", "did you mean TELAPLAN_WORKERS?"],
    ["TELAPLAN_MAX_MESAGE", "did you mean TELAPLAN_MAX_MESSAGE?"],
    ["TELAPLAN_TLSCERT", "did you mean TELAPLAN_TLS_CERT?"],
    ["telaplan_workers", "did you mean TELAPLAN_WORKERS?"],
    ["TELAPLAN_ENTIRELY_DIFFERENT", "add --help for those that there are"],
  ])("that no server knows, as %s, are refused by name, and a like one is suggested", (name, says) => {
    expect(() => settled([], { [name]: "2" })).toThrow(`${name}: telaplan serve knows no such variable; ${says}`);
  });

  it("that are mistyped end the program with code 2", () => {
    const { code, stderr } = telaplan(["serve"], { env: { TELAPLAN_TOKEN: "secret" } });
    expect(code).toBe(2);
    expect(stderr).toContain("TELAPLAN_TOKEN: telaplan serve knows no such variable; did you mean TELAPLAN_TOKENS?");
    expect(stderr).not.toContain("secret");
  });

  it("of others, of Kubernetes' services and of clients, are no business of the server", () => {
    const others = {
      TELAPLAN_SERVICE_HOST: "10.0.0.1",
      TELAPLAN_SERVICE_PORT: "50051",
      TELAPLAN_SERVICE_PORT_GRPC: "50051",
      TELAPLAN_PORT: "tcp://10.0.0.1:50051",
      TELAPLAN_PORT_50051_TCP_ADDR: "10.0.0.1",
      TELAPLAN_STAGING_SERVICE_HOST: "10.0.0.2",
      TELAPLAN_SERVER: "planner:50051",
      TELAPLAN_DEBUG: "1",
      OTHER_TELAPLAN_WORKER: "1",
    };
    expect(settled([], others)).toEqual(SERVE_DEFAULTS);
  });

  it("that are empty count as not set, whatever they stand for", () => {
    const { settings } = { settings: settled([], {}) };
    for (const name of ["LISTEN", "METRICS", "WORKERS", "TLS_CERT", "TOKENS", "INSECURE", "JSON", "POLICY", "CONFIG"])
      expect(settled([], { [`TELAPLAN_${name}`]: "" }), name).toEqual(settings);
    expect(settled([], { TELAPLAN_NO_SUCH: "" })).toEqual(settings);
    expect(settled(["--workers", "3"], { TELAPLAN_WORKERS: "" }).workers).toBe(3);
  });
});

describe("TLS", () => {
  const tls = { tlsCert: cert("server.crt"), tlsKey: cert("server.key") };
  const agreed = (address: string, more: ConnectionOptions): Promise<string> => {
    const [host, port] = address.split(":") as [string, string];
    return new Promise((resolve) => {
      const options = { host, port: Number(port), ca: readFileSync(cert("ca.crt")), ALPNProtocols: ["h2"], ...more };
      const socket = connect(options, () => {
        resolve(`${socket.getProtocol()} ${socket.getCipher().standardName}`);
        socket.destroy();
      });
      socket.once("error", () => resolve("refused"));
    });
  };

  it("has forward secrecy and authenticated encryption, in version 1.2 too", async () => {
    const { address } = await at.start(tls);
    expect(await agreed(address, {})).toMatch(/^TLSv1\.3 TLS_AES_/);
    const old = { maxVersion: "TLSv1.2" } as const;
    expect(await agreed(address, old)).toMatch(/^TLSv1\.2 TLS_ECDHE_ECDSA_WITH_AES_\d+_GCM_/);
    const poor = { ...old, minVersion: "TLSv1.2", ciphers: "ECDHE-ECDSA-AES128-SHA:AES128-SHA:AES256-SHA256" } as const;
    expect(await agreed(address, poor)).toBe("refused");
    expect(await agreed(address, { maxVersion: "TLSv1.1", minVersion: "TLSv1.1" })).toBe("refused");
  });

  it("takes the suites that it is told, and refuses by name one that there is not", async () => {
    const { address } = await at.start({ ...tls, tlsCiphers: "TLS_CHACHA20_POLY1305_SHA256" });
    expect(await agreed(address, {})).toBe("TLSv1.3 TLS_CHACHA20_POLY1305_SHA256");
    expect(await agreed(address, { maxVersion: "TLSv1.2" })).toBe("refused");
    await expect(at.start({ ...tls, tlsCiphers: "TLS_AES_128_GCM_SHA256:HIGHEST" })).rejects.toThrow(
      '--tls-ciphers: there is no cipher suite "HIGHEST"',
    );
  });
});

describe("traceparent", () => {
  const id = "0af7651916cd43dd8448eb211c80319c";
  const span = "b7ad6b7169203331";

  it.each([
    ["of version 00", `00-${id}-${span}-01`],
    ["of a later version", `42-${id}-${span}-01`],
    ["of a later version that has more to say", `42-${id}-${span}-01-what-comes`],
  ])("%s is taken up", (_, header) => {
    expect(traceOf(header)).toMatchObject({ traceId: id, parentId: span, flags: "01" });
  });

  it.each([
    ["of version ff", `ff-${id}-${span}-01`],
    ["of version 00 that has more to say", `00-${id}-${span}-01-more`],
    ["whose flags are too long", `42-${id}-${span}-011`],
    ["without a trace", `00-${"0".repeat(32)}-${span}-01`],
    ["without a span", `00-${id}-${"0".repeat(16)}-01`],
    ["in capitals", `00-${id.toUpperCase()}-${span}-01`],
    ["that is empty", ""],
  ])("%s is none", (_, header) => {
    expect(traceOf(header)).toBeNull();
  });
});
