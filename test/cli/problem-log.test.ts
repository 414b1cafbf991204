import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isHeldOut, readProblemLogs } from "../../src/cli/input/problem-logs.js";
import { ProblemLog } from "../../src/cli/output/problem-log.js";
import { PlannerClient } from "../../src/client/index.js";
import { emptyColumns, packColumns } from "../../src/problem/index.js";
import { recordOf } from "../../src/service/index.js";
import { processes } from "../service/run.js";
import { policyFile } from "../support/policies.js";
import { prepare, rowsOf, telaplan, write } from "./run.js";

const at = prepare();
const serve = processes();

/** What a server would keep of a problem of so many buffers. */
function record(seed: number, buffers = 5) {
  const columns = emptyColumns(buffers, { capacity: 100, base: 0, ids: null });
  for (let b = 0; b < buffers; b++) {
    columns.lower[b] = b;
    columns.upper[b] = b + 2;
    columns.size[b] = seed + b;
  }
  const task = { problem: packColumns(columns), minimize: false };
  return recordOf(task as never, { status: "optimal", steps: 3, solveMs: 1 })!;
}

const keptIn = (folder: string) => readProblemLogs(folder, () => {}).map(({ problem }) => problem.buffers[0]!.size);

describe("a log of problems", () => {
  test("keeps the latest within its count, says what it drops, and goes on where it was", async () => {
    const folder = join(at.folder, "count");
    const told: object[] = [];
    const limits = { bytes: 1e6, count: 16 };
    const log = new ProblemLog(folder, limits, (loss) => told.push(loss));
    for (let seed = 1; seed <= 40; seed++) log.keep(record(seed));
    await log.close(5000);
    const kept = keptIn(folder);
    expect(kept.at(-1)).toBe(40);
    expect(kept).toEqual(Array.from(kept, (_, i) => 41 - kept.length + i));
    expect(kept.length).toBeGreaterThan(8);
    expect(kept.length).toBeLessThanOrEqual(16);
    expect(log.counts).toMatchObject({ kept: 40, dropped: 40 - kept.length, lost: 0 });
    expect(told.reduce((sum: number, each) => sum + (each as { dropped: number }).dropped, 0)).toBe(40 - kept.length);
    const next = new ProblemLog(folder, limits, () => {});
    next.keep(record(40));
    next.keep(record(41));
    await next.close(5000);
    expect(next.counts).toMatchObject({ kept: 1, equal: 1 });
    expect(keptIn(folder).at(-1)).toBe(41);
  });

  test("is never larger than its bytes, and refuses what is larger than all of them", async () => {
    const folder = join(at.folder, "bytes");
    const told: object[] = [];
    const log = new ProblemLog(folder, { bytes: 4000, count: 1000 }, (loss) => told.push(loss));
    for (let seed = 1; seed <= 60; seed++) log.keep(record(seed));
    log.keep(record(1, 1000));
    await log.close(5000);
    const sizes = readdirSync(folder).map((name) => statSync(join(folder, name)).size);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(4000);
    expect(keptIn(folder).at(-1)).toBe(60);
    expect(told).toContainEqual({ lost: 1, error: "larger than the whole log" });
    expect(statSync(folder).mode & 0o77).toBe(0);
  });

  test("is read line by line: what cannot be used is told by its place, and equal problems count once", () => {
    const [good, other] = [record(1).line, record(2).line];
    const path = write(
      at.folder,
      "odd.jsonl",
      [
        good,
        other.slice(0, 60),
        "\n",
        good.replace('"size":[1', '"size":[7'),
        other.replace('"version":1', '"version":2'),
        good,
      ].join(""),
    );
    const told: string[] = [];
    expect(readProblemLogs(path, (message) => told.push(message))).toHaveLength(1);
    expect(told.map((each) => each.replace(path, "odd"))).toEqual([
      "odd:2: left out: the line is no JSON, or was cut off",
      "odd:3: left out: its id is not the hash of its problem",
      "odd:4: left out: it has version 2, this telaplan reads 1",
    ]);
  });

  test("holds out about every fourth problem, by the problem alone", () => {
    const ids = Array.from({ length: 400 }, (_, seed) => record(seed + 1));
    const share = ids.filter(isHeldOut).length / ids.length;
    expect(share).toBeGreaterThan(0.18);
    expect(share).toBeLessThan(0.32);
  });
});

describe("telaplan serve --problem-log", () => {
  test("keeps what it planned, without names and once, and nothing by default", async () => {
    const folder = join(at.folder, "served");
    const { port, child, ended } = await serve(["--problem-log", folder, "--policy", "rules"]);
    const client = new PlannerClient(`127.0.0.1:${port}`);
    const secret = [
      { id: "secret-a", lower: 0, upper: 2, size: 256 },
      { id: "secret-b", lower: 1, upper: 4, size: 512, alignment: 64 },
    ];
    for (const name of ["first", "second"]) {
      await client.plan({ buffers: secret.map((each) => ({ ...each, id: name + each.id })), capacity: 1024 });
    }
    await client.plan({ buffers: secret, capacity: 2048 });
    client.close();
    child.kill("SIGTERM");
    await ended;
    const text = readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), "utf8"))
      .join("");
    expect(text).not.toContain("secret");
    const kept = readProblemLogs(folder, () => {});
    expect(kept.map(({ problem }) => problem.capacity)).toEqual([1024, 2048]);
    expect(kept[0]!.problem.buffers[1]).toEqual({ id: "1", lower: 1, upper: 4, size: 512, alignment: 64 });
  });
});

describe("telaplan policy eval --from", () => {
  const folder = () => join(at.folder, "workload");
  const own = () => write(at.folder, "own.json", JSON.stringify(policyFile()));

  test("judges on held-out problems alone, leaves out what a policy was trained on, and says why not", () => {
    const path = write(at.folder, "few.jsonl", Array.from({ length: 40 }, (_, i) => record(i + 1).line).join(""));
    const heldOut = readProblemLogs(path, () => {}).filter(isHeldOut);
    const { code, stdout, stderr } = telaplan(["policy", "eval", "--from", path, "--json", own()]);
    const [{ verdicts }] = rowsOf(stdout) as [
      { verdicts: { problems: number; recommended: boolean; reasons: string[] }[] },
    ];
    expect([code, verdicts[0]!.problems, verdicts[0]!.recommended]).toEqual([1, heldOut.length, false]);
    expect(verdicts[0]!.reasons[0]).toContain("problems are too few to tell");
    expect(stderr).toContain(`${heldOut.length} of 40 problems are held out`);
    const file = policyFile();
    const card = { ...file.card, trainedOn: [heldOut[0]!.id.slice(0, 16)] };
    const seen = write(at.folder, "seen.json", JSON.stringify({ ...file, card }));
    expect(telaplan(["policy", "eval", "--from", path, seen]).stderr).toContain(
      "1 of them are left out, as it was trained",
    );
  });

  test.each([
    [["--from", "none.jsonl", "own.json"], "own.json: there is no such file"],
    [["--from", "x", "--families", "thinned", "own.json"], "--families: is for generated instances"],
    [["--from", "x"], "takes the policies that are to be judged"],
    [["--from", "x", "learned"], "learned is what others are measured against"],
  ])("%j is refused by name, exit code 2", (args, message) => {
    const { code, stderr } = telaplan(["policy", "eval", ...args]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
    expect(existsSync(folder())).toBe(false);
  });

  test("train takes files or a log, not both", () => {
    const { code, stderr } = telaplan(["policy", "train", "--from", "a", "--problems", "b"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("takes --problems with a folder of files, or --from")]);
  });
});

describe("telaplan tune", () => {
  test("writes a profile that pack takes, with honest figures, the same from the same seed", () => {
    const folder = join(at.folder, "tuned");
    telaplan(["generate", "thinned", "--buffers", "60", "--seed", "1", "-o", join(at.folder, "one.csv")]);
    const problems = Array.from({ length: 12 }, (_, i) => record(i + 1, 12).line).join("");
    const path = write(at.folder, "tune.jsonl", problems);
    const tune = (name: string) =>
      telaplan(["tune", path, "-o", join(at.folder, name), "--candidates", "4", "--seeds", "1", "--json"]);
    const { code, stdout } = tune("first.json");
    expect(code).toBe(1);
    const [{ verdict }] = rowsOf(stdout) as [{ verdict: { reasons: string[] } }];
    expect(verdict.reasons.length).toBeGreaterThan(0);
    tune("second.json");
    const first = readFileSync(join(at.folder, "first.json"), "utf8");
    expect(readFileSync(join(at.folder, "second.json"), "utf8")).toBe(first);
    const packed = telaplan(["pack", "--profile", join(at.folder, "first.json"), join(at.folder, "one.csv")]);
    expect([packed.code, packed.stderr]).toEqual([0, ""]);
    expect(existsSync(folder)).toBe(false);
    writeFileSync(join(at.folder, "bad.json"), JSON.stringify({ version: 1, speed: 3 }));
    const bad = telaplan(["pack", "--profile", join(at.folder, "bad.json"), join(at.folder, "one.csv")]);
    expect([bad.code, bad.stderr]).toEqual([2, expect.stringContaining("profile.speed is no field of a profile")]);
  });
});
