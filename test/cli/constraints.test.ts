import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { TIERS } from "../support/tiers.js";
import { prepare, rowsOf, telaplan, write } from "./run.js";

const at = prepare();

/** Two buffers of a fast memory have no room together: the cheaper one leaves it. */
const SPILL = {
  memories: [{ id: "fast", capacity: 8, reserved: [{ from: 0, to: 2 }] }, { id: "slow" }],
  buffers: [
    { id: "a", lower: 0, upper: 4, size: 4, memories: [{ id: "fast" }, { id: "slow", cost: 5 }] },
    { id: "b", lower: 2, upper: 6, size: 4, memories: [{ id: "fast" }, { id: "slow", cost: 7 }] },
  ],
  minimize: ["spill"],
};

const CSV = "id,lower,upper,size\na,0,1,4\nb,1,2,4\n";

function problemFile(problem: object = SPILL, name = "spill.json"): string {
  return write(at.folder, name, JSON.stringify(problem));
}

describe("telaplan pack on a problem with constraints", () => {
  test("tells terms with bounds, each memory, and what presolve did", () => {
    const { code, stdout, stderr } = telaplan(["pack", "--json", problemFile()]);
    expect([code, stderr]).toEqual([0, ""]);
    const [row] = rowsOf(stdout);
    expect(row).toMatchObject({
      status: "optimal",
      capacity: null,
      verified: true,
      minimized: false,
      terms: [{ term: "spill", value: 5, bound: 5 }],
      memories: [
        { id: "fast", capacity: 8, peak: 6 },
        { id: "slow", capacity: null, peak: 4 },
      ],
    });
    expect((row!.presolve as string[]).length).toBeGreaterThan(0);
    const table = telaplan(["pack", "--explain-presolve", problemFile()]).stdout;
    expect(table).toContain("spill 5, proved");
    expect(table).toContain("fast 6 of 8, slow 4");
    expect(table).toContain("spill.json: presolve: not needed: heuristics and bounds had no question");
  });

  test("explains steps of presolve, and says where there is nothing to explain", () => {
    const buffers = ["a", "b", "c"].map((id, i) => ({ id, lower: i, upper: i + 1, size: 4 }));
    const apart = problemFile({ buffers, apart: [{ buffers: ["a", "c"] }] }, "apart.json");
    expect(telaplan(["pack", "--explain-presolve", apart]).stdout).toContain("presolve: 1 of 1 memory re-timed");
    const plain = write(at.folder, "plain.csv", CSV);
    expect(telaplan(["pack", "--explain-presolve", plain]).stdout).toContain(
      "nothing to do: the problem has no constr",
    );
  });

  test("writes offsets and memories into the file, which verify then reads; a broken one is told of", () => {
    const output = join(at.folder, "placed.json");
    expect(telaplan(["pack", "-o", output, problemFile()]).code).toBe(0);
    const placed = JSON.parse(readFileSync(output, "utf8"));
    expect(placed.buffers.map(({ memory }: { memory: string }) => memory)).toEqual(["slow", "fast"]);
    expect(placed.minimize).toEqual(["spill"]);
    for (const args of [[output], ["--problem", problemFile(), output]]) {
      const { code, stdout } = telaplan(["verify", "--json", ...args]);
      expect(code).toBe(0);
      expect(rowsOf(stdout)[0]).toMatchObject({ verified: true, terms: { spill: 5 }, memories: [{ peak: 6 }, {}] });
    }
    placed.buffers[1].offset = 0;
    const broken = problemFile(placed, "broken.json");
    const { code, stdout } = telaplan(["verify", broken]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/reserved {2}buffer "b".*\[0, 2\)/);
  });

  test.each(["json", "csv"] as const)("writes choices that nobody stated, as for time, into %s", (form) => {
    const ids = ["a", "b", "c"];
    const tiers = {
      memories: [
        { id: "fast", capacity: 4, bandwidth: 8 },
        { id: "slow; far", bandwidth: 1 },
      ],
      buffers: ids.map((id) => ({ id, lower: 0, upper: 2, size: 4, ...(id === "c" && { memory: "slow; far" }) })),
      minimize: ["time"],
    };
    const comments = '# memory fast capacity=4 bandwidth=8\n# memory "slow; far" bandwidth=1\n# minimize=time\n';
    const rows = "id;memory;lower;upper;size\na;;0;2;4\nb;;0;2;4\nc;slow; far;0;2;4\n".replace(
      "slow; far",
      '"slow; far"',
    );
    const file = form === "json" ? problemFile(tiers, "tiers.json") : write(at.folder, "tiers.csv", comments + rows);
    for (const other of ["json", "csv"]) {
      const placed = join(at.folder, `placed-${form}.${other}`);
      const [packed] = rowsOf(telaplan(["pack", "--json", "-o", placed, file]).stdout);
      const terms = { time: (packed!.terms as { value: number }[])[0]!.value };
      for (const args of [[placed], ["--problem", file, placed]]) {
        const { code, stdout } = telaplan(["verify", "--json", ...args]);
        expect([code, rowsOf(stdout)[0]], args.join(" ")).toMatchObject([0, { verified: true, terms }]);
      }
      expect(telaplan(["pack", placed]).code).toBe(0);
      if (other === "csv") continue;
      const { buffers } = JSON.parse(readFileSync(placed, "utf8"));
      expect(buffers[0].memories).toEqual([{ id: "fast" }, { id: "slow; far" }]);
      expect(buffers[2].memories).toBeUndefined();
    }
  });

  test("refuses a plan in CSV that names no memory where there are several", () => {
    const text =
      "# memory m capacity=9\n# memory n bandwidth=1\n# minimize=time\nid,lower,upper,size,offset\na,0,1,4,0\n";
    const { code, stderr } = telaplan(["verify", write(at.folder, "nowhere.csv", text)]);
    expect(code).toBe(2);
    expect(stderr).toContain('nowhere.csv:5:1: buffer "a" has no memory; it may lie in "m", "n"');
  });

  test("takes other terms and limits than the file's", () => {
    const [peak] = rowsOf(telaplan(["pack", "--json", "--objective", "peak,spill", problemFile()]).stdout);
    expect(peak!.terms).toMatchObject([
      { term: "peak", value: 8 },
      { term: "spill", value: 12 },
    ]);
    const limited = telaplan(["pack", "--limit", "spill=4", problemFile()]);
    expect(limited.code).toBe(1);
    expect(limited.stdout).toContain("within the limits spill ≤ 4");
    for (const [args, text] of [
      [["--objective", "size"], "--objective: must be time or spill"],
      [["--objective", "peak,peak"], "--objective: names peak twice"],
      [["--limit", "spill"], "--limit: must be a term and its limit, as reuse=10, got"],
      [["--limit", "spill=x"], "--limit: must be a whole number"],
    ] as const) {
      const { code, stderr } = telaplan(["pack", ...args, problemFile()]);
      expect(code).toBe(2);
      expect(stderr).toContain(text);
    }
  });

  test("takes pairs from a second file, and names its faults there", () => {
    const csv = write(at.folder, "two.csv", CSV);
    const pairs = write(at.folder, "pairs.csv", "a,b,rule,value\na,b,apart,2\n");
    const [row] = rowsOf(telaplan(["pack", "--json", "--pairs", pairs, csv]).stdout);
    expect(row).toMatchObject({ status: "optimal", peak: 10 });
    const placed = telaplan(["pack", "-o", join(at.folder, "two-placed.csv"), "--pairs", pairs, csv]);
    expect(placed.stderr).toContain(`two-placed.csv: to be read with --pairs ${pairs}, as it does not say so itself`);
    expect(telaplan(["pack", "-o", join(at.folder, "two.json"), "--pairs", pairs, csv]).stderr).toBe("");
    const wrong = write(at.folder, "wrong.csv", "a,b,rule,value\na,c,apart,2\n");
    const { code, stderr } = telaplan(["pack", "--pairs", wrong, csv]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/wrong\.csv:2:3: .*"c"/);
  });

  test("tells how long a plan takes where memories have speeds, and what it waits for", () => {
    const output = join(at.folder, "timed.json");
    const { stdout } = telaplan(["pack", "--json", "-o", output, problemFile(TIERS, "tiers.json")]);
    const [row] = rowsOf(stdout);
    expect(row!.terms).toEqual([{ term: "time", value: 1_668_000, bound: 1_668_000 }]);
    expect(row!.timing).toMatchObject({ ms: 0.001668, stallMs: 0.000748 });
    const verified = telaplan(["verify", "--problem", problemFile(TIERS, "tiers.json"), output]).stdout;
    expect(verified).toContain("takes 1668 ns, of which it waits 748 ns (748 ns for dram)");
  });

  test("names the constraint where another solver, or a policy, cannot deal with it", () => {
    const asked = telaplan(["pack", "--solver", "glpk", problemFile()]);
    expect(asked.code).not.toBe(0);
    expect(asked.stderr).toMatch(/memories/);
    const explained = telaplan(["policy", "explain", problemFile()]);
    expect(explained.code).toBe(2);
    expect(explained.stderr).toContain('key "memories" is a constraint, which is not supported here');
  });

  test("leaves no file where there is no plan, and names the memory", () => {
    const hopeless = problemFile({ ...SPILL, buffers: [{ id: "a", lower: 0, upper: 1, size: 7, memory: "fast" }] });
    const output = join(at.folder, "none.json");
    const { code, stdout } = telaplan(["pack", "-o", output, hopeless]);
    expect(code).toBe(1);
    expect(stdout).toContain('buffer "a" has no place at all: memory "fast" is [0, 8), of which [0, 2) is reserved');
    expect(existsSync(output)).toBe(false);
  });
});

describe("telaplan compare on a problem with constraints", () => {
  test("puts the terms of solvers side by side, and says who cannot", () => {
    const { code, stdout } = telaplan(["compare", problemFile()]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/search +optimal .*spill 5, proved/);
  });
});
