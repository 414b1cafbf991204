import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type FlagSpec, parseFlags } from "../../src/cli/input/absl-flags.js";
import { MinimallocFault, readMinimallocCsv, writeMinimallocCsv } from "../../src/cli/input/minimalloc-csv.js";
import { tikzOf } from "../../src/cli/output/minimalloc-tikz.js";
import { parse } from "../../src/formats/index.js";
import { simulate } from "../../src/sim/index.js";
import { prepare, write } from "./run.js";

const PROGRAM = fileURLToPath(new URL("../../dist/cli/minimalloc.js", import.meta.url));
const at = prepare();

/** The example of MiniMalloc's README. */
const INPUT = "id,lower,upper,size\nb1,0,3,4\nb2,3,9,4\nb3,0,9,4\nb4,9,21,4\nb5,0,21,4\n";

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...args], {
    cwd: at.folder,
    encoding: "utf8",
  });
  return { code: status, stdout, stderr };
}

/** Runs the program on a table, as Deeploy does. */
function solve(csv: string, capacity: number, ...more: string[]) {
  const [input, output] = [write(at.folder, "in.csv", csv), join(at.folder, `out-${more.length}-${capacity}.csv`)];
  const ran = run(`--capacity=${capacity}`, `--input=${input}`, `--output=${output}`, ...more);
  return { ...ran, output: existsSync(output) ? readFileSync(output, "utf8") : null };
}

describe("minimalloc", () => {
  test("is an executable of the package", () => {
    const { bin } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    expect(bin.minimalloc).toBe("dist/cli/minimalloc.js");
    expect(spawnSync(PROGRAM, ["--version"]).status).toBe(0);
  });

  test("writes the table with a plan that holds, and nothing but the seconds on standard error", () => {
    const { code, stdout, stderr, output } = solve(INPUT, 12);
    expect([code, stdout, stderr]).toEqual([0, "", expect.stringMatching(/^\d+\.\d{3}$/)]);
    expect(output!.replace(/,\d+$/gm, "")).toBe(INPUT.replace("size", "size,offset"));
    const { problem, offsets } = parse(output!, "x.csv", { placed: true, capacity: 12 });
    expect(simulate(problem, offsets!).ok).toBe(true);
    // As Deeploy reads it: the size before the last, the offset last.
    for (const row of output!.trim().split("\n").slice(1)) {
      const cells = row.split(",");
      expect(Number(cells.at(-1)) + Number(cells.at(-2))).toBeLessThanOrEqual(12);
    }
  });

  test("ends with 1 and writes nothing where no plan fits; the seconds come last", () => {
    const { code, stderr, output } = solve(INPUT, 11);
    expect([code, output]).toEqual([1, null]);
    expect(stderr).toMatch(/^minimalloc: no plan fits\n\d+\.\d{3}$/);
    // The capacity is 0 where nobody says one, whatever the file is called.
    write(at.folder, "input.12.csv", INPUT);
    expect(run("--input=input.12.csv").code).toBe(1);
  });

  test("writes the columns that MiniMalloc writes, and only those that say something", () => {
    const csv =
      "buffer_id,start,end,size,alignment,color,hint,gaps,offset\n" +
      "x,0,3,4,1,red,-1,,4\nx,2,7,4,8,blue,0,3-4 5-5@0:2,-1\n\nafter,0,9,99,1,,,,0\n";
    const { code, stderr, output } = solve(csv, 64);
    expect(code).toBe(0);
    expect(output).toBe(
      "id,lower,upper,size,alignment,hint,gaps,offset\nx,0,4,4,1,-1,,4\nx,2,8,4,8,0,3-5 5-6@0:2,8\n".replace(
        ",8\n",
        `,${output!.trim().split(",").at(-1)}\n`,
      ),
    );
    expect(stderr).toContain("the table ends at the first empty line; 1 lines behind it do not count\n");
  });

  test("--validate and --print_solution print what MiniMalloc's do", () => {
    const { code, stdout, stderr } = solve(INPUT, 12, "--validate", "-print_solution", "--timeout", "30s");
    expect([code, stderr]).toEqual([0, expect.stringMatching(/^\d+\.\d{3}PASS\n$/)]);
    expect(stdout).toMatch(/^\n\\documentclass\[tikz\]\{standalone\}\n/);
    expect(stdout.match(/ID = /g)).toHaveLength(5);
  });

  test("tells which flags of MiniMalloc's search it ignores, only where they ask for something else", () => {
    const { code, stderr } = solve(INPUT, 12, "--canonical_only", "--nostatic_preordering", "--hatless_pruning=false");
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^minimalloc: --static_preordering=false is ignored: .*\nminimalloc: --hatless_pruning=false is ignored: .*\n\d/,
    );
  });

  test.each([
    [["--frobnicate"], "ERROR: Unknown command line flag 'frobnicate'\n"],
    [["--capacity=many"], "ERROR: Illegal value 'many' specified for flag 'capacity'\n"],
    [["--capacity"], "ERROR: Missing the value for the flag 'capacity'\n"],
    [["--nocapacity"], "ERROR: Negative form is not valid for the flag 'capacity'\n"],
    [["--timeout=3"], "ERROR: Illegal value '3' specified for flag 'timeout'\n"],
    [["--input=none.csv"], "minimalloc: none.csv: no such file or folder\n"],
    [[], "minimalloc: --input is missing\n"],
  ])("%j ends with 1 and says why", (args, stderr) => {
    expect(run(...args)).toEqual({ code: 1, stdout: "", stderr });
  });

  test("tells a buffer that makes no sense by its own id, and a file that cannot be written", () => {
    expect(solve("id,lower,upper,size\nw,4,2,8\n", 9).stderr).toMatch(/^minimalloc: .*in\.csv: buffer "w": /);
    write(at.folder, "in.csv", INPUT);
    const { code, stderr } = run("--capacity=12", "--input=in.csv", "--output=none/out.csv");
    expect([code, stderr]).toEqual([1, expect.stringContaining("cannot write none/out.csv")]);
  });

  test("--help names its flags and ends with 1, as with Abseil; --version and --only_check_args with 0", () => {
    const { code, stdout } = run("--help");
    expect(code).toBe(1);
    for (const flag of ["capacity", "input", "output", "timeout", "validate", "print_solution", "canonical_only"]) {
      expect(stdout).toContain(`--${flag} (`);
    }
    expect(run("--version").code).toBe(0);
    expect(run("--only_check_args", "--capacity=3")).toEqual({ code: 0, stdout: "", stderr: "" });
  });
});

describe("flags of Abseil", () => {
  const FLAGS: Readonly<Record<string, FlagSpec>> = {
    on: { kind: "bool", text: "", initial: false },
    n: { kind: "int64", text: "", initial: 0 },
    s: { kind: "string", text: "", initial: "" },
    t: { kind: "duration", text: "", initial: 0 },
    nope: { kind: "string", text: "", initial: "" },
  };
  const files: Readonly<Record<string, string>> = {
    f: "# a comment\n\n --n=7\n--s=x y\n",
    bad: "positional\n",
    self: "--flagfile=self\n",
  };
  const sources = { readFile: (path: string) => files[path] ?? null, env: { FLAGS_n: "9" } };
  const parsed = (...args: string[]) => {
    const { values, errors } = parseFlags(args, FLAGS, sources);
    return errors.length > 0 ? errors : Object.fromEntries(values);
  };

  test.each([
    [["--on"], { on: true }],
    [["-noon"], { on: false }],
    [["--on=f", "--on=YES"], { on: true }],
    [["--on", "false"], { on: true }],
    [["--n", "-4"], { n: -4 }],
    [["--n=0x10"], { n: 16 }],
    [["-s="], { s: "" }],
    [["--s=a=b"], { s: "a=b" }],
    [["--s", "--on"], { s: "--on" }],
    [["--nope=1"], { nope: "1" }],
    [["word", "-", "--n=1", "--", "--n=2"], { n: 1 }],
    [["--flagfile=f", "--n=8"], { n: 8, s: "x y" }],
    [["--fromenv=n"], { n: 9 }],
    [["--tryfromenv=s,n"], { n: 9 }],
    [["--undefok=a,b", "--a=1", "--nob"], {}],
  ])("%j say what they say there", (args, values) => {
    expect(parsed(...args)).toEqual(values);
  });

  test.each([
    [["--on="], "Missing the value after assignment for the boolean flag 'on'"],
    [["--noon=1"], "Negative form with assignment is not valid for the boolean flag 'on'"],
    [["--on=maybe"], "Illegal value 'maybe' specified for flag 'on'"],
    [["--n=9223372036854775808"], "Illegal value '9223372036854775808' specified for flag 'n'"],
    [["--constructor"], "Unknown command line flag 'constructor'"],
    [["--flagfile=none"], "Can't open flagfile none"],
    [["--flagfile=bad"], "Unexpected line in the flagfile bad: positional"],
    [["--fromenv=s"], "FLAGS_s not found in environment"],
    [["--flagfile=self"], "Too many flags in flag files"],
  ])("%j are refused", (args, error) => {
    expect(parsed(...args)).toEqual([error]);
  });

  test.each([
    ["0", 0],
    ["1.5s", 1500],
    ["1h2m3s4ms", 3_723_004],
    ["-250us", -0.25],
    ["inf", Number.POSITIVE_INFINITY],
    ["+2m", 120_000],
  ])("the duration %s is %s ms", (text, ms) => {
    expect(parsed(`--t=${text}`)).toEqual({ t: ms });
  });

  test("durations without a unit, or with another, are none", () => {
    for (const text of ["", "3", "s", "1d", "1 s", "1.2.3s", "infs"]) expect(parsed(`--t=${text}`)).toHaveLength(1);
  });
});

describe("MiniMalloc's table", () => {
  test("comes back from what is written, but for its offsets", () => {
    const row = fc.record({
      id: fc.string({ unit: fc.constantFrom("a", '"', " ", "#", "é"), maxLength: 4 }),
      lower: fc.integer({ min: 0, max: 9 }),
      length: fc.integer({ min: 0, max: 9 }),
      size: fc.nat(99),
      alignment: fc.constantFrom(1, 1, 8),
      hint: fc.constantFrom(undefined, 3),
      gap: fc.constantFrom(undefined, { lower: 1, upper: 2 }, { lower: 1, upper: 2, from: 0, to: 1 }),
    });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 6 }), (rows) => {
        const buffers = rows.map(({ id: _, length, alignment, hint, gap, ...rest }, i) => ({
          id: String(i),
          lower: rest.lower,
          upper: rest.lower + length,
          size: rest.size,
          ...(alignment !== 1 && { alignment }),
          ...(hint !== undefined && { hint }),
          ...(gap !== undefined && { gaps: [gap] }),
        }));
        const file = { ids: rows.map(({ id }) => id), buffers, linesBehind: 0 };
        const placed = readMinimallocCsv(
          writeMinimallocCsv(
            file,
            rows.map((_, i) => 8 * i),
          ),
        );
        expect(placed).toEqual({ ...file, buffers: buffers.map((buffer, i) => ({ ...buffer, offset: 8 * i })) });
      }),
    );
  });

  test.each([
    ["id,lower,upper\n", 'line 1: no column "size"'],
    ["id,lower,upper,size,id\n", "line 1: two columns have one name"],
    ["id,lower,upper,size\na,1,2\n", "line 2: 3 fields, and 4 in the header"],
    ["id,lower,upper,size\na,1,2,x\n", 'line 2: size: must be an integer within ±(2^53 − 1), got "x"'],
    ["id,lower,upper,size,gaps\na,1,9,2,3\n", 'line 2: gap "3" is not of the form 2-4 or 2-4@0:16'],
  ])("%j is refused", (text, message) => {
    expect(() => readMinimallocCsv(text)).toThrow(new MinimallocFault(message));
  });

  test("of any bytes is read or refused with a line, and by no other error", () => {
    const unit = fc.constantFrom(
      "id",
      "lower",
      "upper",
      "size",
      "gaps",
      ",",
      "\n",
      "1",
      "-",
      "@",
      ":",
      "x",
      " ",
      "\0",
      "9".repeat(20),
    );
    let read = 0;
    fc.assert(
      fc.property(
        fc.constantFrom("", "id,lower,upper,size\n", "id,lower,end,size,gaps\na,1,2,3,"),
        fc.array(unit),
        (head, tail) => {
          try {
            readMinimallocCsv(head + tail.join(""));
            read++;
          } catch (error) {
            if (!(error instanceof MinimallocFault)) throw error;
            expect(error.message).toMatch(/^line \d+: /);
          }
        },
      ),
      { numRuns: 2000 },
    );
    expect(read).toBeGreaterThan(50);
  });

  test("is drawn with six digits, as streams of C++ print single floats", () => {
    const problem = {
      capacity: 3_000_000,
      buffers: [{ id: "0", lower: 1, upper: 4, size: 1, gaps: [{ lower: 2, upper: 3 }] }],
    };
    const lines = tikzOf(problem, ["a"], [1_000_000]).split("\n");
    expect(lines.slice(6, 9)).toEqual([
      "\\fill[lightgray,draw=darkgray] (0,2.83333) rectangle (5.66667,2.83334);  % height = 2.83333e-06, ID = a",
      "\\fill[lightgray,draw=darkgray] (11.3333,2.83333) rectangle (17,2.83334);  % height = 2.83333e-06, ID = a",
      "\\fill[draw=black,fill opacity=0,thick] (0,0) rectangle (17,8.5);",
    ]);
  });
});
