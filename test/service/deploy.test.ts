import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { validate as lintDockerfile } from "dockerfile-utils";
import { Deployment } from "kubernetes-models/apps/v1/Deployment";
import { HorizontalPodAutoscaler } from "kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler";
import { PodDisruptionBudget } from "kubernetes-models/policy/v1/PodDisruptionBudget";
import { Service } from "kubernetes-models/v1/Service";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { SERVE_FLAGS, settleServe, variableOf } from "../../src/cli/serve-options.js";
import { defaultSettings } from "../../src/service/index.js";

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
    const settings = settleServe({}, variables, { ...defaultSettings(), logLevel: "info", json: true });
    expect(settings).toMatchObject({ listen: "0.0.0.0:50051", insecure: true, workers: 2 });
    expect(settings.drainMs).toBeLessThan(1000 * spec.terminationGracePeriodSeconds);
    expect(settings.maxMemoryBytes).toBeLessThan(2 ** 30 * Number.parseInt(resources.limits.memory, 10));
  });
});

describe("deploy/Dockerfile", () => {
  it("passes a linter, runs as nobody special, and copies what there is", () => {
    const text = read("deploy/Dockerfile");
    expect(lintDockerfile(text)).toEqual([]);
    expect(lintDockerfile("FROM\nCOPPY x y\n").length).toBeGreaterThan(0);
    expect(text).toMatch(/^USER node$/m);
    for (const [, path] of text.matchAll(/--from=build \/build\/(\S+)/g)) {
      expect(existsSync(join(ROOT, path!)) || path === "dist", path).toBe(true);
    }
    const { files } = JSON.parse(read("package.json")) as { files: string[] };
    expect(files).toContain("proto");
  });
});
