import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { hasPython } from "../proof/checkers.js";
import { meddledWith, PLAIN, prepare, rowsOf, SEARCHED, telaplan, write } from "./run.js";

const TOOL = fileURLToPath(new URL("../../tools/check_proof.py", import.meta.url));
const at = prepare();

/** What the other checker says. */
function python(...args: string[]): string | null {
  return hasPython ? spawnSync("python3", [TOOL, ...args], { encoding: "utf8" }).stdout : null;
}

/** Another path to a file. */
function linkTo(file: string): string {
  rmSync(`${file}.link`, { force: true });
  symlinkSync(file, `${file}.link`);
  return `${file}.link`;
}

describe("pack --proof", () => {
  test("of an optimum is accepted by both checkers, and the table says where it is", () => {
    const input = write(at.folder, "optimum.csv", SEARCHED);
    const proof = join(at.folder, "optimum.proof");
    const packed = telaplan(["pack", "--proof", proof, input]);
    expect([packed.code, packed.stderr]).toEqual([0, ""]);
    expect(packed.stdout).toContain(`\nwrote ${proof}\n`);
    const lines = readFileSync(proof, "utf8").trimEnd().split("\n").length;
    expect(telaplan(["check", proof, input]).stdout).toBe(
      `accepted: the plan peaks at 11 bytes, and none peaks lower (${lines} lines)\n`,
    );
    if (hasPython) expect(python(proof, input)).toBe(telaplan(["check", proof, input]).stdout);
  });

  test("of a fit that is infeasible is written, accepted, and of its base", () => {
    const input = write(at.folder, "infeasible.csv", SEARCHED);
    const proof = join(at.folder, "infeasible.proof");
    expect(telaplan(["pack", "-c", "10", "--proof", proof, input]).code).toBe(1);
    const right = telaplan(["check", "-c", "10", "--json", proof, input]);
    expect([right.code, rowsOf(right.stdout)]).toEqual([
      0,
      [{ accepted: true, least: 11, isMet: false, lines: expect.any(Number) }],
    ]);
    expect(telaplan(["check", "-c", "10", proof, input]).stdout).toMatch(
      /^accepted: no plan peaks below 11 bytes, so none fits in 10 \(\d+ lines\)\n$/,
    );
    // More room is another question, to which the proof has nothing to say.
    expect(telaplan(["check", "-c", "11", proof, input]).stdout).toMatch(/below 11 bytes \(\d+ lines\)\n$/);
    if (hasPython) expect(python(proof, input)).toMatch(/^accepted: no plan peaks below 11 bytes \(\d+ lines\)\n$/);
    const moved = telaplan(["check", "--base", "3", "--json", proof, input]);
    const reason = "the proof is of another problem";
    expect([moved.code, rowsOf(moved.stdout)]).toEqual([1, [{ accepted: false, line: 1, reason }]]);
    if (hasPython) expect(python(proof, input, "--base", "3")).toBe(`not accepted: line 1: ${reason}\n`);
  });

  test("takes the problem from standard input, and gives the proof to standard output", () => {
    const input = write(at.folder, "piped.csv", SEARCHED);
    const packed = telaplan(["pack", "--proof", "-", "-"], { input: SEARCHED });
    expect(packed.stderr).toContain("optimal");
    expect(packed.stdout).toMatch(/^\["telaplan proof 1",.*\n\["lemma",0\]\n.*"\n$/s);
    const checked = telaplan(["check", "-", input], { input: packed.stdout });
    expect([checked.code, checked.stdout]).toEqual([0, expect.stringContaining("accepted: ")]);
  });

  test.each([
    ["several files", (a: string, b: string) => ["--proof", "x", a, b], "is for one file, and there are several"],
    ["the file itself", (a: string) => ["--proof", linkTo(a), a], "would overwrite the input"],
    [
      "the place of the plan",
      (a: string) => ["--proof", "./x.csv", "-o", "x.csv", a],
      "./x.csv and x.csv are one place",
    ],
    ["the plan on standard output too", (a: string) => ["--proof", "-", "-o", "-", a], "- and - are one place"],
    ["another solver", (a: string) => ["--proof", "x", "--solver", "glpk", a], "--proof: is for the search"],
  ])("with %s is refused before anything is planned", (_, args, message) => {
    const [a, b] = [write(at.folder, "a.csv", PLAIN), write(at.folder, "b.csv", PLAIN)];
    const { code, stdout, stderr } = telaplan(["pack", ...args(a, b)]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
    expect(readFileSync(a, "utf8")).toBe(PLAIN);
  });

  test("that cannot be written names the place; the plan is told all the same", () => {
    const input = write(at.folder, "nowhere.csv", PLAIN);
    const place = join(at.folder, "no-such-folder", "proof");
    const { code, stdout, stderr } = telaplan(["pack", "--proof", place, input]);
    expect([code, stderr]).toEqual([2, `cannot write ${place}: no such file or folder\n`]);
    expect(stdout).toContain("1 of 1 placed and verified");
  });

  test("of what proofs do not cover leaves no file and says why", () => {
    const input = write(
      at.folder,
      "gaps.json",
      `{"buffers":[{"id":"a","lower":0,"upper":4,"size":2,"gaps":[{"lower":1,"upper":2}]}]}`,
    );
    const proof = join(at.folder, "gaps.proof");
    const { code, stderr } = telaplan(["pack", "--proof", proof, input]);
    expect([code, stderr]).toEqual([0, `${input}: no proof is written: gaps is not covered by proofs\n`]);
    expect(existsSync(proof)).toBe(false);
    expect(telaplan(["check", proof, input]).code).toBe(2);
  });

  test("that is interrupted leaves no half file and nothing beside it", async () => {
    const folder = join(at.folder, "interrupted");
    const proof = write(folder, "proof", "what was there before\n");
    // No run of a few seconds settles it.
    const hard = join(at.folder, "hard.json");
    expect(telaplan(["generate", "guillotine", "--buffers", "2000", "--seed", "1", "-o", hard]).code).toBe(0);
    const { stderr } = await meddledWith(["pack", "--proof", proof, hard], (child) => {
      setTimeout(() => child.kill("SIGINT"), 1_500);
    });
    expect(stderr).toContain("no proof is written: the run was cancelled");
    expect(readdirSync(folder)).toEqual(["proof"]);
    expect(readFileSync(proof, "utf8")).toBe("what was there before\n");
  });
});

describe("check", () => {
  test("of a cut proof names the line that is missing", () => {
    const input = write(at.folder, "cut.csv", SEARCHED);
    const whole = telaplan(["pack", "--proof", "-", input]).stdout;
    const lines = whole.split("\n").slice(0, 2);
    const cut = write(at.folder, "cut.proof", `${lines.join("\n")}\n`);
    const reason = "line 3: the proof ends here, and the claim is not proved";
    const { code, stdout, stderr } = telaplan(["check", cut, input]);
    expect([code, stdout, stderr]).toEqual([1, `not accepted: ${reason}\n`, ""]);
    if (hasPython) expect(python(cut, input)).toBe(`not accepted: ${reason}\n`);
  });

  test("of a line without end stops, and of bytes that are no text too", () => {
    const input = write(at.folder, "long.csv", PLAIN);
    const long = write(at.folder, "long.proof", "x".repeat(2 ** 20));
    const reason = "not accepted: line 1: the line is longer than 65600 characters\n";
    expect(telaplan(["check", long, input]).stdout).toBe(reason);
    if (hasPython) expect(python(long, input)).toBe(reason);
    const bytes = write(at.folder, "bytes.proof", Buffer.from([0xff, 0xfe, 0x00, 0x0a]).toString("latin1"));
    const ascii = "not accepted: line 1: the line is neither a list nor words\n";
    expect(telaplan(["check", bytes, input]).stdout).toBe(ascii);
    if (hasPython) expect(python(bytes, input)).toBe(ascii);
  });

  test("of a missing proof or a problem that proofs do not cover is an error, not a verdict", () => {
    const input = write(at.folder, "plain.csv", PLAIN);
    expect(telaplan(["check", join(at.folder, "none"), input]).code).toBe(2);
    const hinted = write(at.folder, "hint.csv", "id,lower,upper,size,hint\na,0,4,2,0\n");
    const { code, stdout, stderr } = telaplan(["check", input, hinted]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("constraints or hints, which proofs do not cover");
  });
});
