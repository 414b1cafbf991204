import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { MAIN, prepare } from "../cli/run.js";

// The action's shell steps as GitHub runs them, in a repository of two commits.

interface Step {
  readonly id: string;
  readonly shell: string;
  readonly env: Readonly<Record<string, string>>;
  readonly run: string;
}

const path = fileURLToPath(new URL("../../deploy/github-action/action.yml", import.meta.url));
const action = parse(readFileSync(path, "utf8"));
const steps: readonly Step[] = action.runs.steps;
const at = prepare();

const BEFORE = "id,lower,upper,size\na,0,4,40\nb,2,6,60\n";
const AFTER = "id,lower,upper,size\na,0,4,40\nb,2,6,63\n";

function git(folder: string, ...args: string[]): string {
  const name = ["-c", "user.name=test", "-c", "user.email=test@example.com"];
  const result = spawnSync("git", [...name, ...args], { cwd: folder, encoding: "utf8" });
  if (result.status !== 0) throw new Error(result.stderr);
  return result.stdout.trim();
}

/** A repository whose last commit made `after` of `before`; returns its folder and the commit before. */
function repository(name: string, before: Record<string, string>, after: Record<string, string>) {
  const folder = join(at.folder, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, "models"), { recursive: true });
  git(folder, "init", "--quiet");
  for (const contents of [before, after]) {
    for (const [file, text] of Object.entries(contents)) writeFileSync(join(folder, file), text);
    git(folder, "add", ".");
    git(folder, "commit", "--quiet", "--allow-empty", "-m", "models");
  }
  return { folder, base: git(folder, "rev-parse", "HEAD~1") };
}

/** Runs the steps as a runner does, up to the first that fails. */
function runAction(folder: string, given: Record<string, string>) {
  const value = (name: string): string => given[name] ?? String(action.inputs[name].default ?? "");
  const outputs = new Map<string, string>();
  const summary = join(folder, "summary.md");
  let printed = "";
  for (const { id, env, run } of steps) {
    const filled = Object.entries(env).map(([key, text]) => [
      key,
      text
        .replace(/\$\{\{ inputs\.([\w-]+) \}\}/g, (_, name) => value(name))
        .replace(/\$\{\{ steps\.([\w.-]+) \}\}/g, (_, name) => outputs.get(name) ?? "?"),
    ]);
    const output = join(folder, `${id}.output`);
    writeFileSync(output, "");
    const { status, stdout, stderr } = spawnSync("bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", run], {
      cwd: folder,
      encoding: "utf8",
      env: {
        ...process.env,
        ...Object.fromEntries(filled),
        RUNNER_TEMP: at.folder,
        GITHUB_OUTPUT: output,
        GITHUB_STEP_SUMMARY: summary,
      },
    });
    printed += stdout + stderr;
    for (const line of readFileSync(output, "utf8").split("\n")) {
      const [key, ...rest] = line.split("=");
      if (key !== "") outputs.set(`${id}.outputs.${key}`, rest.join("="));
    }
    if (status !== 0) return { code: status, printed, outputs, summary };
  }
  return { code: 0, printed, outputs, summary };
}

describe("deploy/github-action/action.yml", () => {
  const command = `${process.execPath} ${MAIN}`;

  it("is a composite action whose steps get all they use from inputs and steps before", () => {
    expect(action.runs.using).toBe("composite");
    const known = new Set(Object.keys(action.inputs).map((name) => `inputs.${name}`));
    for (const { id, shell, env, run } of steps) {
      expect(shell).toBe("bash");
      // What a workflow says is data in variables, never part of the script.
      expect(run).not.toContain("${{");
      for (const text of Object.values(env)) {
        for (const [, name] of text.matchAll(/\$\{\{ (.*?) \}\}/g)) expect([...known]).toContain(name);
      }
      for (const [, name] of run.matchAll(/echo "(\w+)=.*>> "\$GITHUB_OUTPUT"/g))
        known.add(`steps.${id}.outputs.${name}`);
    }
    expect([...known]).toContain(action.outputs.report.value.replace(/\$\{\{ | \}\}/g, ""));
  });

  it("fails where an arena grew, and tells which and by how much", () => {
    const { folder, base } = repository("grown", { "models/a b.csv": BEFORE }, { "models/a b.csv": AFTER });
    const { code, printed, outputs, summary } = runAction(folder, { files: "  models/a b.csv\n\n", base, command });
    expect(code, printed).toBe(1);
    expect(printed).toContain("::error file=models/a b.csv::");
    expect(printed).toContain("peak 100 → 103: 3 more, +3.00 %");
    const [line] = readFileSync(outputs.get("compare.outputs.report")!, "utf8").trim().split("\n");
    expect(JSON.parse(line!)).toMatchObject({ growth: 0.03 });
    expect(readFileSync(summary, "utf8")).toContain("### models/a b.csv");
  });

  it("passes where it grew no more than it may, and where it shrank", () => {
    const { folder, base } = repository("within", { "models/a.csv": BEFORE }, { "models/a.csv": AFTER });
    expect(runAction(folder, { files: "models/a.csv", base, command, "max-growth": "3%" }).code).toBe(0);
    const shrunk = repository("shrunk", { "models/a.csv": AFTER }, { "models/a.csv": BEFORE });
    expect(runAction(shrunk.folder, { files: "models/a.csv", base: shrunk.base, command }).code).toBe(0);
  });

  it("holds a new file to the greatest peak alone, and fails without files", () => {
    const { folder, base } = repository("new", { "models/a.csv": BEFORE }, { "models/b.csv": AFTER });
    const given = { files: "models/a.csv\nmodels/b.csv", base, command };
    const within = runAction(folder, given);
    expect(within.code, within.printed).toBe(0);
    expect(within.printed).toContain("models/b.csv is not there in");
    const beyond = runAction(folder, { ...given, "max-peak": "102" });
    expect([beyond.code, beyond.printed]).toEqual([1, expect.stringContaining("::error file=models/b.csv::")]);
    expect(runAction(folder, { files: "\n", base, command }).code).toBe(2);
  });
});
