import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { SERVE_FLAGS, variableOf } from "../../src/cli/commands/serve-options.js";
import { REASONS } from "../../src/service/faults.js";
import { prepare, telaplan } from "../cli/run.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BUF = join(ROOT, "node_modules/@bufbuild/buf/bin/buf");
const read = (name: string): string => readFileSync(join(ROOT, name), "utf8");
const at = prepare();

describe("the .proto", () => {
  it("passes buf lint with the STANDARD rules, and its comments are complete", () => {
    const has = spawnSync(process.execPath, [BUF, "--version"]).status === 0;
    // A platform that buf has no program for still has the check that no message and field is without a comment.
    if (has) {
      const lint = spawnSync(process.execPath, [BUF, "lint"], { cwd: ROOT, encoding: "utf8" });
      expect([lint.status, lint.stdout]).toEqual([0, ""]);
    }
    const lines = read("proto/telaplan/v1/planner.proto").split("\n");
    const bare = lines.filter(
      (line, i) =>
        /^\s*(rpc|message|enum|service|optional|repeated|\w+ \w+ = )/.test(line) &&
        !/^\s*(option|import|package|syntax)/.test(line) &&
        !/^\s*\/\//.test(lines[i - 1]!),
    );
    expect(bare.filter((line) => !/^(message|enum|service) /.test(line))).toEqual([]);
    expect(lines.length).toBeGreaterThan(300);
  });

  it("is what the client's types and the descriptors of reflection were made from", () => {
    const folder = join(at.folder, "generated");
    const file = join(at.folder, "telaplan.binpb");
    const { status, stderr } = spawnSync(process.execPath, [join(ROOT, "scripts/proto.mjs"), folder, file], {
      encoding: "utf8",
    });
    const generated = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
    expect(generated.length).toBeGreaterThan(20);
    for (const name of generated)
      expect(readFileSync(join(folder, name), "utf8")).toBe(read(`src/client/generated/${name}`));
    if (existsSync(file)) expect(readFileSync(file)).toEqual(readFileSync(join(ROOT, "proto/telaplan.binpb")));
    else expect([status, stderr]).toEqual([1, expect.stringContaining("buf")]);
  });
});

describe("docs/service.md", () => {
  const docs = read("docs/service.md");

  it("lists every reason with its code, and no other", () => {
    const rows = [...docs.matchAll(/^\| `([A-Z_]+)` +\| `([A-Z_]+)`/gm)].map((match) => match[1]!);
    expect(rows.sort()).toEqual(Object.keys(REASONS).sort());
  });

  it("lists every flag with its variable, and the help does too", () => {
    const help = telaplan(["serve", "--help"]).stdout.replace(/\s+/g, " ");
    for (const { name } of SERVE_FLAGS) {
      expect(docs).toContain(`\`--${name}`);
      expect(docs).toContain(`\`${variableOf(name)}\``);
      expect(help).toContain(`--${name}`);
      expect(help).toContain(variableOf(name));
    }
  });
});
