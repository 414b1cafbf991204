import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { encode, PROTO_FOLDER } from "../../src/proto/index.js";
import { columnsOf, hardProblem, place, VERSION } from "./run.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BUF = join(ROOT, "node_modules/@bufbuild/buf/bin/buf");
const PROTOS = ["telaplan/v1/planner.proto", "google/rpc/status.proto", "google/rpc/error_details.proto"];
const COMPILE_MS = 300_000;

// What a machine has decides which clients run. Where one cannot, its messages are checked with the encoder here, so
// that no test passes by doing nothing; .ci/run installs what is missing and fails where it could and a client did not
// run.
const works = (command: string, ...args: string[]): boolean =>
  spawnSync(command, args, { stdio: "ignore" }).status === 0;
const PYTHON = ["/usr/bin/python3", "python3"].find((python) => works(python, "-c", "import grpc, google.protobuf"));
const pythonPlugin = ["/usr/bin/grpc_python_plugin"].find((path) => works("test", "-x", path));
const hasPython = PYTHON !== undefined && pythonPlugin !== undefined && works("protoc", "--version");
const hasCpp =
  works("pkg-config", "--exists", "grpc++", "protobuf") && works("which", "g++") && works("which", "grpc_cpp_plugin");
const hasBuf = works(process.execPath, BUF, "--version");
const CLIENTS = { python: hasPython, "c++": hasCpp && works("protoc", "--version"), buf: hasBuf };

const at = place();
const ran = new Set<string>();

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program without blocking the server, which lives in this process. */
function run(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

async function succeed(command: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<string> {
  const { code, stdout, stderr } = await run(command, args, env);
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}\n${stdout}${stderr}`);
  return stdout;
}

/** What every client has to tell. */
const EXPECTED = {
  capabilities: [VERSION, ["learned", "rules"], 200_000],
  plan: ["optimal", 9, [5, 0], true],
  infeasible: ["infeasible", "INFEASIBILITY_CAUSE_LOAD", [0, 1], true],
  base: [9, [4101, 4096]],
  stream: ["result", true, true, "feasible"],
  many: [50, 49, 7, 3],
  verify: [false, "VIOLATION_KIND_OVERLAP"],
  invalid: { code: "INVALID_ARGUMENT", reason: "INVALID_PROBLEM", field: "problem.size[1]" },
  unknown_value: { code: "INVALID_ARGUMENT", reason: "UNKNOWN_VALUE", field: "objective" },
  unknown_field: { code: "INVALID_ARGUMENT", reason: "UNKNOWN_FIELD", field: "(127)" },
  deadline: ["feasible", "STOPPED_BY_DEADLINE", true],
  too_late: "DEADLINE_EXCEEDED",
};

const EXAMPLE = "PLAN_STATUS_OPTIMAL 896 896 true\n";

let hardFile = "";
beforeAll(() => {
  hardFile = join(at.folder, "hard.binpb");
  writeFileSync(hardFile, encode("Problem", columnsOf(hardProblem())));
});

afterAll(() => {
  const names = [...ran].join(", ") || "none";
  const report = process.env.TELAPLAN_FOREIGN_REPORT;
  if (report !== undefined) writeFileSync(report, `${ran.size} of ${Object.keys(CLIENTS).length} (${names})\n`);
  console.log(`foreign clients that ran: ${ran.size} of ${Object.keys(CLIENTS).length} (${names})`);
});

/** The stubs of a language, made once. */
function stubs(language: string, ...args: string[]): Promise<string> {
  const folder = join(at.folder, language);
  mkdirSync(folder, { recursive: true });
  return succeed("protoc", ["-I", PROTO_FOLDER, ...args.map((arg) => arg.replace("OUT", folder)), ...PROTOS]).then(
    () => folder,
  );
}

function planFacts(text: string): string {
  return text.slice(0, text.indexOf("\n") + 1);
}

describe("a client in", () => {
  it("Python calls all methods, and understands errors and deadlines", { timeout: COMPILE_MS }, async () => {
    if (!CLIENTS.python) return expectWithout("python", PYTHON, pythonPlugin);
    const plugin = `--plugin=protoc-gen-grpc_python=${pythonPlugin}`;
    const PYTHONPATH = await stubs("python", "--python_out=OUT", "--grpc_python_out=OUT", plugin);
    const { address } = await at.start();
    const told = await succeed(PYTHON!, [join(ROOT, "test/service/foreign/client.py"), address, hardFile], {
      PYTHONPATH,
    });
    expect(JSON.parse(told)).toMatchObject(EXPECTED);
    const example = await succeed(PYTHON!, [join(ROOT, "examples/python/planner_client.py"), address], { PYTHONPATH });
    expect(planFacts(example).toLowerCase()).toBe(EXAMPLE.toLowerCase());
    ran.add("python");
  });

  it("C++ calls all methods, and understands errors and deadlines", { timeout: COMPILE_MS }, async () => {
    if (!CLIENTS["c++"]) return expectWithout("c++", hasCpp);
    const found = spawnSync("which", ["grpc_cpp_plugin"], { encoding: "utf8" }).stdout.trim();
    const plugin = `--plugin=protoc-gen-grpc=${found}`;
    const folder = await stubs("cpp", "--cpp_out=OUT", "--grpc_out=OUT", plugin);
    const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".cc"));
    const flags = (await succeed("pkg-config", ["--cflags", "--libs", "grpc++", "protobuf"])).trim().split(/\s+/);
    const objects = await Promise.all(
      sources.map(async (name, i) => {
        const object = join(folder, `${i}.o`);
        await succeed("g++", ["-std=c++17", "-O0", "-I", folder, "-c", join(folder, name), "-o", object]);
        return object;
      }),
    );
    const build = (source: string, name: string) =>
      succeed("g++", [
        "-std=c++17",
        "-O0",
        "-I",
        folder,
        join(ROOT, source),
        ...objects,
        "-o",
        join(folder, name),
        ...flags,
      ]);
    await build("test/service/foreign/client.cc", "client");
    await build("examples/cpp/planner_client.cc", "example");
    const { address } = await at.start();
    const told = await succeed(join(folder, "client"), [address, hardFile]);
    expect(JSON.parse(told)).toMatchObject(EXPECTED);
    expect(planFacts(await succeed(join(folder, "example"), [address]))).toBe(EXAMPLE);
    ran.add("c++");
  });

  it("Go (buf curl) learns the API by reflection, calls all methods, and understands errors and deadlines", {
    timeout: COMPILE_MS,
  }, async () => {
    if (!CLIENTS.buf) return expectWithout("buf", hasBuf);
    const { address } = await at.start();
    const curl = (method: string, data: string, ...more: string[]): Promise<Ran> =>
      run(process.execPath, [
        BUF,
        "curl",
        "--protocol",
        "grpc",
        "--http2-prior-knowledge",
        ...more,
        "-d",
        data,
        `http://${address}/telaplan.v1.PlannerService/${method}`,
      ]);
    const answers = (text: string): Record<string, unknown>[] => {
      return text.trim() === ""
        ? []
        : text
            .trim()
            .split(/\n(?=\{)/)
            .map((part) => JSON.parse(part));
    };
    const problem = '{"lower":[0,1],"upper":[2,3],"size":[4,5],"capacity":100}';
    expect(answers((await curl("GetCapabilities", "{}")).stdout)[0]).toMatchObject({ version: VERSION });
    const plan = answers((await curl("Plan", `{"problem":${problem}}`)).stdout)[0];
    expect(plan).toMatchObject({ status: "PLAN_STATUS_OPTIMAL", peak: "9", verification: { ok: true } });
    const full = '{"lower":[0,1],"upper":[2,3],"size":["4",5],"id":["a","b"],"capacity":8,"base":"64"}';
    expect(answers((await curl("Plan", `{"problem":${full}}`)).stdout)[0]).toMatchObject({
      status: "PLAN_STATUS_INFEASIBLE",
      infeasibility: {
        cause: "INFEASIBILITY_CAUSE_LOAD",
        bufferIndex: [0, 1],
        message: '2 buffers live at t = 1 ("a", "b") need 9 bytes, 1 more than the capacity of 8',
      },
    });
    const hard = JSON.stringify(columnsOf(hardProblem()));
    const stream = answers(
      (await curl("PlanStream", `{"plan":{"problem":${hard},"limits":{"time_limit_ms":200}}}`)).stdout,
    );
    expect(Object.keys(stream.at(-1)!)).toEqual(["result"]);
    expect(stream.slice(0, -1).every((message) => "incumbent" in message)).toBe(true);
    expect(stream.length).toBeGreaterThan(1);
    const many = [1, 2, 3].map((id) => `{"request_id":"${id}","plan":{"problem":${problem}}}`).join("\n");
    const manyAnswers = answers((await curl("PlanMany", many)).stdout);
    expect(manyAnswers.map(({ requestId }) => requestId).sort()).toEqual(["1", "2", "3"]);
    const report = answers((await curl("Verify", `{"problem":${problem},"offsets":[0,2]}`)).stdout)[0];
    expect(report).toMatchObject({ report: { violations: [{ kind: "VIOLATION_KIND_OVERLAP" }, {}] } });
    const invalid = await curl("Plan", '{"problem":{"lower":[0],"upper":[2],"size":[-3]}}');
    expect(invalid.code).not.toBe(0);
    expect(JSON.parse(invalid.stderr)).toMatchObject({
      code: "invalid_argument",
      message: 'buffer "0": size must be ≥ 0 bytes, got -3',
    });
    const deadline = await curl("Plan", `{"problem":${hard}}`, "--timeout", "5s");
    expect(answers(deadline.stdout)[0]).toMatchObject({
      status: "PLAN_STATUS_FEASIBLE",
      stoppedBy: "STOPPED_BY_DEADLINE",
    });
    ran.add("buf");
  });
});

/** Where a client cannot run, at least say what is missing, and that it is. */
function expectWithout(client: string, ...found: unknown[]): void {
  console.log(`the ${client} client cannot run here: a compiler, plugin or library of it is missing`);
  expect(CLIENTS[client as keyof typeof CLIENTS]).toBe(false);
  expect(found.some((part) => part === undefined || part === false) || !works("protoc", "--version")).toBe(true);
}
