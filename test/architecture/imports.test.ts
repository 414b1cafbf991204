import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { importsOf, type Rules, type Tree, violations } from "./checker.js";

const SOURCES = fileURLToPath(new URL("../../src", import.meta.url));

/** The rules that ARCHITECTURE.md states as invariants. */
const RULES: Rules = {
  layers: {
    problem: [],
    threads: [],
    // A proof is checked by nobody who had a hand in it.
    check: [],
    heuristics: ["problem"],
    sim: ["problem"],
    // What problems are called by their content, in the service's cache and in the queue alike.
    keys: ["problem"],
    // Models are scored by hand; what they were made from is not known here.
    scoring: [],
    search: ["problem", "scoring"],
    policy: ["problem", "scoring", "search"],
    formats: ["problem", "model"],
    graph: ["problem"],
    instances: ["problem", "graph"],
    changes: ["problem", "sim"],
    draw: ["problem", "model", "changes"],
    bounds: ["problem"],
    model: ["problem"],
    bodies: ["problem", "model", "heuristics"],
    presolve: ["problem", "model", "bodies"],
    soft: ["problem", "model", "bodies"],
    stay: ["problem"],
    constrained: ["problem", "model", "bodies", "presolve", "soft", "stay", "changes", "planner", "sim", "threads"],
    large: ["problem", "heuristics", "search"],
    // What a page without a bundler takes.
    browser: [".", "library", "planner", "policy", "problem", "search"],
    planner: ["problem", "changes", "bounds", "heuristics", "search", "large", "sim", "threads"],
    proof: ["problem", "check", "heuristics", "bounds", "search", "planner", "constrained", "threads"],
    explain: ["problem", "model", "bodies", "bounds", "heuristics", "sim", "planner", "constrained"],
    session: ["problem", "model", "bounds", "sim", "planner", "constrained"],
    picture: ["problem", "model", "planner", "explain"],
    imitation: ["problem", "scoring", "search", "policy", "instances", "planner", "threads"],
    environment: ["problem", "search", "sim", "planner", "instances"],
    // Judges of the planner take nothing from it.
    oracle: ["problem", "sim", "threads"],
    proto: [],
    service: [
      "proof",
      "problem",
      "keys",
      "search",
      "policy",
      "sim",
      "planner",
      "constrained",
      "model",
      "session",
      "explain",
      "environment",
      "proto",
      "fleet",
      "threads",
    ],
    fleet: ["problem", "model", "keys", "policy", "search", "sim", "planner", "constrained", "threads"],
    client: ["problem", "model", "sim", "changes", "planner", "session", "explain", "proto"],
    cli: [
      "problem",
      "check",
      "proof",
      "sim",
      "changes",
      "formats",
      "instances",
      "draw",
      "scoring",
      "search",
      "policy",
      "planner",
      "constrained",
      "explain",
      "picture",
      "imitation",
      "oracle",
      "fleet",
      "service",
      "client",
    ],
    library: ["sim", "changes", "search", "proof", "planner", "policy", "problem", "model", "constrained", "session"],
    ".": [
      "problem",
      "check",
      "sim",
      "changes",
      "formats",
      "instances",
      "draw",
      "planner",
      "search",
      "policy",
      "library",
      "explain",
      "session",
    ],
  },
  rooms: {
    search: ["policy", "state", "guidance", "tree", "portfolio"],
    bodies: ["bounds", "heuristics", "search"],
    imitation: ["collect", "evaluate", "train", "explain"],
    service: ["wire", "transport", "workers", "store", "calls", "sessions", "batches", "host"],
    fleet: ["job", "store", "queue", "work", "batch", "host"],
    cli: ["input", "output", "planners", "commands"],
  },
  packages: {
    "node:fs": [
      "cli/",
      "service/host/credentials.ts",
      // Sockets of servers that were killed, and who may call a socket.
      "service/transport/doors.ts",
      "service/host/socket-owner.ts",
      "client/credentials.ts",
      "proto/schema.ts",
      "policy/files.ts",
      "policy/profile-file.ts",
      // A missing thread is told before anybody waits for it.
      "threads/thread.ts",
      "imitation/collect/dataset.ts",
      // Node looks for packages only around the module that asks.
      "oracle/packages.ts",
    ],
    "node:path": ["cli/", "imitation/collect/dataset.ts", "oracle/packages.ts"],
    "node:stream/consumers": ["cli/"],
    "node:readline": ["cli/"],
    "node:zlib": ["formats/packing.ts", "service/transport/unpack.ts"],
    "node:worker_threads": [
      "threads/",
      "planner/worker.ts",
      "constrained/worker.ts",
      "oracle/worker.ts",
      "imitation/collect/collect-worker.ts",
      "fleet/work/thread.ts",
      "service/workers/worker.ts",
      "service/sessions/thread.ts",
      "service/batches/thread.ts",
      "service/sessions/environment-thread.ts",
    ],
    "node:buffer": ["proto/", "formats/text.ts", "formats/csv/", "imitation/collect/choices.ts"],
    "node:crypto": [
      "check/",
      "keys/",
      "service/",
      "imitation/collect/dataset.ts",
      "cli/commands/policy-train.ts",
      "cli/commands/batch-options.ts",
      "cli/commands/worker.ts",
      "cli/commands/tune.ts",
      "cli/input/problem-logs.ts",
      "cli/output/write-output.ts",
      // The path that nobody can guess.
      "cli/output/page-server.ts",
    ],
    "node:http": [
      "cli/output/page-server.ts",
      "service/host/admin.ts",
      "service/host/drain.ts",
      "service/host/metrics.ts",
      "service/host/server.ts",
    ],
    "node:http2": ["service/transport/"],
    // Garbage is collected before anybody is refused for it.
    "node:v8": ["service/garbage.ts"],
    "node:vm": ["service/garbage.ts"],
    "node:events": ["service/transport/call-stream.ts"],
    "node:dns/promises": ["service/transport/doors.ts"],
    "node:inspector/promises": ["service/host/admin.ts"],
    // What a queue needs is loaded only where there is one, by `fleet/host/packages.ts`.
    bullmq: ["fleet/queue/bullmq.ts", "fleet/host/"],
    ioredis: ["fleet/store/redis.ts", "fleet/host/", "service/store/redis-store.ts"],
    pg: ["fleet/store/postgres.ts", "fleet/host/"],
    // Loaded only where spans are asked for.
    "@opentelemetry/api": ["service/host/otlp.ts"],
    "@opentelemetry/exporter-trace-otlp-http": ["service/host/otlp.ts"],
    "@opentelemetry/resources": ["service/host/otlp.ts"],
    "@opentelemetry/sdk-trace-base": ["service/host/otlp.ts"],
    "node:net": ["service/host/server.ts", "service/transport/", "cli/output/log-sink.ts", "cli/output/page-server.ts"],
    // Opens the browser.
    "node:child_process": ["cli/commands/view.ts"],
    "node:os": [
      "threads/machine.ts",
      "service/host/settings.ts",
      "service/workers/priority.ts",
      "cli/planners/package-folders.ts",
      "cli/commands/worker-options.ts",
    ],
    "node:tls": ["service/host/credentials.ts"],
    "node:url": ["proto/schema.ts", "policy/files.ts", "oracle/packages.ts", "cli/page-files.ts"],
    "node:util": ["cli/"],
    "@tensorflow/tfjs-core": ["imitation/train/"],
    protobufjs: ["proto/"],
    "@grpc/grpc-js": ["service/", "client/"],
    "@grpc/proto-loader": ["service/host/definition.ts", "service/host/server.ts", "client/"],
    "@grpc/reflection": ["service/host/server.ts"],
    "grpc-health-check": ["service/host/health.ts"],
    "lru-cache": ["service/calls/shared-runs.ts"],
    "prom-client": ["service/host/metrics.ts", "service/host/worker-metrics.ts", "service/host/transport-watch.ts"],
    pino: ["cli/commands/serve.ts", "service/"],
    // Loaded only where pixels are asked for.
    "@resvg/resvg-js": ["cli/output/png.ts"],
    commander: ["cli/"],
    "cli-table3": ["cli/"],
    picocolors: ["cli/"],
    "csv-parse/sync": ["formats/"],
    "jsonc-parser": ["formats/json/walk.ts"],
    "jsonc-parser/lib/umd/impl/scanner.js": ["formats/json/walk.ts"],
  },
  globals: {
    // A socket's file is made under a mask of the process.
    process: [
      "cli/",
      "fleet/work/worker.ts",
      "service/host/metrics.ts",
      "service/host/server.ts",
      "service/host/settings.ts",
      "service/host/worker-metrics.ts",
      "service/transport/doors.ts",
      "service/transport/transport.ts",
    ],
    console: [],
    // What is computed must depend on nothing but the problem, the seed and the limits.
    // The service deals with callers' deadlines; what it computes comes from the planner.
    "Math.random": [
      "service/calls/admission.ts",
      "service/calls/outlook.ts",
      "service/host/server.ts",
      "service/transport/connection.ts",
    ],
    Date: [
      "service/",
      "fleet/",
      "client/",
      "cli/commands/policy-train.ts",
      "cli/commands/batch-state.ts",
      "cli/output/log-lines.ts",
    ],
    crypto: [],
    globalThis: [],
    performance: [
      "planner/clock.ts",
      "oracle/",
      "cli/planners/oracle.ts",
      "service/",
      "fleet/work/",
      "cli/planners/remote.ts",
      "cli/output/stage-line.ts",
      "cli/output/batch-line.ts",
      "cli/input/queue.ts",
    ],
    setTimeout: [
      "planner/threads.ts",
      "planner/elsewhere.ts",
      "oracle/thread.ts",
      "service/",
      "fleet/",
      "client/",
      "cli/output/log-sink.ts",
      "cli/output/problem-log.ts",
      // A server ends in time, whatever hangs.
      "cli/commands/serve.ts",
      "cli/commands/batch-results.ts",
    ],
    setInterval: [
      "planner/watch.ts",
      "constrained/elsewhere.ts",
      "service/host/memory-guard.ts",
      "service/transport/transport.ts",
    ],
    setImmediate: [
      "cli/output/log-sink.ts",
      "service/host/observe.ts",
      "service/store/shared-cache.ts",
      "threads/machine.ts",
      "imitation/pause.ts",
    ],
  },
  unknownWords: [
    { where: "planner/", words: /\blearn\w*|\bimitat\w*|\bneural\b|\btensor\w*/i },
    // The simulator works from the raw problem, so that a mistake of the planner is not repeated in the check.
    // The arrays with their slots and their load bound are the planner's way to see a problem.
    { where: "oracle/", words: /\b(toArrays|ProblemArrays|contention)\b/ },
    { where: "sim/", words: /\b(toArrays|ProblemArrays|contention|loadBound|slotCount)\b/ },
  ],
  longest: 400,
  longer: {},
};

function sourceTree(): Tree {
  const names = readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).map((name) => name.replaceAll("\\", "/"));
  const files = names.filter((name) => name.endsWith(".ts")).sort();
  return new Map(files.map((name) => [name, readFileSync(join(SOURCES, name), "utf8")]));
}

describe("the sources", () => {
  const tree = sourceTree();

  it("keep the rules of the house", () => {
    expect(violations(tree, RULES)).toEqual([]);
  });

  it("are all there for the check to see", () => {
    expect(tree.size).toBeGreaterThan(80);
    for (const folder of Object.keys(RULES.layers)) {
      const inside = [...tree.keys()].filter((path) =>
        folder === "." ? !path.includes("/") : path.startsWith(`${folder}/`),
      );
      expect(inside.length, folder).toBeGreaterThan(0);
    }
    expect([...tree.values()].flatMap(importsOf).length).toBeGreaterThan(200);
  });

  it("have grown past no exception that they no longer need", () => {
    for (const path of Object.keys(RULES.longer)) {
      expect(tree.get(path)?.split("\n").length, path).toBeGreaterThan(RULES.longest);
    }
    for (const [name, owners] of Object.entries(RULES.packages)) {
      for (const owner of owners) {
        const users = [...tree].filter(([path, text]) => path.startsWith(owner) && importsOf(text).includes(name));
        expect(users.length, `${owner} may import ${name}, and does not`).toBeGreaterThan(0);
      }
    }
  });
});

describe("the check itself", () => {
  const planted: readonly {
    readonly claim: string;
    readonly tree: Record<string, string>;
    readonly finds: string[];
  }[] = [
    {
      claim: "passes a tree that keeps the rules",
      tree: {
        "problem/a.ts": "export interface A { process: number }\n",
        "search/b.ts":
          'import type { A } from "../problem/a.js";\n// process.exit() and console.log are for others\n' +
          'export const b = (a: A) => a.process + "console.log".length;\n',
        "cli/main.ts": 'import { b } from "../planner/plan.js";\nprocess.exitCode = b;\n',
        "planner/plan.ts": 'export { b } from "../search/b.js";\n',
      },
      finds: [],
    },
    {
      claim: "finds the simulator asking the planner",
      tree: {
        "sim/simulate.ts": 'import { plan } from "../planner/plan.js";\nexport const simulate = plan;\n',
        "planner/plan.ts": "export const plan = 1;\n",
      },
      finds: ["sim/simulate.ts imports upwards or sideways: planner/plan.ts"],
    },
    {
      claim: "finds a type alone, an export from elsewhere and a dynamic import",
      tree: {
        "search/a.ts": 'import type { Report } from "../sim/report.js";\nexport type R = Report;\n',
        "heuristics/b.ts": 'export * from "../sim/report.js";\n',
        "problem/c.ts": 'export const load = () => import("../sim/report.js");\n',
        "draw/d.ts": 'export type R = import("../sim/report.js").Report;\n',
        "sim/report.ts": "export interface Report { ok: boolean }\n",
      },
      finds: [
        "search/a.ts imports upwards or sideways: sim/report.ts",
        "heuristics/b.ts imports upwards or sideways: sim/report.ts",
        "problem/c.ts imports upwards or sideways: sim/report.ts",
        "draw/d.ts imports upwards or sideways: sim/report.ts",
      ],
    },
    {
      claim: "finds a cycle within a folder, through a third file",
      tree: {
        "sim/a.ts": 'import "./b.js";\n',
        "sim/b.ts": 'import "./c.js";\n',
        "sim/c.ts": 'import "./b.js";\n',
      },
      finds: ["import cycle: sim/b.ts → sim/c.ts → sim/b.ts"],
    },
    {
      claim: "finds a library that prints, exits or reads the command line",
      tree: {
        "search/a.ts": "console.log(process.argv);\n",
        "planner/b.ts": "export const leave = () => process.exit(1);\n",
        "sim/c.ts": 'import { exit } from "node:process";\nexit();\n',
      },
      finds: [
        "search/a.ts uses process",
        "search/a.ts uses console",
        "planner/b.ts uses process",
        "sim/c.ts imports node:process",
      ],
    },
    {
      claim: "finds clocks and chance in a search",
      tree: {
        "search/a.ts":
          "export const seed = Math.random() + Date.now() + globalThis.performance.now() + performance.now();\n",
      },
      finds: ["performance", "Date", "Math.random", "globalThis"].map((name) => `search/a.ts uses ${name}`),
    },
    {
      claim: "finds threads outside the files that know them, and packages that nobody was given",
      tree: {
        "planner/solve.ts": 'import { Worker } from "node:worker_threads";\nexport type W = Worker;\n',
        "heuristics/a.ts": 'import pick from "left-pad";\nexport { pick };\n',
      },
      finds: ["planner/solve.ts imports node:worker_threads", "heuristics/a.ts imports left-pad"],
    },
    {
      claim: "finds a planner that names what may guide it one day",
      tree: { "planner/a.ts": "/** Asks the learned policy. */\nexport const a = 1;\n" },
      finds: ['planner/a.ts says "learned"'],
    },
    {
      claim: "finds a simulator that computes with the planner's arrays",
      tree: {
        "sim/a.ts": 'import { toArrays } from "../problem/index.js";\nexport const a = toArrays;\n',
        "problem/index.ts": "export const toArrays = 1;\n",
      },
      finds: ['sim/a.ts says "toArrays"'],
    },
    {
      claim: "finds a file that has grown too long",
      tree: { "sim/a.ts": "export {};\n".repeat(401), "search/a.ts": "export {};\n".repeat(450) },
      finds: ["sim/a.ts has 401 lines, 400 at most"],
    },
    {
      claim: "finds a room that imports one above it, and one without a place",
      tree: {
        "search/state/floors.ts": 'import { guide } from "../guidance/guide.js";\nexport const floors = guide;\n',
        "search/guidance/guide.ts": "export const guide = 1;\n",
        "search/attic/old.ts": "export {};\n",
      },
      finds: [
        "search/state/floors.ts imports upwards or sideways: search/guidance/guide.ts",
        "search/attic/old.ts lies in a room that nobody named",
      ],
    },
    {
      claim: "finds a folder without a place, and an import of nothing",
      tree: { "extra/a.ts": 'import "../problem/a.js";\n' },
      finds: [
        "extra/a.ts imports ../problem/a.js, which is no source file",
        "extra/a.ts lies in a folder that no layer names",
      ],
    },
  ];

  it.each(planted)("$claim", ({ tree, finds }) => {
    const rules = { ...RULES, longer: { "search/a.ts": 450 } };
    expect(violations(new Map(Object.entries(tree)), rules).sort()).toEqual([...finds].sort());
  });
});
