import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { validate as lintDockerfile } from "dockerfile-utils";
import { Deployment } from "kubernetes-models/apps/v1/Deployment";
import { HorizontalPodAutoscaler } from "kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler";
import { PodDisruptionBudget } from "kubernetes-models/policy/v1/PodDisruptionBudget";
import { Service } from "kubernetes-models/v1/Service";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { SERVE_FLAGS, variableOf } from "../../src/cli/commands/serve-options.js";
import { PlannerClient } from "../../src/client/index.js";
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

  it("probes with gRPC, limits resources, scales, and selects its own pods", () => {
    const { spec } = of("Deployment");
    const [container] = spec.template.spec.containers;
    for (const probe of ["startupProbe", "readinessProbe", "livenessProbe"])
      expect(container[probe].grpc.port).toBe(50051);
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
    expect(settings).toMatchObject({ listen: "0.0.0.0:50051", insecure: true, workers: 2 });
    expect(settings.drainMs).toBeLessThan(1000 * spec.terminationGracePeriodSeconds);
    expect(settings.maxMemoryBytes).toBeLessThan(2 ** 30 * Number.parseInt(resources.limits.memory, 10));
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

/** Packages that `npm ci` and `npm prune --omit=dev` leave. */
function productionPackages(): string[] {
  const { packages } = JSON.parse(read("package-lock.json")) as { packages: Record<string, { dev?: boolean }> };
  return Object.keys(packages).filter((path) => path !== "" && packages[path]!.dev !== true);
}

describe("deploy/Dockerfile", () => {
  const text = read("deploy/Dockerfile");
  const start = processes();
  const at = prepare();

  /** Lays out what the image holds, and starts it as the image does. Only ports differ. */
  async function startImage(dockerfile: string, name: string) {
    const folder = join(at.folder, name);
    for (const { from, to } of copiesOf(dockerfile)) {
      if (from !== "node_modules") cpSync(join(ROOT, from), join(folder, to), { recursive: true });
      else for (const path of productionPackages()) cpSync(join(ROOT, path), join(folder, path), { recursive: true });
    }
    const stage = finalStage(dockerfile);
    const entry = JSON.parse(stage.find(({ instruction }) => instruction === "ENTRYPOINT")!.rest) as string[];
    const env = Object.fromEntries(
      stage.filter(({ instruction }) => instruction === "ENV").map(({ rest }) => rest.split("=") as [string, string]),
    );
    expect(entry[0]).toBe("node");
    const ports = { TELAPLAN_LISTEN: "127.0.0.1:0", TELAPLAN_METRICS: "none", TELAPLAN_WORKERS: "1" };
    const server = await start([], { ...env, ...ports }, { entry: entry.slice(1), folder });
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
    expect(env.NODE_ENV).toBe("production");
    expect(policies).toEqual(["learned", "rules"]);
    expect(version).toBe(JSON.parse(read("package.json")).version);
    expect(result).toMatchObject({ policy: "learned", verification: { ok: true } });
    expect(warnings).toEqual([]);
    // Without the folder it would start all the same, and warn: this test sees that.
    const poor = await startImage(text.replace(/^COPY.*policy$/m, ""), "poor");
    expect(poor.policies).toEqual(["rules"]);
    expect(poor.warnings).toMatchObject([{ msg: "policy" }]);
  });

  it("and the package ship every folder beside dist that the sources read from", () => {
    const reached = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .flatMap((name) => [...read(join("src", name)).matchAll(/new URL\(\s*"\.\.\/\.\.\/([^"/]+)/g)])
      .map(([, top]) => top!);
    expect(new Set(reached)).toEqual(new Set(["proto", "policy", "package.json"]));
    const { files } = JSON.parse(read("package.json")) as { files: string[] };
    const copied = copiesOf(text).map(({ from, to }) => (from === to ? from : ""));
    for (const top of [...reached, "dist"]) {
      expect(copied, top).toContain(top);
      // npm packs package.json in any case.
      if (top !== "package.json") expect(files, top).toContain(top);
    }
  });
});
