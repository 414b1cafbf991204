import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "../../src/formats/index.js";
import { MAIN, PLACED, PLAIN, prepare, rowsOf, SEARCHED, telaplan, write } from "./run.js";

const at = prepare();
const plain = (): string => write(at.folder, "plain.8.csv", PLAIN);

describe("standard output as an output", () => {
  test("takes the placed file alone, and the table goes to standard error", () => {
    const { code, stdout, stderr } = telaplan(["pack", "-o", "-", plain()]);
    expect([code, stdout]).toEqual([0, PLACED]);
    expect(stderr).toMatch(/^file +status[\s\S]*\n1 of 1 placed and verified in [\d.]+ ms\n$/m);
    expect(existsSync("-")).toBe(false);
  });

  test("with --json leaves the rows on standard error", () => {
    const { stdout, stderr } = telaplan(["pack", "--json", "-o", "-", plain()]);
    expect(stdout).toBe(PLACED);
    const [note, ...rows] = stderr.split("\n");
    expect(note).toBe("standard output: to be read with -c 8, as it does not say so itself");
    expect(rowsOf(rows.join("\n"))).toMatchObject([{ status: "optimal", output: "-" }]);
  });

  test("has another name, which means the same, also where it is a file", () => {
    expect(telaplan(["pack", "-o", "/dev/stdout", plain()]).stdout).toBe(PLACED);
    const file = join(at.folder, "redirected.csv");
    const script = '"$0" "$1" pack -o /dev/stdout "$2" > "$3" && "$0" "$1" pack -o /dev/stdout "$2" >> "$3"';
    expect(spawnSync("sh", ["-c", script, process.execPath, MAIN, plain(), file]).status).toBe(0);
    expect(readFileSync(file, "utf8")).toBe(PLACED + PLACED);
  });

  test("makes pack a filter, from standard input to standard output", () => {
    expect(telaplan(["pack", "-o", "-", "-"], { input: PLAIN }).stdout).toBe(PLACED);
  });

  test("takes a picture", () => {
    const { stdout, stderr } = telaplan(["pack", "--svg", "-", plain()]);
    expect(stdout).toMatch(/^<svg [\s\S]*<\/svg>\n?$/);
    expect(stderr).toContain("1 of 1 placed");
  });

  test("takes what generate writes, and tells nothing else", () => {
    const family = ["generate", "guillotine", "--buffers", "30"];
    const { stdout, stderr } = telaplan([...family, "-o", "-"]);
    expect([stdout, stderr]).toEqual([telaplan(family).stdout, telaplan(family).stderr]);
    expect(stderr).toMatch(/^standard output: to be read with -c 1048576, .*\n$/);
  });

  test("stays empty where there is no plan", () => {
    const { code, stdout, stderr } = telaplan(["pack", "-c", "4", "-o", "-", plain()]);
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("infeasible");
  });

  test.each([
    [["pack", "-o", "-", "--svg", "-"], "--output and --svg: standard output takes one of them"],
    [["pack", "-o", "-", "x.csv"], "--output: standard output takes one file; name a folder for several"],
    [["pack", "--svg", "/dev/stdout", "x.csv"], "--svg: standard output takes one file"],
    [["compare", "-o", "-"], "--output: must be a folder"],
  ])("%j is refused before anything is done", (args, message) => {
    const { code, stdout, stderr } = telaplan([...args, plain()]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
  });
});

describe("the inputs", () => {
  test.each(["pack", "compare", "verify"])("of %s may name standard input once, and are told so", (command) => {
    const { code, stdout, stderr } = telaplan([command, "-", plain(), "-"], { input: PLAIN });
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("-: standard input can be read once, but is named 2 times");
  });

  test.each([
    ["pack", "0 of 2 placed and verified; 2 could not be read\n"],
    ["verify", "0 of 2 verified; 2 could not be read\n"],
    ["compare", "0 of 2 settled; 2 could not be read\n"],
  ])("of %s that cannot be read are counted below, without a table that has no figures", (command, footer) => {
    const broken = write(at.folder, "broken.csv", "id,lower\n");
    const { code, stdout } = telaplan([command, join(at.folder, "missing.csv"), broken]);
    expect([code, stdout]).toEqual([2, footer]);
  });

  test("that are missing are told before the first is planned, and once", () => {
    const missing = join(at.folder, "missing.csv");
    const slow = write(at.folder, "slow.csv", "id,lower\n");
    for (const command of ["pack", "verify", "compare"]) {
      const { stderr } = telaplan([command, slow, missing, at.folder]);
      const [first, second, third, ...others] = stderr.split("\n");
      expect([first, second]).toEqual([`${missing}: no such file or folder`, `${at.folder}: is a folder, not a file`]);
      expect([third, others]).toEqual([expect.stringContaining("slow.csv:1"), [""]]);
    }
  });
});

describe("what was written", () => {
  test("is told below the table: a file by its path, several by their folder", () => {
    const placed = join(at.folder, "told.csv");
    const picture = join(at.folder, "told.svg");
    const one = telaplan(["pack", "-o", placed, "--svg", picture, plain()]).stdout;
    expect(one.split("\n").slice(-4)).toEqual([
      expect.stringMatching(/^1 of 1 placed and verified in [\d.]+ ms$/),
      `wrote ${placed}`,
      `wrote ${picture}`,
      "",
    ]);
    const folder = join(at.folder, "told");
    const several = telaplan(["pack", "-o", folder, plain(), write(at.folder, "other.8.csv", PLAIN)]).stdout;
    expect(several).toMatch(new RegExp(`\\nwrote 2 files into ${folder}\\n$`));
  });

  test("stands in the JSON row, and nothing where nothing was written", () => {
    const placed = join(at.folder, "row.csv");
    const picture = join(at.folder, "row.svg");
    const [row] = rowsOf(telaplan(["pack", "--json", "-o", placed, "--svg", picture, plain()]).stdout);
    expect(row).toMatchObject({ output: placed, svg: picture });
    const [none] = rowsOf(telaplan(["pack", "--json", "-c", "4", "-o", placed, plain()]).stdout);
    expect(none).not.toHaveProperty("output");
    const [failed] = rowsOf(telaplan(["pack", "--json", "-o", "/dev/full", "--svg", picture, plain()]).stdout);
    expect(failed).toMatchObject({ peak: 5, error: "cannot write /dev/full: no space left" });
    expect(failed).not.toHaveProperty("output");
  });
});

describe("the gap", () => {
  const gapOf = (...args: string[]): string | undefined => {
    const { stdout } = telaplan(["pack", "--step-limit", "0", ...args, write(at.folder, "open.csv", SEARCHED)]);
    return / (\S+|\S+ %) +0 +[\d.]+ ms$/.exec(stdout.split("\n")[1]!)?.[1];
  };

  test("of a plan that only had to fit is nothing, however far it is from the bound", () => {
    expect(gapOf("-c", "1MiB")).toBe("–");
  });

  test("of a plan that was minimised is told, asked for or implied", () => {
    expect(gapOf("-c", "1MiB", "--minimize")).toMatch(/^\d+\.\d\d %$/);
    expect(gapOf()).toMatch(/^\d+\.\d\d %$/);
  });

  test("stands beside what was asked for in JSON", () => {
    const asked = (...args: string[]) => rowsOf(telaplan(["pack", "--json", ...args, plain()]).stdout)[0]!.minimized;
    expect([asked(), asked("--minimize"), asked("--solver", "jslp")]).toEqual([false, true, true]);
    expect(rowsOf(telaplan(["pack", "--json", "-"], { input: PLAIN }).stdout)[0]).toMatchObject({ minimized: true });
  });
});

describe("buffers with fixed offsets", () => {
  test("are counted in table and JSON", () => {
    const some = write(at.folder, "some.8.csv", "id,lower,upper,size,offset\na,0,4,2,3\nb,2,6,3,\n");
    const { stdout, stderr } = telaplan(["pack", some]);
    expect(stdout).toContain(`\n${some}: 1 of 2 buffers fixed\n`);
    expect(stderr).toBe("");
    expect(rowsOf(telaplan(["pack", "--json", some]).stdout)[0]).toMatchObject({ buffers: 2, fixed: 1 });
    expect(telaplan(["pack", plain()]).stdout).not.toContain("fixed");
  });

  test.each([["pack"], ["compare"]])("are all there are: %s says that nothing is planned", (command) => {
    const all = write(at.folder, "all.csv", PLACED);
    const { code, stdout, stderr } = telaplan([command, all]);
    expect(code).toBe(0);
    expect(stderr.split("\n")[0]).toBe(
      `${all}: all 2 buffers have fixed offsets, so nothing is left to plan; --ignore-offsets plans anew`,
    );
    if (command === "pack") expect(stdout).toContain(`\n${all}: 2 of 2 buffers fixed\n`);
  });
});

describe("--json", () => {
  const withoutTimes = (stdout: string) => rowsOf(stdout).map((row) => ({ ...row, solveMs: 0 }));

  test.each([["pack"], ["compare"], ["verify"]])("of %s is what --format json was, which is still taken", (command) => {
    const file = write(at.folder, "placed.8.csv", PLACED);
    const [json, format] = [["--json"], ["--format", "json"]].map((flag) => telaplan([command, ...flag, file]));
    expect(withoutTimes(json!.stdout).length).toBeGreaterThan(0);
    expect(withoutTimes(json!.stdout)).toEqual(withoutTimes(format!.stdout));
    const table = telaplan([command, "--format", "table", file]).stdout;
    expect(table).toMatch(/^file /);
    expect(telaplan([command, "--json", "--format", "table", file]).stderr).toContain(
      "--json and --format table contradict each other",
    );
    const help = telaplan([command, "--help"]).stdout;
    expect([help.includes("--json"), help.includes("--format")]).toEqual([true, false]);
  });

  test("of generate tells what was written, and lists the families", () => {
    const file = join(at.folder, "generated.csv");
    const [row] = rowsOf(telaplan(["generate", "guillotine", "--buffers", "30", "-o", file, "--json"]).stdout);
    const { problem } = parse(readFileSync(file, "utf8"), "generated.csv");
    expect(row).toMatchObject({ output: file, buffers: problem.buffers.length, capacity: expect.any(Number) });
    const families = rowsOf(telaplan(["generate", "--list", "--json"]).stdout);
    expect(families).toContainEqual(expect.objectContaining({ name: "guillotine", kind: "synthetic" }));
  });

  test("is in the help of every command that has something to tell", () => {
    for (const command of ["pack", "compare", "verify", "generate guillotine", "serve"])
      expect(telaplan([...command.split(" "), "--help"]).stdout, command).toContain("--json");
    for (const command of ["show", "explain", "eval", "train"])
      expect(telaplan(["policy", command, "--help"]).stdout, command).toContain("--json");
  });

  test("is not the form of a generated file: that is --form, and its old name is taken with a note", () => {
    const family = ["generate", "guillotine", "--buffers", "30"];
    const form = telaplan([...family, "--form", "json"]);
    const format = telaplan([...family, "--format", "json"]);
    expect(JSON.parse(form.stdout).buffers).toHaveLength(30);
    expect([format.stdout, form.stderr]).toEqual([form.stdout, ""]);
    expect(format.stderr).toBe("--format: is called --form now\n");
  });
});

describe("a server that does not answer", () => {
  test("is told once, in one sentence, and is not the files' fault", () => {
    const { code, stdout, stderr } = telaplan([
      "pack",
      "--server",
      "127.0.0.1:1",
      plain(),
      write(at.folder, "b.csv", PLAIN),
    ]);
    expect(code).toBe(2);
    expect(stderr).toBe(
      'no server answers at 127.0.0.1:1: nothing listens there; "telaplan serve --listen HOST:PORT" starts one\n',
    );
    expect(stdout).toBe("0 of 2 placed and verified; 2 failed\n");
  });

  test("stands in every row of JSON", () => {
    const rows = rowsOf(telaplan(["pack", "--json", "--server", "127.0.0.1:1", plain(), plain()]).stdout);
    expect(rows.map(({ error }) => error)).toEqual(Array(2).fill(expect.stringMatching(/^no server answers at 127/)));
  });
});
