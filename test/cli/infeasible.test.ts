import { availableParallelism } from "node:os";
import { describe, expect, test } from "vitest";
import { prepare, rowsOf, SEARCHED, telaplan, write } from "./run.js";

const at = prepare();

const CASES = [
  ["size", "big.8.csv", "id,lower,upper,size\na,0,4,9\nb,0,4,1\n", ["a"], 'buffer "a" '],
  ["fixed", "high.8.csv", "id,lower,upper,size,offset\na,0,4,4,6\nb,0,4,1,\n", ["a"], 'buffer "a" '],
  [
    "collision",
    "both.csv",
    "id,lower,upper,size,offset\na,0,4,16,0\nb,3,5,16,8\nc,0,1,1,\n",
    ["a", "b"],
    "two fixed buffers ",
  ],
  ["load", "load.8.csv", "id,lower,upper,size\na,0,4,5\nb,3,5,5\nc,5,6,5\n", ["a", "b"], "2 buffers live at t = 3 "],
  ["search", "searched.10.csv", SEARCHED, [..."abcdefghi"], "the exact search has proved that no plan of 9 buffers "],
] as const;

describe.each(CASES)("a file that has no plan for its %s", (cause, name, text, buffers, begin) => {
  test("is told of in a line below the table, on standard output", () => {
    const file = write(at.folder, name, text);
    const { code, stdout, stderr } = telaplan(["pack", file]);
    const [, line = ""] = /^(.*no plan fits: .*)\n/m.exec(stdout) ?? [];
    expect(line.startsWith(`${file}: no plan fits: ${begin}`), line).toBe(true);
    if (cause !== "search") for (const id of buffers) expect(line).toContain(JSON.stringify(id));
    expect([code, stderr]).toEqual([1, ""]);
    expect(telaplan(["compare", file]).stdout).toContain(`\n${line}\n`);
  });

  test("has the cause and the buffers' ids in its JSON line, and nothing is told besides", () => {
    const file = write(at.folder, name, text);
    for (const command of ["pack", "compare"]) {
      const { stdout, stderr } = telaplan([command, "--json", file]);
      const message = expect.stringContaining(begin);
      expect(rowsOf(stdout)[0]).toMatchObject({ status: "infeasible", infeasibility: { cause, buffers, message } });
      expect(stderr.replace(/^cpsat: .*\n/m, "")).toBe("");
    }
  });
});

test("a file that has a plan has no reason against one, by any solver", () => {
  const file = write(at.folder, "fits.8.csv", "id,lower,upper,size\na,0,4,4\nb,3,5,4\n");
  expect(telaplan(["pack", file]).stdout).not.toContain("no plan fits");
  const rows = [
    ...rowsOf(telaplan(["pack", "--json", file]).stdout),
    ...rowsOf(telaplan(["compare", "--json", file]).stdout),
  ];
  expect(rows.length).toBeGreaterThan(2);
  for (const row of rows) expect(row.infeasibility).toBe(null);
});

test("of several files each is named with its own reason, in their order", () => {
  const files = CASES.map(([, name, text]) => write(at.folder, name, text));
  const { code, stdout } = telaplan(["pack", ...files]);
  const told = stdout.split("\n").flatMap((line) => (line.includes(": no plan fits: ") ? [line.split(": ")[0]] : []));
  expect([code, told]).toEqual([1, files]);
});

test("threads above the cores are told of once on standard error, whatever the number of files", () => {
  const files = [1, 2, 3].map((i) => write(at.folder, `thread-${i}.csv`, "id,lower,upper,size\na,0,4,4\nb,3,5,4\n"));
  const cores = availableParallelism();
  const { code, stdout, stderr } = telaplan(["pack", "--json", "--threads", "256", ...files]);
  expect([code, rowsOf(stdout).length]).toEqual([0, 3]);
  expect(stderr).toMatch(new RegExp(`^--threads: 256 asked for, ${cores} used: this machine has .* cores?\n$`));
  expect(telaplan(["pack", "--json", "--threads", String(cores), ...files]).stderr).toBe("");
});

test("pack names the bank that binds where a memory has no end", () => {
  const buffers = [{ id: "a", lower: 0, upper: 2, size: 100, withinBank: true }];
  const file = write(at.folder, "bank.json", JSON.stringify({ memories: [{ id: "m", bank: 64 }], buffers }));
  const { code, stdout } = telaplan(["pack", file]);
  expect([code, stdout]).toEqual([1, expect.stringContaining('within one bank of 64 bytes must lie "a" of 100')]);
});
