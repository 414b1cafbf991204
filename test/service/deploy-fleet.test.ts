import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { Redis } from "ioredis";
import { Deployment } from "kubernetes-models/apps/v1/Deployment";
import { StatefulSet } from "kubernetes-models/apps/v1/StatefulSet";
import { NetworkPolicy } from "kubernetes-models/networking.k8s.io/v1/NetworkPolicy";
import { PodDisruptionBudget } from "kubernetes-models/policy/v1/PodDisruptionBudget";
import { ConfigMap } from "kubernetes-models/v1/ConfigMap";
import { Service } from "kubernetes-models/v1/Service";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { addWorkerFlags } from "../../src/cli/commands/worker-options.js";
import { checkSettings } from "../../src/service/host/settings.js";
import { settled } from "../cli/serve-command.js";
import { freePort, hasRedis } from "./redis.js";
import { until } from "./run.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const read = (name: string): string => readFileSync(join(ROOT, name), "utf8");

// biome-ignore lint/suspicious/noExplicitAny: the schema says what is in it
type Loose = any;

const MODELS: Record<string, new (data: Loose) => { validate(): void }> = {
  ConfigMap,
  Deployment,
  NetworkPolicy,
  PodDisruptionBudget,
  Service,
  StatefulSet,
};

/** Arguments as the command line takes them. Throws at what it does not know. */
function workerOptions(args: readonly string[]): Loose {
  const command = addWorkerFlags(new Command("worker")).exitOverride();
  command.parse([...args], { from: "user" });
  return command.opts();
}

const documents: Loose[] = parseAllDocuments(read("deploy/fleet.yaml")).map((document) => document.toJS());
const of = (kind: string, name: string): Loose =>
  documents.find((document) => document.kind === kind && document.metadata.name === name);
const pods = [of("Deployment", "telaplan-worker"), of("StatefulSet", "telaplan-redis")];

describe("deploy/fleet.yaml", () => {
  it("is what the schemas of Kubernetes allow, and scales the workers by the queue", () => {
    for (const document of documents) {
      if (document.kind === "ScaledObject") continue;
      expect(() => new MODELS[document.kind]!(document).validate(), document.metadata.name).not.toThrow();
    }
    const scaled = of("ScaledObject", "telaplan-worker");
    expect(scaled.apiVersion).toBe("keda.sh/v1alpha1");
    expect(scaled.spec.scaleTargetRef.name).toBe(pods[0].metadata.name);
    const [trigger] = scaled.spec.triggers;
    // A metric that the servers have, whether or not a worker runs.
    expect(trigger.metadata.query).toBe("max(telaplan_queue_jobs_waiting)");
    expect(read("src/service/host/metrics.ts")).toContain('"telaplan_queue_jobs_waiting"');
    expect(scaled.spec.minReplicaCount).toBe(0);
  });

  it("runs nothing as root, writes nothing but Redis' data, and pins images", () => {
    for (const { spec } of pods) {
      const { spec: pod } = spec.template;
      expect(pod).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
      expect(pod.securityContext).toMatchObject({ runAsNonRoot: true });
      for (const container of pod.containers) {
        expect(container.image).toMatch(/@sha256:[0-9a-f]{64}$/);
        expect(container.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"] },
        });
        const writable = container.volumeMounts.filter(({ readOnly }: Loose) => readOnly !== true);
        expect(writable.map(({ mountPath }: Loose) => mountPath)).toEqual(container.name === "redis" ? ["/data"] : []);
      }
    }
  });

  it("gives workers arguments that they know, over TLS, no password among them, and time to drain", () => {
    const { spec } = pods[0].spec.template;
    const [{ args, volumeMounts }] = spec.containers;
    const options = workerOptions(args);
    expect(options.queue).toMatch(/^rediss:\/\/telaplan-redis:6379$/);
    for (const path of [options.queuePasswordFile, options.queueCa])
      expect(volumeMounts.some(({ mountPath }: Loose) => path.startsWith(`${mountPath}/`))).toBe(true);
    expect(options.drainTime).toBeLessThan(1000 * spec.terminationGracePeriodSeconds);
    expect(options.maxMemory).toBeLessThan(2 ** 31);
    expect(() => workerOptions([...args, "--no-such"])).toThrow();
  });

  it("lets servers and workers alone to Redis, and Redis nowhere", () => {
    const redis = of("NetworkPolicy", "telaplan-redis").spec;
    expect(redis.podSelector).toEqual(pods[1].spec.selector);
    expect(redis).toMatchObject({ policyTypes: ["Ingress", "Egress"], egress: [] });
    const apps = redis.ingress.flatMap(({ from }: Loose) =>
      from.map(({ podSelector }: Loose) => podSelector.matchLabels.app),
    );
    expect(apps.sort()).toEqual(["telaplan", "telaplan-worker"]);
    const worker = of("NetworkPolicy", "telaplan-worker").spec;
    expect(worker.podSelector).toEqual(pods[0].spec.selector);
    expect(worker.policyTypes).toEqual(["Ingress", "Egress"]);
    expect(worker.egress[0].to).toEqual([{ podSelector: pods[1].spec.selector }]);
  });

  it("has a Redis that refuses writes rather than forgetting, and keeps a log", () => {
    const conf = of("ConfigMap", "telaplan-redis").data["redis.conf"] as string;
    for (const line of ["maxmemory-policy noeviction", "appendonly yes", "port 0", "tls-port 6379"])
      expect(conf.split("\n")).toContain(line);
  });
});

describe("deploy/compose.yaml", () => {
  const { services, networks, secrets } = parse(read("deploy/compose.yaml"), { merge: true });

  it("runs nothing as root, writes nothing but Redis' data, and is reached from this machine alone", () => {
    expect(Object.keys(services).sort()).toEqual(["redis", "server", "worker"]);
    for (const [name, service] of Object.entries<Loose>(services)) {
      expect(service.user, name).toMatch(/^[1-9]\d*:[1-9]\d*$/);
      expect(service).toMatchObject({ read_only: true, cap_drop: ["ALL"] });
      for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/);
    }
    expect(services.redis.networks).toEqual(["inside"]);
    expect(networks.inside).toEqual({ internal: true });
    expect(Object.keys(secrets)).toEqual(["redis-password", "answers-key"]);
  });

  it("sets variables and arguments that are known, and no password in either", () => {
    const settings = settled([], services.server.environment);
    expect(() => checkSettings(settings)).not.toThrow();
    expect(settings).toMatchObject({ queue: "redis://redis:6379", sharedCache: "redis://redis:6379/1" });
    expect(workerOptions(services.worker.command)).toMatchObject({ concurrency: 1, metricsInsecure: true });
    expect(services.worker.build.args).toEqual({ FLEET: "on" });
    expect(read("deploy/Dockerfile")).toContain("ARG FLEET=off");
  });

  it.skipIf(!hasRedis)("starts a Redis as it says, which asks for the password and evicts nothing", async () => {
    const folder = mkdtempSync(join(tmpdir(), "telaplan-compose-"));
    const port = await freePort();
    writeFileSync(join(folder, "password"), "some-word\n");
    const [, , text] = services.redis.command as string[];
    const script = text!
      .replaceAll("$$", "$")
      .replace("/run/secrets/redis-password", join(folder, "password"))
      .replace('"dir /data"', `"dir ${folder}" "port ${port}"`);
    const child = spawn("sh", ["-c", script], { stdio: "ignore", detached: true });
    const redis = new Redis({ port, password: "some-word", lazyConnect: true, retryStrategy: () => 50 });
    redis.on("error", () => {});
    try {
      await redis.connect().catch(() => {});
      await until(() => redis.status === "ready", "it is there");
      expect(await redis.config("GET", "maxmemory-policy")).toContain("noeviction");
      expect(await redis.config("GET", "appendonly")).toContain("yes");
      const listed = spawnSync("ps", ["-eo", "args"], { encoding: "utf8" }).stdout;
      expect(listed).not.toContain("some-word");
      const stranger = new Redis({ port, retryStrategy: () => null });
      stranger.on("error", () => {});
      await expect(stranger.ping()).rejects.toThrow(/NOAUTH/);
      stranger.disconnect();
    } finally {
      redis.disconnect();
      process.kill(-child.pid!, "SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
