import { execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generate } from "../../src/instances/index.js";
import { blocksOf, run, stable } from "./console.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const TSC = join(ROOT, "node_modules/typescript/bin/tsc");

/** What a checkout has and a clone has not. */
const LEFT_OUT = new Set(["node_modules", "dist", "coverage", "out", ".git"]);

/** Packing compiles, and installing may have to ask the registry. */
const INSTALL_MS = 300_000;

const state = { folder: "", consumer: "", tarball: "", files: [] as string[] };

beforeAll(() => {
  state.folder = mkdtempSync(join(tmpdir(), "telaplan-package-"));
  state.consumer = join(state.folder, "consumer");
  mkdirSync(state.consumer);
  const clone = cloneInto(join(state.folder, "clone"));
  // The real road to a tarball, `prepack` included; in a copy, because other tests use `dist` meanwhile.
  const listing = run("npm", ["pack", "--json", "--pack-destination", state.folder], clone);
  const [packed] = JSON.parse(listing.slice(listing.indexOf("[\n"))) as [
    { filename: string; files: { path: string }[] },
  ];
  state.files = packed.files.map(({ path }) => path).sort();
  state.tarball = join(state.folder, packed.filename);
  writeFileSync(join(state.consumer, "package.json"), '{ "name": "consumer", "private": true, "type": "module" }\n');
  run("npm", ["install", state.tarball, "--prefer-offline", "--no-audit", "--no-fund"], state.consumer);
}, INSTALL_MS);

afterAll(() => rmSync(state.folder, { recursive: true, force: true }));

/**
 * A copy of the checkout without what is made, its packages linked in one by one: installing there would replace links
 * only.
 */
function cloneInto(folder: string): string {
  cpSync(ROOT, folder, {
    recursive: true,
    filter: (source) => !LEFT_OUT.has(source.slice(ROOT.length)),
  });
  mkdirSync(join(folder, "node_modules"));
  for (const name of readdirSync(join(ROOT, "node_modules"))) {
    const [from, to] = [join(ROOT, "node_modules", name), join(folder, "node_modules", name)];
    if (name === ".telaplan-lock" || name === ".package-lock.json") copyFileSync(from, to);
    else if (!name.startsWith(".") || name === ".bin") symlinkSync(from, to, "junction");
  }
  return folder;
}

function inConsumer(name: string): string {
  return join(state.consumer, name);
}

describe("the package", () => {
  it("holds the compiled library, its types and the documents, and nothing else", () => {
    const { files } = state;
    for (const file of ["package.json", "README.md", "LICENSE", "CHANGELOG.md", "ARCHITECTURE.md"]) {
      expect(files).toContain(file);
    }
    for (const file of ["dist/index.js", "dist/index.d.ts", "dist/cli/main.js", "dist/planner/worker.js"]) {
      expect(files).toContain(file);
    }
    const compiled = files.filter((file) => file.startsWith("dist/") && !file.startsWith("dist/page/"));
    expect(compiled.filter((file) => !/\.(js|d\.ts)$/.test(file))).toEqual([]);
    const page = files.filter((file) => file.startsWith("dist/page/"));
    expect(
      page.filter((file) => !/^dist\/page\/(index\.html|report\.html|assets\/[\w-]+\.(js|css))$/.test(file)),
    ).toEqual([]);
    expect(page.length).toBeGreaterThan(5);
    expect(files.filter((file) => /test|bench|\.map$|(?<!\.d)\.ts$|tsconfig|node_modules/.test(file))).toEqual([]);
    const folders = [
      "dist/",
      "man/",
      "proto/",
      "policy/",
      "docs/",
      "examples/",
      "deploy/",
      "clients/",
      "integrations/",
    ];
    const elsewhere = files.filter((file) => file.includes("/") && !folders.some((folder) => file.startsWith(folder)));
    expect(elsewhere).toEqual([]);
    for (const file of ["proto/telaplan/v1/planner.proto", "proto/google/rpc/status.proto", "proto/telaplan.binpb"]) {
      expect(files).toContain(file);
    }
  });

  it("has a module and its types for every source, and none besides", () => {
    const sources = readdirSync(join(ROOT, "src"), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => `dist/${name.replaceAll("\\", "/").slice(0, -3)}`);
    // Besides them, what is bundled: for browsers, and the parts of the commands.
    const isBundled = (file: string): boolean =>
      /^dist\/(browser\/(?!index\.)[^/]+\.js|cli\/part-\w+\.js|page\/.+)$/.test(file);
    const compiled = state.files.filter((file) => file.startsWith("dist/"));
    expect(compiled.filter((file) => !isBundled(file))).toEqual(
      sources.flatMap((name) => [`${name}.d.ts`, `${name}.js`]).sort(),
    );
    expect(compiled).toContain("dist/browser/telaplan.js");
  });

  it("installs with what it needs to run, and nothing that it needs to be built", () => {
    const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    const installed = readdirSync(inConsumer("node_modules"));
    for (const name of Object.keys(dependencies))
      expect(existsSync(inConsumer(`node_modules/${name}`)), name).toBe(true);
    for (const name of ["typescript", "vitest", "@biomejs", "fast-check"]) expect(installed).not.toContain(name);
    for (const name of Object.keys(peerDependencies)) expect(installed).not.toContain(name.split("/")[0]);
  });
});

describe("installed into an empty folder, the package", () => {
  it("compiles and runs the README's example, and prints what the README shows", () => {
    const blocks = blocksOf(readFileSync(join(ROOT, "README.md"), "utf8"));
    const at = blocks.findIndex(({ language }) => language === "ts");
    const [example, shown] = [blocks[at]!, blocks[at + 1]!];
    expect(shown.language).toBe("text");
    writeFileSync(inConsumer("example.ts"), example.content);
    compile("example.ts", { lib: ["ES2022", "DOM"], types: [] });
    expect(run(process.execPath, ["example.js"], state.consumer)).toBe(shown.content);
  });

  it("gives types that need no browser's, checked to the last declaration", () => {
    writeFileSync(
      inConsumer("types.ts"),
      `import { InputError, plan, planSync, simulate, validate } from "telaplan";
import type { PlanOptions, PlanResult, Problem } from "telaplan";
const problem: Problem = { buffers: [{ id: "a", lower: 0, upper: 1, size: 8 }] };
validate(problem);
const { signal } = new AbortController();
const options: PlanOptions = { stepLimit: 10, signal, onProgress: ({ steps }) => void steps.toFixed() };
const result: PlanResult = await plan(problem, options);
const status: "optimal" | "feasible" | "infeasible" | "unknown" = result.status;
const offsets: Float64Array | null = planSync(problem).offsets;
const ok: boolean = simulate(problem, offsets ?? []).ok;
export const found = [status, ok, new InputError("x").culprit.field];
// @ts-expect-error A size is a number.
export const wrong: Problem = { buffers: [{ id: "a", lower: 0, upper: 1, size: "8" }] };
`,
    );
    compile("types.ts", { lib: ["ES2022"], typeRoots: [join(ROOT, "node_modules/@types")], types: ["node"] });
  });

  it("puts a command beside it that plans a file", () => {
    writeFileSync(inConsumer("model.64.csv"), "id,lower,upper,size\na,0,2,32\nb,1,3,32\nc,2,4,32\n");
    const output = run(
      "npx",
      ["--no-install", "telaplan", "pack", "--format", "json", "-o", "placed.csv", "model.64.csv"],
      state.consumer,
    );
    expect(JSON.parse(stable(output).replaceAll("…", "0"))).toMatchObject({
      status: "optimal",
      peak: 64,
      verified: true,
    });
    expect(run("npx", ["--no-install", "telaplan", "verify", "placed.csv"], state.consumer)).toContain(
      "1 of 1 verified",
    );
  });

  it("compares without the optional solvers, and says how to add each", () => {
    writeFileSync(inConsumer("alone.64.csv"), "id,lower,upper,size\na,0,2,32\nb,1,3,32\n");
    const arguments_ = ["--no-install", "telaplan", "compare", "--format", "json", "alone.64.csv"];
    const { status, stdout, stderr } = spawnSync("npx", arguments_, { cwd: state.consumer, encoding: "utf8" });
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ solver: "search", status: "optimal", peak: 64 });
    for (const added of ["glpk.js@5.0.0", "javascript-lp-solver@1.0.3", "or-tools-wasm@0.9.1"]) {
      expect(stderr).toContain(`is not installed; npm install ${added} adds it`);
    }
  });

  it("brings the learned policy, and says how to add what training needs", () => {
    expect(run("npx", ["--no-install", "telaplan", "policy", "show"], state.consumer)).toContain("# Model card");
    writeFileSync(inConsumer("alone.64.csv"), "id,lower,upper,size\na,0,2,32\nb,1,3,32\n");
    const arguments_ = ["--no-install", "telaplan", "policy", "train", "--problems", "."];
    const { status, stderr } = spawnSync("npx", arguments_, { cwd: state.consumer, encoding: "utf8" });
    expect(status).toBe(2);
    expect(stderr).toContain("training needs TensorFlow.js, which is not installed: npm install");
  });

  it("finds its workers, and tells its version", () => {
    // A search that takes long, so that another thread joins it.
    const { buffers } = generate("residual", { buffers: 333, full: 8, seed: 1023 }).problem;
    writeFileSync(inConsumer("buffers.json"), JSON.stringify(buffers));
    const script = `import { readFileSync } from "node:fs";
import { plan } from "telaplan";
const buffers = JSON.parse(readFileSync("buffers.json", "utf8"));
const { peak, lowerBound, threads, verification } = await plan({ buffers }, { threads: 2, stepLimit: 5_000 });
console.log(threads, verification.ok, peak >= lowerBound);
`;
    writeFileSync(inConsumer("threads.js"), script);
    expect(run(process.execPath, ["threads.js"], state.consumer)).toBe(
      `${Math.min(2, availableParallelism())} true true\n`,
    );
    const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    expect(run("npx", ["--no-install", "telaplan", "--version"], state.consumer)).toBe(`${version}\n`);
  });

  it("says what serving and calling a server need, and both work once that is installed", async () => {
    const without = (...args: string[]): string => {
      const command = ["--no-install", "telaplan", ...args];
      const { status, stdout, stderr } = spawnSync("npx", command, { cwd: state.consumer, encoding: "utf8" });
      expect([status, stdout]).toEqual([2, ""]);
      return stderr;
    };
    const [, install] = /^error: telaplan serve needs .* is not installed: npm install (.+) adds them/.exec(
      without("serve"),
    )!;
    writeFileSync(inConsumer("alone.64.csv"), "id,lower,upper,size\na,0,2,32\n");
    expect(without("pack", "--server", "127.0.0.1:1", "alone.64.csv")).toContain(
      "--server needs packages that telaplan does not bring, and @grpc/grpc-js is not installed",
    );
    run("npm", ["install", ...install!.split(" "), "--prefer-offline", "--no-audit", "--no-fund"], state.consumer);
    const telaplan = inConsumer("node_modules/telaplan/dist/cli/main.js");
    const server = spawn(process.execPath, [
      telaplan,
      "serve",
      "--listen",
      "127.0.0.1:0",
      "--metrics",
      "none",
      "--workers",
      "1",
    ]);
    try {
      const [line] = (await once(server.stdout, "data")) as [Buffer];
      const { port } = JSON.parse(line.toString().split("\n")[0]!) as { port: number };
      writeFileSync(
        inConsumer("client.ts"),
        `import { PlannerClient, PlannerError, type RemoteResult } from "telaplan/client";
const client = new PlannerClient("127.0.0.1:${port}", { deadlineMs: 20_000 });
const problem = { buffers: [{ id: "a", lower: 0, upper: 1, size: 8 }] };
const result: RemoteResult = await client.plan(problem, { minimize: true });
const code: string = await client.plan({ buffers: [{ id: "a", lower: 0, upper: -1, size: 8 }] }).then(
  () => "OK",
  (error: unknown) => (error instanceof PlannerError ? error.code : "?"),
);
console.log(result.status, result.peak, result.offsets?.length, code);
client.close();
`,
      );
      compile("client.ts", { lib: ["ES2022"], typeRoots: [join(ROOT, "node_modules/@types")], types: ["node"] });
      const { stdout } = await promisify(execFile)(process.execPath, ["client.js"], { cwd: state.consumer });
      expect(stdout).toBe("optimal 8 1 INVALID_ARGUMENT\n");
    } finally {
      server.kill("SIGTERM");
    }
    expect(await once(server, "exit")).toEqual([0, null]);
  });

  it("keeps its insides to itself", () => {
    writeFileSync(inConsumer("deep.js"), 'import "telaplan/dist/planner/plan.js";\n');
    expect(() => run(process.execPath, ["deep.js"], state.consumer)).toThrow("ERR_PACKAGE_PATH_NOT_EXPORTED");
    expect(existsSync(inConsumer("node_modules/telaplan/dist/planner/plan.js"))).toBe(true);
  });
});

/** Type checks and compiles a file of the consumer as strictly as can be, against the installed package. */
function compile(file: string, environment: Record<string, unknown>): void {
  const compilerOptions = {
    target: "ES2022",
    module: "NodeNext",
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    ...environment,
  };
  writeFileSync(inConsumer("tsconfig.json"), JSON.stringify({ compilerOptions, files: [file] }));
  run(process.execPath, [TSC, "-p", "tsconfig.json"], state.consumer);
}
