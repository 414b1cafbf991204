import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MAIN } from "../cli/run.js";
import { hardProblem, place } from "../service/run.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PACKAGE = join(ROOT, "clients/python");
/** Debian's, which has the packages of .ci/run; another Python may come first on the PATH. */
const PYTHON = "/usr/bin/python3";
const BUILDING_MS = 300_000;

const works = (command: string, ...args: string[]): boolean =>
  spawnSync(command, args, { stdio: "ignore" }).status === 0;
const canImport = (...modules: string[]): boolean => works(PYTHON, "-c", `import ${modules.join(", ")}`);

/** What each step needs of the machine. .ci/run installs all of it, and fails where it could and a step did not run. */
const STEPS: Readonly<Record<string, boolean>> = {
  stubs: works("protoc", "--version") && works("sh", "-c", "command -v grpc_python_plugin"),
  build: canImport("build", "setuptools", "wheel"),
  install: canImport("build", "setuptools", "wheel", "venv", "ensurepip", "grpc", "google.protobuf"),
  tests: canImport("build", "setuptools", "wheel", "venv", "ensurepip", "grpc", "google.protobuf", "numpy"),
  types: works(PYTHON, "-m", "mypy", "--version"),
};

const at = place();
const ran = new Set<string>();
let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "telaplan-python-"));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  const told = `${ran.size} of ${Object.keys(STEPS).length} (${[...ran].join(", ") || "none"})`;
  const report = process.env.TELAPLAN_PYTHON_REPORT;
  if (report !== undefined) writeFileSync(report, `${told}\n`);
  console.log(`steps of the Python package that ran: ${told}`);
});

/** Runs a program without network and without blocking the server, which lives in this process. */
function run(command: string, args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: {
        ...process.env,
        PIP_NO_INDEX: "1",
        PIP_CONFIG_FILE: "/dev/null",
        PIP_DISABLE_PIP_VERSION_CHECK: "1",
        PYTHONDONTWRITEBYTECODE: "1",
        NODE_OPTIONS: undefined,
        ...env,
      },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let told = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        told += text;
      });
    }
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(told);
      else reject(new Error(`${command} ${args.join(" ")} ended with ${code}\n${told}`));
    });
  });
}

/** Runs a step where the machine has what it needs; otherwise says that it has not. */
async function step(name: string, work: () => Promise<void>): Promise<void> {
  if (STEPS[name] !== true) {
    console.log(`the Python package: ${name} cannot run here, Debian's packages for it are missing`);
    expect(STEPS[name]).toBe(false);
    return;
  }
  await work();
  ran.add(name);
}

let built: Promise<{ readonly wheel: string; readonly sdist: string }> | undefined;

/** The wheel and the sdist, built once, as `python3 -m build` does it. */
function build(): NonNullable<typeof built> {
  built ??= (async () => {
    const source = join(folder, "source");
    const dist = join(folder, "dist");
    cpSync(PACKAGE, source, { recursive: true, filter: (path) => !/__pycache__|\.egg-info|\/build$/.test(path) });
    await run(PYTHON, ["-m", "build", "--no-isolation", "--outdir", dist], source);
    const find = (ending: string): string => join(dist, readdirSync(dist).find((name) => name.endsWith(ending))!);
    return { wheel: find(".whl"), sdist: find(".tar.gz") };
  })();
  return built;
}

let installed: Promise<string> | undefined;

/** The Python of an environment in which the wheel is installed, beside Debian's packages. */
function install(): Promise<string> {
  installed ??= (async () => {
    const { wheel } = await build();
    const environment = join(folder, "environment");
    await run(PYTHON, ["-m", "venv", "--system-site-packages", environment], folder);
    const python = join(environment, "bin/python");
    await run(python, ["-m", "pip", "install", wheel], folder);
    return python;
  })();
  return installed;
}

describe("the Python package", () => {
  it("has the version, the licence and the API of the checkout", () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
    const text = (name: string): string => readFileSync(join(PACKAGE, name), "utf8");
    expect(text("pyproject.toml")).toContain(`\nversion = "${version}"\n`);
    expect(text("src/telaplan/__init__.py")).toContain(`\n__version__ = "${version}"\n`);
    expect(text("LICENSE")).toBe(readFileSync(join(ROOT, "LICENSE"), "utf8"));
  });

  it("has the stubs that scripts/proto-python.mjs makes of proto/", () =>
    step("stubs", async () => {
      const again = join(folder, "stubs");
      mkdirSync(again);
      await run(process.execPath, [join(ROOT, "scripts/proto-python.mjs"), again], ROOT);
      for (const part of ["v1", "rpc"]) {
        const names = readdirSync(join(again, part)).sort();
        const committed = readdirSync(join(PACKAGE, "src/telaplan", part)).sort();
        expect(committed.filter((name) => !/^__(init__\.py|pycache__)$/.test(name))).toEqual(names);
        for (const name of names) {
          const text = readFileSync(join(again, part, name), "utf8");
          expect(text, name).toBe(readFileSync(join(PACKAGE, "src/telaplan", part, name), "utf8"));
        }
      }
    }));

  it("builds a wheel and an sdist without network, and both hold what they should", { timeout: BUILDING_MS }, () =>
    step("build", async () => {
      const { wheel, sdist } = await build();
      expect([wheel, sdist].map((path) => path.replace(/.*\//, ""))).toEqual([
        "telaplan-0.1.0-py3-none-any.whl",
        "telaplan-0.1.0.tar.gz",
      ]);
      const inWheel = (await run(PYTHON, ["-m", "zipfile", "-l", wheel], folder)).split("\n");
      const holds = (name: string): boolean => inWheel.some((line) => line.startsWith(`${name} `));
      for (const name of ["__init__.py", "py.typed", "v1/planner_pb2.pyi", "v1/planner_pb2_grpc.pyi"]) {
        expect(holds(`telaplan/${name}`), name).toBe(true);
      }
      const top = inWheel.slice(1).map((line) => line.split("/")[0]!.trim());
      expect([...new Set(top)].filter((name) => name !== "").sort()).toEqual([
        "telaplan",
        expect.stringMatching(/^telaplan-.*\.dist-info$/),
      ]);
      const inSdist = await run("tar", ["-tzf", sdist], folder);
      for (const name of ["pyproject.toml", "LICENSE", "README.md", "src/telaplan/py.typed", "tests/test_local.py"]) {
        expect(inSdist).toContain(`/${name}\n`);
      }
    }),
  );

  it("installs beside Debian's grpcio and protobuf, and is imported without NumPy", { timeout: BUILDING_MS }, () =>
    step("install", async () => {
      const python = await install();
      const code = `
import sys
import telaplan
from telaplan.v1 import planner_pb2
assert "numpy" not in sys.modules and "site-packages" in telaplan.__file__, telaplan.__file__
print(planner_pb2.Problem(lower=[1]).lower[0], telaplan.__version__)`;
      expect((await run(python, ["-c", code], folder)).trim()).toBe("1 0.1.0");
      // Whatever the stubs of others, and their google.rpc, may be.
      const PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION = "python";
      const pure = await run(python, ["-c", code], folder, { PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION });
      expect(pure.trim()).toBe("1 0.1.0");
    }),
  );

  it("passes its tests against a server, with those of the plug-ins", { timeout: BUILDING_MS }, () =>
    step("tests", async () => {
      const python = await install();
      const { sdist } = await build();
      await run("tar", ["-xzf", sdist, "-C", folder], folder);
      const { address } = await at.start();
      const hard = join(folder, "hard.json");
      writeFileSync(hard, JSON.stringify({ buffers: hardProblem().buffers }));
      const env = {
        TELAPLAN_TEST_SERVER: address,
        TELAPLAN_TEST_PROBLEM: hard,
        TELAPLAN_COMMAND: `'${process.execPath}' '${MAIN}'`,
      };
      const countOf = (told: string): number => Number(/^Ran (\d+) tests/m.exec(told)?.[1]);
      const own = await run(python, ["-m", "unittest"], join(folder, "telaplan-0.1.0"), env);
      expect(countOf(own)).toBeGreaterThan(60);
      expect(own).not.toMatch(/skipped/);
      const plugins = await run(python, ["-m", "unittest", "discover", "-s", "integrations"], ROOT, env);
      expect(countOf(plugins)).toBeGreaterThan(10);
      expect(plugins).not.toMatch(/skipped/);
    }),
  );

  it("is typed, strictly, for itself and for whoever uses it", { timeout: BUILDING_MS }, () =>
    step("types", async () => {
      const cache = ["--cache-dir", join(folder, "mypy")];
      expect(await run(PYTHON, ["-m", "mypy", ...cache, "-p", "telaplan"], PACKAGE)).toContain("no issues");
      const user = join(folder, "user.py");
      writeFileSync(
        user,
        `import telaplan
plan: telaplan.Plan = telaplan.plan([(0, 1, 8)], capacity=8, minimize=True)
peak: int = plan.peak or plan.lower_bound
for step in telaplan.plan_stream({"lower": [0], "upper": [1], "size": [8]}):
    if isinstance(step, telaplan.Incumbent):
        fits: bool = step.fits
with telaplan.local(workers=1) as server:
    report: telaplan.Report = telaplan.verify([(0, 1, 8)], plan, server=server)
wrong: str = plan.lower_bound
telaplan.plan([(0, 1, 8)], capacity="8")
`,
      );
      const config = ["--config-file", join(PACKAGE, "pyproject.toml")];
      const checked = run(PYTHON, ["-m", "mypy", ...cache, ...config, user], folder, {
        MYPYPATH: join(PACKAGE, "src"),
      });
      const told = await checked.then(String, (error: Error) => error.message);
      const lines = [...told.matchAll(/user\.py:(\d+): error/g)].map(([, line]) => Number(line));
      expect(lines, told).toEqual([9, 10]);
    }),
  );
});
