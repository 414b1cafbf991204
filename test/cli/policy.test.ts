import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { readPolicyFile } from "../../src/policy/index.js";
import { policyFile } from "../support/policies.js";
import { meddledWith, prepare, rowsOf, telaplan, write } from "./run.js";

const at = prepare();
const json = (...args: string[]) => telaplan(["pack", "--format", "json", "--step-limit", "5000", ...args]);

/** A file that takes a search, and one with a policy. */
const made = { hard: "", own: "" };

beforeAll(() => {
  made.hard = join(at.folder, "hard.csv");
  const { code, stderr } = telaplan(["generate", "guillotine", "--buffers", "120", "--seed", "7", "-o", made.hard]);
  if (code !== 0) throw new Error(stderr);
  made.own = write(at.folder, "own.json", JSON.stringify(policyFile()));
});

describe("telaplan pack --policy", () => {
  const withoutTime = (stdout: string) => ({ ...rowsOf(stdout)[0], solveMs: 0 });

  test("takes the learned policy by default, the rules by name, and a file", () => {
    const byDefault = json("-c", "1MiB", made.hard);
    expect(byDefault.stderr).toBe("");
    expect(withoutTime(byDefault.stdout)).toEqual(
      withoutTime(json("-c", "1MiB", "--policy", "learned", made.hard).stdout),
    );
    expect(withoutTime(byDefault.stdout)).toMatchObject({ policy: "learned" });
    const rules = withoutTime(json("-c", "1MiB", "--policy", "rules", made.hard).stdout);
    expect(rules).toMatchObject({ policy: "rules" });
    const own = json("-c", "1MiB", "--policy", made.own, made.hard);
    expect([own.code === 0 || own.code === 3, own.stderr]).toEqual([true, ""]);
    expect(withoutTime(own.stdout)).toMatchObject({ policy: "by hand" });
    expect(withoutTime(own.stdout)).not.toEqual({ ...rules, policy: "by hand" });
  });

  test.each([
    ["missing", null, "there is no such file"],
    ["corrupt", "{", "is no JSON"],
    ["outdated", JSON.stringify({ ...policyFile(), schema: 0 }), "has schema 0, this telaplan reads 1"],
  ])("of a file that is %s is one line on standard error that names it, and the rules decide", (name, text, reason) => {
    const path = text === null ? join(at.folder, "none.json") : write(at.folder, `${name}.json`, text);
    const { code, stdout, stderr } = json("-c", "1MiB", "--policy", path, made.hard);
    const rules = json("-c", "1MiB", "--policy", "rules", made.hard);
    expect([code, withoutTime(stdout)]).toEqual([rules.code, withoutTime(rules.stdout)]);
    expect(stderr.split("\n")).toHaveLength(2);
    for (const part of [path, reason, "the rules decide instead"]) expect(stderr).toContain(part);
  });

  test("is for the search alone", () => {
    const { code, stderr } = telaplan(["pack", "--solver", "glpk", "--policy", "rules", made.hard]);
    expect(code).toBe(2);
    expect(stderr).toContain("--policy: is for the search");
  });
});

describe("telaplan policy show", () => {
  test("prints the model card, of the shipped policy by default", () => {
    const shipped = telaplan(["policy", "show"]);
    expect([shipped.code, shipped.stderr]).toEqual([0, ""]);
    for (const text of ["learned.json", "# Model card", "**Seeds**", "## Limits"])
      expect(shipped.stdout).toContain(text);
    const own = telaplan(["policy", "show", made.own]).stdout;
    expect(own).toContain(`${made.own}: ${readFileSync(made.own).length.toLocaleString("en-US")} bytes`);
    expect(own).toContain(
      "Guides children (linear, 37 weights), targets (linear, 27 weights); 6 of 7 members follow it.",
    );
    expect(own).toContain("Made for tests.");
  });

  test("as JSON is one object with the card", () => {
    const [shown] = rowsOf(telaplan(["policy", "show", "--json", made.own]).stdout);
    expect(shown).toEqual({
      name: "by hand",
      roles: { children: "linear, 37 weights", targets: "linear, 27 weights" },
      schema: 1,
      card: policyFile().card,
    });
    expect(rowsOf(telaplan(["policy", "show", "--json", "rules"]).stdout)[0]).toMatchObject({
      name: "rules",
      card: null,
    });
  });

  test("says of the rules that they have no card, and of a file that cannot be used why, exit code 2", () => {
    expect(telaplan(["policy", "show", "rules"])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("no model card"),
    });
    const { code, stdout, stderr } = telaplan(["policy", "show", join(at.folder, "none.json")]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("none.json: there is no such file");
  });
});

describe("telaplan policy explain", () => {
  test("tells what mattered, and what the policy decided on the file", () => {
    const args = [
      "policy",
      "explain",
      "--policy",
      made.own,
      "--problems",
      "3",
      "--decisions",
      "4",
      "-c",
      "1MiB",
      made.hard,
    ];
    const { code, stdout, stderr } = telaplan(args);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/What matters for (children|targets) \(linear\): on \d+ choices/);
    expect(stdout).toMatch(/120 buffers in 1,048,576 bytes, guided by by hand: (placed|neither)/);
    expect(stdout).toMatch(
      /ordered the children of [\d,]+ nodes, and put the rule's first child first in [\d,]+ \(\d+ %\)/,
    );
    expect(stdout.split("\n").filter((line) => /^ {2}Step \d+, depth \d+: /.test(line))).toHaveLength(4);
  });

  test("as JSON holds both, and the search is pack's", () => {
    const args = ["policy", "explain", "--policy", made.own, "--problems", "0", "--json", "-c", "1MiB", made.hard];
    const [told] = rowsOf(telaplan([...args, "--step-limit", "5000"]).stdout) as [Record<string, unknown>];
    const [packed] = rowsOf(json("-c", "1MiB", "--policy", made.own, made.hard).stdout) as [Record<string, unknown>];
    expect(told.importance).toEqual([]);
    expect(told.run).toMatchObject({ steps: packed.steps, outcome: packed.verified ? "placed" : "limit" });
    expect((told.run as { overruled: unknown[] }).overruled).toHaveLength(10);
  });

  test("names a file that cannot be read, and refuses a policy without models", () => {
    const missing = telaplan(["policy", "explain", join(at.folder, "none.csv")]);
    expect([missing.code, missing.stderr]).toEqual([2, `${join(at.folder, "none.csv")}: no such file or folder\n`]);
    const rules = telaplan(["policy", "explain", "--policy", "rules", made.hard]);
    expect(rules.code).toBe(2);
    expect(rules.stderr).toContain("--policy: rules has no models");
  });
});

describe("telaplan policy eval", () => {
  const tiny = ["policy", "eval", "--families", "guillotine", "--hard", "1", "--limit", "1100"];

  test("prints a table with the policy, random weights and the control", () => {
    const { code, stdout, stderr } = telaplan([...tiny, made.own]);
    expect(code).toBe(0);
    // How long it will take is told before it begins.
    expect(stderr).toBe("measuring 1 hard instance, 5 runs each: some 1 s\n");
    const lines = stdout.split("\n").filter((line) => line.startsWith("| "));
    expect(lines[0]).toBe("| instances | policy | steps | wall time | its median | misses | lost | won |");
    for (const name of ["by hand", "random weights", "rules, other random numbers"]) {
      expect(lines.filter((line) => line.includes(`| ${name} |`))).toHaveLength(3);
    }
    expect(stdout).toContain("| hard, guillotine: 1 | by hand |");
  });

  test("takes several files for training seeds of one policy, and its roles apart", () => {
    const { stdout } = telaplan([...tiny, "--json", "--roles", made.own, made.own]);
    const [{ rows }] = rowsOf(stdout) as [
      { rows: { contender: string; seeds: number; steps: { deviation: number } }[] },
    ];
    const own = rows.find(({ contender }) => contender.includes("by hand"))!;
    expect(own.seeds).toBe(2);
    // One file twice.
    expect(own.steps.deviation).toBe(0);
    expect(rows.map(({ contender }) => contender)).toContain("targets alone");
  });

  test.each([
    [["--families", "squares"], '--families: must be of guillotine, thinned, long-spans, residual, got "squares"'],
    [["rules"], "the rules are what others are measured against"],
    [["none.json"], "none.json: there is no such file"],
    [["--hard", "0"], "--hard: must be"],
  ])("%j is refused by name, exit code 2", (args, message) => {
    const { code, stdout, stderr } = telaplan(["policy", "eval", ...args]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
  });

  test("Ctrl-C prints the table of what was measured so far, exit code 3", async () => {
    const args = ["policy", "eval", "--families", "guillotine", "--hard", "5000", made.own];
    const { code, stdout, stderr } = await meddledWith(args, (child) => {
      child.stderr.once("data", () => setTimeout(() => child.kill("SIGINT"), 500));
    });
    expect(code).toBe(3);
    expect(stdout).toContain("| instances | policy |");
    expect(stderr).toMatch(/interrupted: \d+ of 5000 hard instances measured\n$/);
  });
});

describe("telaplan policy train", () => {
  const tensorFlow = import("@tensorflow/tfjs-core").then(
    () => true,
    () => false,
  );
  const folder = () => join(at.folder, "problems");
  const args = (output: string, ...others: string[]) => [
    ...["policy", "train", "--problems", folder(), "-o", join(at.folder, output), "-t", "5", "--threads", "1"],
    ...others,
  ];

  beforeAll(() => {
    for (const seed of ["1", "2", "3", "4"]) {
      telaplan(["generate", "thinned", "--buffers", "80", "--seed", seed, "-o", `${folder()}/`]);
    }
    write(folder(), "broken.csv", "id,lower,upper,size\na,0,x,1\n");
    write(folder(), "tiny.csv", "id,lower,upper,size\na,0,1,1\n");
    write(folder(), "notes.txt", "no problem");
  });

  test("learns from a folder of problems, tells what it leaves out, writes a policy that pack follows", async () => {
    const tiny = ["--rounds", "0", "--attempts", "3", "--budget", "500", "--compare", "0"];
    const { code, stdout, stderr } = telaplan(args("ours.json", ...tiny));
    if (!(await tensorFlow)) {
      expect(code).toBe(2);
      expect(stderr).toMatch(
        /training needs TensorFlow\.js, which is not installed: npm install .*@tensorflow\/tfjs-core@/,
      );
      return;
    }
    expect(code, stderr).toBe(0);
    expect(stderr).toMatch(/broken\.csv:2:5: /);
    expect(stderr).toContain("tiny.csv: left out: it has 1 buffers that live and have bytes");
    const written = {
      output: join(at.folder, "ours.json"),
      card: join(at.folder, "ours.card.md"),
      curves: join(at.folder, "ours.curves.svg"),
    };
    expect(stdout).toContain(`wrote ${written.output}: learned from 4 problems\nwrote ${written.card}: `);
    const again = telaplan(args("ours.json", ...tiny, "--json"));
    expect(rowsOf(again.stdout)).toMatchObject([{ ...written, problems: 4 }]);
    const { policy, card } = readPolicyFile(join(at.folder, "ours.json"));
    expect(card.families).toEqual(["given"]);
    expect(card.limits[0]).toContain("4 problems of");
    expect(policy.guidance!.children ?? policy.guidance!.targets).toBeDefined();
    for (const name of ["ours.card.md", "ours.curves.svg"]) expect(existsSync(join(at.folder, name)), name).toBe(true);
    const packed = json("-c", "1MiB", "--policy", join(at.folder, "ours.json"), made.hard);
    expect([packed.stderr, rowsOf(packed.stdout)[0]!.policy]).toEqual(["", "learned"]);
  });

  test("Ctrl-C keeps what was collected: plans, and whole shards; exit code 3", async () => {
    const others = ["--rounds", "3", "--attempts", "200", "--budget", "50000", "--compare", "500"];
    const { code, stderr } = await meddledWith(args("later.json", ...others), (child) => {
      child.stderr.on("data", (text: string) => {
        if (text.includes("states of the rules")) setTimeout(() => child.kill("SIGINT"), 300);
      });
    });
    if (!(await tensorFlow)) {
      expect(code).toBe(2);
      return;
    }
    expect(code).toBe(3);
    expect(stderr).toContain("the same command goes on from there");
    expect(existsSync(join(at.folder, "later.json"))).toBe(false);
    const kept = readdirSync(join(at.folder, "later.json.work"));
    expect(kept.filter((name) => name.startsWith("plan-"))).toHaveLength(4);
    expect(kept.filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  test.each([
    [["--problems", "nowhere"], "--problems: cannot read nowhere: no such file or folder"],
    [[], "takes --problems with a folder of files, or --from with a server's problem log"],
  ])("%j is refused by name, exit code 2", (given, message) => {
    const { code, stderr } = telaplan(["policy", "train", ...given]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  test("an output that cannot be a file is refused before anything is collected", async () => {
    const work = join(at.folder, "unused.work");
    const run = (output: string) => telaplan(["policy", "train", "--problems", folder(), "--work", work, "-o", output]);
    const stdout = run("-");
    expect([stdout.code, stdout.stderr]).toEqual([2, expect.stringContaining("--output: must be a file")]);
    const directory = run(at.folder);
    expect(directory.code).toBe(2);
    const needed = (await tensorFlow) ? `cannot write ${at.folder}: is a folder, not a file` : "TensorFlow.js";
    expect(directory.stderr).toContain(needed);
    expect(existsSync(work) ? readdirSync(work) : []).toEqual([]);
  });

  test("a folder without problem files is refused", () => {
    write(at.folder, "nothing/notes.txt", "");
    const { code, stderr } = telaplan(["policy", "train", "--problems", join(at.folder, "nothing")]);
    expect(code).toBe(2);
    expect(stderr).toContain("there are no .csv or .json files in");
  });
});
