import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { dsaText } from "../formats/dsa-text.js";
import { prepare, rowsOf, telaplan, write } from "./run.js";

const PLAIN = "id,lower,upper,size\na,0,4,4\nb,2,6,4\n";
const GAPS = "id,lower,upper,size,gap_list\na,0,10,10,4-6\nb,4,6,10,\n";
const COLOURED = "id,lower,upper,size,offset,color\na,0,4,4,0,red\nb,2,6,4,4,\n";

const at = prepare();

describe("telaplan pack", () => {
  const pack = (...args: string[]) => telaplan(["pack", "--json", ...args]);

  test("tells people in a line below the table that the capacity is from the file's name", () => {
    const file = write(at.folder, "model.64.csv", PLAIN);
    const one = telaplan(["pack", file]).stdout;
    expect(one).toContain("\ncapacity from the file's name; -c none goes without\n1 of 1 placed");
    expect(telaplan(["pack", "-c", "64", file]).stdout).not.toContain("file's name");
    const several = [file, write(at.folder, "model.csv", PLAIN), write(at.folder, "more.64.csv", PLAIN)];
    expect(telaplan(["pack", ...several]).stdout).toContain(
      "\ncapacity from the names of 2 files; -c none goes without\n",
    );
    expect(telaplan(["pack", ...several.slice(0, 2)]).stdout).toContain(
      "\ncapacity from the name of one file; -c none",
    );
    expect(telaplan(["pack", file, several[2]!]).stdout).toContain("\ncapacity from the files' names; -c none");
  });

  test("finds the plan that a dropped constraint would hide, or says that it cannot", () => {
    const file = write(at.folder, "gaps.10.csv", GAPS);
    const { code, stdout, stderr } = pack(file);
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('column "gap_list" is not known; did you mean "gaps"?'),
    ]);
    expect(rowsOf(stdout)).toEqual([
      { file, error: expect.stringContaining('column "gap_list"'), line: 1, column: 21 },
    ]);
    const align = write(at.folder, "align.csv", "id,lower,upper,size,align\na,0,4,10,64\nb,0,4,10,64\n");
    const output = join(at.folder, "aligned.csv");
    expect(pack("-o", output, align).code).toBe(0);
    const offsets = readFileSync(output, "utf8")
      .split("\n")
      .slice(1, 3)
      .map((line) => Number(line.split(",").at(-1)));
    expect(offsets.sort((a, b) => a - b)).toEqual([0, 64]);
  });

  test.each([
    ["a buffer above the capacity", "x.8.csv", "id,lower,upper,size\na,0,4,9\n"],
    ["a fixed buffer above the capacity", "x.8.csv", "id,lower,upper,size,offset\na,0,4,4,6\n"],
    ["fixed buffers that collide", "x.csv", "id,lower,upper,size,offset\na,0,4,16,0\nb,3,5,16,8\n"],
    [
      "a buffer above the capacity in JSON",
      "x.json",
      '{"capacity":8,"buffers":[{"id":1,"lower":0,"upper":4,"size":9}]}',
    ],
    ["a buffer above its pool", "x.json", dsaText({ pool: { capacity: 1000 } })],
    [
      "buffers that are pinned in one place",
      "x.json",
      dsaText({ constraints: { pinned_allocations: [0, 1].map((buffer) => ({ buffer, pool: 1, offset: 0 })) } }),
    ],
  ])("answers that nothing fits for %s: no bad input, exit code 1", (_, name, text) => {
    const { code, stdout, stderr } = pack(write(at.folder, name, text));
    expect([code, stderr.includes(":1:")]).toEqual([1, false]);
    expect(rowsOf(stdout)[0]).toMatchObject({ status: "infeasible", peak: null });
  });

  test.each([
    ["x.8.csv", "id,lower,upper,size\na,0,3,0\n1,20,20,2\nb,0,4,8\n"],
    ["x.8.csv", "id,start,end,size\na,0,2,0\n1,20,19,2\nb,0,3,8\n"],
    [
      "x.json",
      JSON.stringify({
        capacity: 8,
        buffers: [
          { id: "a", lower: 0, upper: 3, size: 0 },
          { id: 1, lower: 20, upper: 20, size: 2 },
          { id: "b", lower: 0, upper: 4, size: 8 },
        ],
      }),
    ],
  ])("places buffers of no bytes and of no life: %s", (name, text) => {
    const output = join(at.folder, `placed-${name}`);
    const { code, stdout, stderr } = pack("-o", output, write(at.folder, name, text));
    expect([code, stderr]).toEqual([0, ""]);
    expect(rowsOf(stdout)[0]).toMatchObject({ buffers: 3, peak: 8, lowerBound: 8, verified: true });
    expect(telaplan(["verify", "-c", "8", output]).code).toBe(0);
  });

  test("plans a memory that begins elsewhere, said by --base or by the file, with absolute offsets", () => {
    const comment = write(at.folder, "pool.csv", `# pool_offset=4096\n${PLAIN}`);
    const key = write(at.folder, "base.json", '{"base":4096,"buffers":[{"id":"a","lower":0,"upper":4,"size":8}]}');
    const plain = write(at.folder, "plain.csv", PLAIN);
    for (const [file, ...options] of [[comment], [key], [plain, "--base", "4KiB"]] as const) {
      const output = join(at.folder, `based${extname(file)}`);
      const { code, stdout } = pack(...options, "-o", output, file);
      expect(code).toBe(0);
      expect(rowsOf(stdout)[0]).toMatchObject({ base: 4096, peak: 8, lowerBound: 8, verified: true });
      const text = readFileSync(output, "utf8");
      expect(text).toMatch(/\b4096\b/);
      const verified = telaplan(["verify", "--json", ...options, "-c", "8", output]);
      expect([verified.code, rowsOf(verified.stdout)[0]]).toEqual([
        0,
        expect.objectContaining({ base: 4096, peak: 8 }),
      ]);
      expect(telaplan(["verify", "--base", "4097", "-c", "8", output]).code).toBe(1);
      const compared = telaplan(["compare", "--json", ...options, file]);
      expect(rowsOf(compared.stdout)[0]).toMatchObject({ base: 4096, peak: 8 });
    }
    const converted = join(at.folder, "based-anew.csv");
    expect(pack("-o", converted, key).code).toBe(0);
    expect(readFileSync(converted, "utf8")).toBe("# base=4096\nid,lower,upper,size,offset\na,0,4,8,4096\n");
  });

  test("plans its own output again after a size has changed, with --ignore-offsets", () => {
    const output = join(at.folder, "again.csv");
    expect(pack("-o", output, write(at.folder, "first.csv", PLAIN)).code).toBe(0);
    const grown = write(at.folder, "grown.csv", readFileSync(output, "utf8").replace("a,0,4,4", "a,0,4,6"));
    const again = join(at.folder, "grown-again.csv");
    const { code, stdout } = pack("--ignore-offsets", "-o", again, grown);
    expect(code).toBe(0);
    expect(rowsOf(stdout)[0]).toMatchObject({ peak: 10, verified: true });
    expect(telaplan(["verify", "-c", "10", again]).code).toBe(0);
    const compared = telaplan(["compare", "--json", "--ignore-offsets", grown]);
    expect(rowsOf(compared.stdout)[0]).toMatchObject({ peak: 10, status: "optimal" });
  });

  test("counts a lifetime's ends as --ends says, whatever they are called", () => {
    // Of two that meet at 4, both are live there only if the ends are.
    const csv = write(at.folder, "ends.csv", "id,lower,upper,size\na,0,4,4\nb,4,8,4\n");
    const json = write(
      at.folder,
      "ends.json",
      '[{"id":"a","start":0,"end":4,"size":4},{"id":"b","start":4,"end":8,"size":4}]',
    );
    const run = (...args: string[]) => {
      const { stdout, stderr } = pack(...args);
      return [rowsOf(stdout)[0]!.peak, stderr];
    };
    expect(run(csv)).toEqual([4, ""]);
    expect(run("--ends", "inclusive", csv)).toEqual([8, ""]);
    expect(run("--ends", "open", csv)).toEqual([4, ""]);
    expect(run("--ends", "exclusive", json)).toEqual([4, ""]);
    expect(run("--ends", "inclusive", json)).toEqual([8, ""]);
    expect(run(json)).toEqual([8, expect.stringMatching(/ends\.json: key "end" is taken as inclusive.*\n$/)]);
    expect(pack("--ends", "closed", csv).stderr).toContain(
      '--ends: must be exclusive or inclusive or open, got "closed"',
    );
  });

  test("keeps comments and separators in what it writes", () => {
    const text = "# one\r\nid\tlower\tupper\tsize\r\na\t0\t4\t4\r\n# two\r\n";
    const output = join(at.folder, "kept.csv");
    expect(pack("-o", output, write(at.folder, "tabs.csv", text)).code).toBe(0);
    expect(readFileSync(output, "utf8")).toBe("# one\r\nid\tlower\tupper\tsize\toffset\r\na\t0\t4\t4\t0\r\n# two\r\n");
  });

  test("says with which options a file that it writes is to be read, and which name would carry the capacity", () => {
    const buffers = [{ id: "a", lower: 0, upper: 4, size: 4 }];
    const json = write(at.folder, "says.json", JSON.stringify({ capacity: 64, buffers }));
    const csv = write(at.folder, "says.64.csv", PLAIN);
    const plain = write(at.folder, "plain.csv", PLAIN);
    const { folder } = at;
    const needs = (options: string, name: string, better?: string) => {
      const way = better === undefined ? "" : `; the name ${better} would say the capacity`;
      return `${join(folder, name)}: to be read with ${options}, as it does not say so itself${way}\n`;
    };
    for (const [output, told, ...args] of [
      ["out1.csv", needs("-c 64", "out1.csv", "out1-capacity.64.csv"), json],
      ["out1.csv", needs("-c 64", "out1.csv", "out1-capacity.64.csv"), csv],
      ["placed.csv", needs("-c 64 --base 4096", "placed.csv", "placed.64.csv"), "-c", "64", "--base", "4KiB", plain],
      ["placed.csv", needs("--base 4096", "placed.csv"), "--base", "4KiB", plain],
      ["placed.csv", needs("--ends open", "placed.csv"), "--ends", "open", plain],
      ["placed.json", needs("-c 32", "placed.json"), "-c", "32", json],
      ["placed.json", needs("-c none", "placed.json"), "-c", "none", json],
      ["placed.64.csv", needs("-c none", "placed.64.csv"), "-c", "none", csv],
      ["placed.64.csv", needs("-c 32", "placed.64.csv", "placed.32.csv"), "-c", "32", csv],
      ["net2.64.csv", needs("-c 64", "net2.64.csv", "net2-capacity.64.csv"), csv],
      ["net-1.5.csv", needs("-c 64", "net-1.5.csv", "net-1.5-capacity.64.csv"), csv],
      ["out.64.csv", "", json],
      ["out.64.csv", "", csv],
      ["out.json", "", csv],
      ["out.json", "", "-c", "64", "--base", "4KiB", "--ends", "inclusive", plain],
      ["placed.csv", "", "--ends", "exclusive", plain],
      ["outs/", "", csv],
    ] as const) {
      expect(pack("-o", join(at.folder, output), ...args).stderr, args.join(" ")).toBe(told);
    }
    const { capacity, base } = JSON.parse(readFileSync(join(at.folder, "out.json"), "utf8"));
    expect([capacity, base]).toEqual([64, 4096]);
  });

  test("writes what is verified again with the options that it names", () => {
    const placed = join(at.folder, "again.csv");
    const times = "id,lower,upper,size\na,0,4,4\nb,4,6,4\n";
    const input = write(at.folder, "times.csv", times);
    const { stderr } = pack("-c", "8", "--base", "64", "--ends", "inclusive", "-o", placed, input);
    const options = /to be read with (.*), as/.exec(stderr)![1]!.split(" ");
    expect(options).toEqual(["-c", "8", "--base", "64", "--ends", "inclusive"]);
    const again = telaplan(["verify", "--json", ...options, "--problem", input, placed]);
    expect([again.code, again.stderr]).toEqual([0, ""]);
    expect(rowsOf(again.stdout)[0]).toMatchObject({ capacity: 8, base: 64, peak: 8, differences: [] });
  });

  test("says how a dsa-problem with constraints that are not supported is read without them", () => {
    const pool = { bank_geometry: { bank_size: 64, num_banks: 4 } };
    const text = dsaText({ pool, problem: { objective: { terms: ["latency", "bank_cost"] } } });
    const file = write(at.folder, "banks.json", text);
    const { code, stderr } = pack(file);
    const [, options = ""] = /not supported yet: .* \((--ignore .*) read the file without them\)\n$/.exec(stderr) ?? [];
    expect([code, options]).toEqual([2, "--ignore terms --ignore bank_geometry"]);
    expect(pack(...options.split(" "), file).code).toBe(0);
  });

  test("writes the notes of a file to standard error alone where the plan goes to standard output", () => {
    const file = write(at.folder, "notes.64.csv", COLOURED.replaceAll(/,offset|,0(?=,red)|,4(?=,$)/gm, ""));
    const { code, stdout, stderr } = telaplan(["pack", "-o", "-", file]);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^id,lower,upper,size,color,offset\n.*\n.*\n$/)]);
    expect(stderr).toContain('column "color" is ignored\n');
    expect(stderr).toContain("standard output: to be read with -c 64, as it does not say so itself\n");
  });

  test("warns that a placed file is fixed throughout, and --ignore-offsets plans it anew", () => {
    const input = write(at.folder, "loose.csv", "id,lower,upper,size,offset\na,0,2,4,8\nb,1,4,4,0\n");
    const placed = join(at.folder, "pinned.csv");
    expect(pack("-o", placed, input).code).toBe(0);
    const all = "all 2 buffers have fixed offsets, so nothing is left to plan; --ignore-offsets plans anew";
    const warning = `${placed}: ${all}\n`;
    const pinned = pack(placed);
    expect([pinned.code, pinned.stderr]).toEqual([0, warning]);
    expect(rowsOf(pinned.stdout)[0]).toMatchObject({ fixed: 2, peak: 12, status: "optimal" });
    expect(telaplan(["pack", placed]).stdout).toContain(`\n${placed}: 2 of 2 buffers fixed\n`);
    const compared = telaplan(["compare", "--json", placed]);
    expect(compared.stderr).toContain(warning);
    const anew = pack("--ignore-offsets", placed);
    expect([anew.code, anew.stderr]).toEqual([0, ""]);
    expect(rowsOf(anew.stdout)[0]).toMatchObject({ fixed: 0, peak: 8, status: "optimal" });
  });

  test("writes what was packed with gzip plainly, under a name that says so", () => {
    const input = join(at.folder, "packed.64.csv.gz");
    writeFileSync(input, gzipSync(PLAIN));
    const folder = join(at.folder, "unpacked/");
    expect(pack("-o", folder, "--svg", folder, input).code).toBe(0);
    expect(readdirSync(folder).sort()).toEqual(["packed.64.csv", "packed.64.svg"]);
    expect(readFileSync(join(folder, "packed.64.csv"), "utf8")).toMatch(/^id,lower,upper,size,offset\n/);
    const refused = pack("-o", join(at.folder, "again.csv.gz"), input);
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining("--output: nothing is packed, write")]);
    expect(existsSync(join(at.folder, "again.csv.gz"))).toBe(false);
  });
});
