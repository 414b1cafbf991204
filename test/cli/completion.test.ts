import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { described } from "../../src/cli/commands/completion.js";
import { programFor } from "../../src/cli/commands/program.js";
import { prepare, telaplan } from "./run.js";

prepare();
const commands = described(await programFor(["completion"], "1", () => {}));

/** What bash completes a line to. */
function completed(...words: string[]): string[] {
  const script = `${telaplan(["completion", "bash"]).stdout}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length - 1}; _telaplan
printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { status, stdout, stderr } = spawnSync("bash", ["-c", script], { encoding: "utf8" });
  expect([status, stderr]).toEqual([0, ""]);
  return stdout.trim().split("\n");
}

describe("telaplan completion", () => {
  it("knows every command and option that there is, those of serve, policy and families too", () => {
    const paths = commands.map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(["pack", "serve", "policy show", "generate resnet50", "completion"]));
    for (const shell of ["bash", "zsh", "fish"]) {
      const { code, stdout } = telaplan(["completion", shell]);
      expect(code).toBe(0);
      for (const { path, options } of commands) {
        expect(stdout, path).toContain(path.split(" ").at(-1));
        for (const flag of options.flatMap(({ flags }) => flags)) expect(stdout).toContain(flag.replace(/^--?/, ""));
      }
    }
  });

  it("completes in bash: commands, those below one, options where a dash was typed, files elsewhere", () => {
    expect(completed("telaplan", "pa")).toEqual(["pack"]);
    expect(completed("telaplan", "policy", "s")).toEqual(["show"]);
    expect(completed("telaplan", "pack", "--minim")).toEqual(["--minimize"]);
    expect(completed("telaplan", "serve", "--max-wa")).toEqual(["--max-wait"]);
    expect(completed("telaplan", "pack", "-o", "package.js")).toEqual(["package.json"]);
    expect(completed("telaplan", "pack", "package.js")).toEqual(["package.json"]);
  });

  it("refuses a shell that has no script, by name", () => {
    const { code, stderr } = telaplan(["completion", "tcsh"]);
    expect(code).toBe(2);
    expect(stderr).toContain('completion: must be bash, zsh, fish, got "tcsh"');
  });
});

describe("telaplan man", () => {
  it("has a paragraph for each command and option, and none of their text is taken for roff", () => {
    const { code, stdout } = telaplan(["man"]);
    expect(code).toBe(0);
    const plain = stdout.replace(/\\-/g, "-");
    for (const { path, options } of commands.filter(({ path }) => path !== "")) {
      expect(plain).toContain(`.SS telaplan ${path} `);
      for (const flag of options.flatMap(({ flags }) => flags)) expect(plain).toContain(flag);
    }
    const requests = new Set([...stdout.matchAll(/^\.(\S+)/gm)].map(([, request]) => request));
    expect(requests).toEqual(new Set(["TH", "SH", "B", "SS", "TP", "nf", "fi"]));
  });
});
