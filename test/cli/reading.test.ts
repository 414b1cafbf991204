import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { constraintFamilies, families } from "../../src/instances/index.js";
import { prepare, rowsOf, telaplan, write } from "./run.js";

const COLOURED = "id,lower,upper,size,offset,color\na,0,4,4,0,red\nb,2,6,4,4,\n";

const at = prepare();

/** The commands that read a file, with what each needs besides. */
const COMMANDS = [
  ["pack", ["pack", "--json"]],
  ["compare", ["compare", "--json"]],
  ["verify", ["verify", "--json"]],
  ["policy explain", ["policy", "explain", "--problems", "0", "--json"]],
] as const;

describe.each(COMMANDS)("%s", (_, command) => {
  test("refuses a column that means a constraint, names it and says how to go without", () => {
    const file = write(at.folder, "gaps.csv", COLOURED.replace("color", "bank"));
    const { code, stderr } = telaplan([...command, file]);
    expect(code).toBe(2);
    expect(stderr).toBe(
      `${file}:1:28: column "bank" is not known; did you mean "memory"? ` +
        "(--ignore bank reads the file without it)\n",
    );
    const told = telaplan([...command, "--ignore", "bank", file]);
    expect(told.code).toBe(0);
    expect(told.stderr).not.toContain("bank");
    expect(rowsOf(told.stdout)[0]).toMatchObject({ ignored: ["bank"] });
  });

  test("tells once of a column that is ignored, and lists it; --ignore says nothing, --strict refuses", () => {
    const file = write(at.folder, "coloured.csv", COLOURED);
    const said = `${file}: column "color" is ignored\n`;
    const { code, stdout, stderr } = telaplan([...command, file]);
    expect(code).toBe(0);
    expect(stderr.split(said)).toHaveLength(2);
    expect(rowsOf(stdout)[0]).toMatchObject({ ignored: ["color"] });
    expect(telaplan([...command, "--ignore", "x", "--ignore", "Color", file]).stderr).not.toContain("color");
    const strict = telaplan([...command, "--strict", file]);
    expect([strict.code, strict.stderr]).toEqual([2, expect.stringContaining('column "color" is not known')]);
    expect(telaplan([...command, "--strict", "--ignore", "color", file]).code).toBe(0);
  });

  test("says where the capacity comes from, and -c none goes without the one in the name", () => {
    const file = write(at.folder, "memory.64.csv", COLOURED);
    const row = (...options: string[]) => rowsOf(telaplan([...command, ...options, file]).stdout)[0];
    expect(row()).toMatchObject({ capacity: 64, capacitySource: "name" });
    expect(row("-c", "1KiB")).toMatchObject({ capacity: 1024, capacitySource: "option" });
    expect(row("-c", "none")).toMatchObject({ capacity: null, capacitySource: null });
    const text = '{"capacity": 64, "buffers": [{"id": "a", "lower": 0, "upper": 4, "size": 4, "offset": 0}]}';
    const [inFile] = rowsOf(telaplan([...command, write(at.folder, "memory.json", text)]).stdout);
    expect(inFile).toMatchObject({ capacity: 64, capacitySource: "file" });
  });

  test("takes a version or a date in a name for no capacity, and says what could be missed", () => {
    for (const name of ["squeezenet1.1", "llama-3.1", "mobilenet_v1_0.25", "net.20260925", "resnet50.4096"]) {
      const file = write(at.folder, `${name}.csv`, COLOURED);
      const { stdout, stderr } = telaplan([...command, "--ignore", "color", file]);
      expect(rowsOf(stdout)[0], name).toMatchObject({ capacity: null, capacitySource: null });
      expect(stderr.includes("in the file's name is not taken for the capacity"), name).toBe(/\d{4}$/.test(name));
    }
  });

  test("reads bytes: gzip as what it holds, UTF-16 and Latin-1 not at all, from a file or a pipe", () => {
    const folder = join(at.folder, "bytes");
    mkdirSync(folder, { recursive: true });
    const file = (name: string, content: Uint8Array): string => {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    };
    const packed = telaplan([...command, "--ignore", "color", file("x.64.csv.gz", gzipSync(COLOURED))]);
    expect(packed.code).toBe(0);
    expect(rowsOf(packed.stdout)[0]).toMatchObject({ capacity: 64 });
    const wide = telaplan([...command, file("wide.csv", Buffer.from(`\uFEFF${COLOURED}`, "utf16le"))]);
    expect([wide.code, wide.stderr]).toEqual([2, expect.stringMatching(/wide\.csv:1:1: the file is UTF-16/)]);
    const latin = Buffer.from(COLOURED.replace("b,2", "ü,2").replace("a,0", "é,0"), "latin1");
    const refused = telaplan([...command, file("latin.csv", latin)]);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringMatching(/latin\.csv:2:1: the byte 0xE9 is not/)]);
    const piped = telaplan([...command, "-"], { input: latin as unknown as string });
    expect([piped.code, piped.stderr]).toEqual([2, expect.stringMatching(/^stdin:2:1: the byte 0xE9 is not UTF-8/)]);
  });

  test("takes comments, semicolons, hexadecimal numbers and numbers as texts", () => {
    const csv = "# made by hand\nid;lower;upper;size;offset\na;0;0x4;4;0\n# half\nb;2;6;0x4;0x4\n";
    const buffer = { id: "a", lower: "0", upper: "4", size: "8", offset: "-1", hint: -1 };
    const placed = { ...buffer, offset: "0" };
    const isVerify = command[0] === "verify";
    for (const [name, text, buffers] of [
      ["semicolons.csv", csv, 2],
      ["texts.json", JSON.stringify([isVerify ? placed : buffer]), 1],
    ] as const) {
      const { code, stdout, stderr } = telaplan([...command, write(at.folder, name, text)]);
      expect([code, stderr.replace(/^.*(cpsat: |have fixed offsets).*\n/gm, "")]).toEqual([0, ""]);
      expect(rowsOf(stdout)[0]).toMatchObject({ buffers, capacity: null });
    }
  });
});

describe("telaplan verify --problem", () => {
  const PROBLEM = "id,lower,upper,size,alignment,offset\na,0,4,4,1,\nb,2,6,4,4,\nc,0,6,2,1,8\n";
  const PLACED = "id,lower,upper,size,alignment,offset\na,0,4,4,1,0\nb,2,6,4,4,4\nc,0,6,2,1,8\n";
  const verify = (placed: string, problem = PROBLEM, ...args: string[]) => {
    const files = ["--problem", write(at.folder, "problem.12.csv", problem), write(at.folder, "placed.csv", placed)];
    const { code, stdout, stderr } = telaplan(["verify", "--json", ...args, ...files]);
    return { code, stderr, row: rowsOf(stdout)[0]! };
  };

  test("accepts a plan for the problem, in any order, and has the memory from there", () => {
    const [header, ...rows] = PLACED.trimEnd().split("\n");
    for (const placed of [PLACED, [header, ...rows.reverse(), ""].join("\n")]) {
      const { code, row, stderr } = verify(placed);
      expect([code, stderr]).toEqual([0, ""]);
      expect(row).toMatchObject({ verified: true, differences: [], capacity: 12, capacitySource: "name", peak: 10 });
    }
  });

  test.each([
    ["a buffer that is missing", ["c,0,6,2,1,8\n", ""], ["c", "id", "has no offset: it is only in the problem"]],
    ["a buffer that was added", ["c,0", "d,0,1,1,1,10\nc,0"], ["d", "id", "is not in the problem"]],
    ["another size", ["b,2,6,4", "b,2,6,3"], ["b", "size", "size is 3, and 4 in the problem"]],
    ["a lifetime that begins later", ["b,2,6", "b,3,6"], ["b", "lower", "lower is 3, and 2 in the problem"]],
    ["a lifetime that ends earlier", ["a,0,4,4", "a,0,2,4"], ["a", "upper", "upper is 2, and 4 in the problem"]],
    ["another alignment", ["b,2,6,4,4", "b,2,6,4,2"], ["b", "alignment", "alignment is 2, and 4 in the problem"]],
  ])("tells of %s, by buffer, exit code 1", (_, [from, to], [buffer, field, text]) => {
    const { code, row } = verify(PLACED.replace(from!, to!));
    expect(code).toBe(1);
    expect(row).toMatchObject({ verified: false, violationCount: 0 });
    expect(row.differences).toEqual([{ buffer, field, message: `buffer "${buffer}": ${text}` }]);
  });

  test("tells of a buffer that the problem fixes elsewhere", () => {
    const { code, row } = verify(PLACED.replace("c,0,6,2,1,8", "c,0,6,2,1,9"));
    expect(code).toBe(1);
    expect(row).toMatchObject({ verified: false, differences: [], counts: { fixed: 1 } });
    expect(row.violations).toEqual([expect.objectContaining({ buffer: "c", offset: 9, fixedOffset: 8 })]);
  });

  test("replays the plan with the problem's sizes, lifetimes and alignments, not with the file's", () => {
    const { code, row } = verify("id,lower,upper,size,offset\na,0,1,1,0\nb,2,6,4,2\nc,0,6,2,8\n");
    expect(code).toBe(1);
    expect((row.differences as { field: string }[]).map(({ field }) => field)).toEqual(["upper", "size"]);
    expect(row.counts).toMatchObject({ overlap: 1, alignment: 1 });
  });

  test("compares what a file says of the memory, and nothing that it does not say", () => {
    const { code, row } = verify(PLACED.replace("id,", "# capacity=16\nid,"));
    expect(code).toBe(1);
    expect(row.differences).toEqual([{ field: "capacity", message: "capacity is 16, and 12 in the problem" }]);
    expect(verify(PLACED.replace("id,", "# capacity=16\nid,"), PROBLEM, "-c", "12").code).toBe(0);
    const unsaid = PLACED.replaceAll(/^(.*),(\w+),(\w*)$/gm, "$1,$3");
    expect(unsaid).toMatch(/^id,lower,upper,size,offset\n/);
    expect(verify(unsaid).code).toBe(0);
  });

  test("tells people of differences below the table", () => {
    const problem = write(at.folder, "problem.12.csv", PROBLEM);
    const placed = write(at.folder, "placed.csv", PLACED.replace("b,2,6,4,4,4", "b,2,6,3,4,0"));
    const { code, stdout } = telaplan(["verify", "--problem", problem, placed]);
    expect(code).toBe(1);
    expect(stdout).toMatch(/placed\.csv +2 violations, 1 difference /);
    expect(stdout).toContain('  difference  buffer "b": size is 3, and 4 in the problem\n');
    expect(stdout).toContain("0 of 1 verified");
  });

  test("names the problem's file where that cannot be read, exit code 2, and refuses a pipe for both", () => {
    const placed = write(at.folder, "placed.csv", PLACED);
    const broken = write(at.folder, "broken.csv", "id,lower,upper,size\na,0,x,4\n");
    const { code, stdout, stderr } = telaplan(["verify", "--problem", broken, placed]);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(`--problem: ${broken}:2:5: buffer "a": upper must be an integer`);
    expect(telaplan(["verify", "--problem", "-", "-"], { input: PLACED }).stderr).toContain(
      "-: standard input can be read once, but is named 2 times",
    );
    expect(telaplan(["verify", "--problem", "-", placed], { input: PROBLEM }).code).toBe(0);
  });
});

describe("telaplan generate", () => {
  test("writes files of every family that are read again without a word, and with their capacity", () => {
    const folder = join(at.folder, "families/");
    let files = 0;
    const unbounded = new Set<string>();
    for (const { name, options, kind } of families) {
      const count = kind === "large" ? "2000" : "12";
      const size = options.some((option) => option.name === "buffers") ? ["--buffers", count] : [];
      const capacity = options.some((option) => option.name === "capacity") ? ["--capacity", "1GiB"] : [];
      if (capacity.length === 0) unbounded.add(name);
      const isPlain = !constraintFamilies.some((family) => family.name === name);
      for (const form of isPlain ? ["csv", "json"] : ["json"]) {
        const made = telaplan(["generate", name, ...size, ...capacity, "--form", form, "-o", folder]);
        expect([made.code, made.stderr], name).toEqual([0, ""]);
        files++;
      }
    }
    const inputs = readdirSync(folder).map((name) => join(folder, name));
    expect(inputs).toHaveLength(files);
    const { stdout, stderr } = telaplan(["pack", "--json", "--step-limit", "0", ...inputs]);
    expect(stderr).toBe("");
    const rows = rowsOf(stdout);
    expect(rows.map(({ ignored }) => ignored).filter((names) => names !== undefined)).toEqual([]);
    for (const row of rows) {
      const name = String(row.file).split("/").at(-1)!;
      if (constraintFamilies.some((family) => name.startsWith(family.name))) continue;
      if ([...unbounded].some((family) => name.startsWith(family))) continue;
      expect(row, String(row.file)).toMatchObject({ capacity: 2 ** 30 });
    }
  });

  test("writes constraints into JSON by itself, and says what CSV has no place for", () => {
    const file = join(at.folder, "own.problem");
    expect(telaplan(["generate", "spill", "--buffers", "12", "-o", file]).code).toBe(0);
    expect(JSON.parse(readFileSync(file, "utf8")).memories.length).toBeGreaterThan(1);
    const { code, stderr } = telaplan(["generate", "spill", "--buffers", "12", "--form", "csv"]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('CSV cannot say "memories" of buffers')]);
  });

  test("says where a file of its own choice of name has no place for the capacity", () => {
    const file = join(at.folder, "own.csv");
    const { stderr } = telaplan(["generate", "guillotine", "--buffers", "12", "-o", file]);
    expect(stderr).toMatch(
      /own\.csv: to be read with -c 1048576, .*; the name own\.1048576\.csv would say the capacity\n$/,
    );
  });
});
