import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CONVERT_HELP } from "../../src/cli/commands/help.js";
import { TARGETS } from "../../src/formats/index.js";
import { PLACED, PLAIN, packJson, prepare, rowsOf, telaplan, write } from "./run.js";

const at = prepare();

const FREE =
  '{"buffers":[{"id":"a","lower":0,"upper":4,"size":2},{"id":"b","lower":2,"upper":6,"size":3}],' +
  '"free":[{"buffers":["a","b"]}]}';

describe("pack -o", () => {
  test.each([
    ["plan.h", "#define PLAIN_OFFSET_B 0"],
    ["plan.cc", "tflite::BufferPlan"],
    ["plan.trace.json", '"traceEvents"'],
    ["plan.stalloc", "\n"],
    ["plan.json", '"capacity": 8'],
    ["plan.csv", "b,2,6,3,0"],
    ["plan.txt", "b,2,6,3,0"],
  ])("writes into %s what its name asks for", (name, text) => {
    const output = join(at.folder, name);
    expect(packJson("-o", output, write(at.folder, "plain.8.csv", PLAIN)).code).toBe(0);
    expect(readFileSync(output, "utf8")).toContain(text);
  });

  test("--to counts over the name, and names the files in a folder", () => {
    const input = write(at.folder, "plain.8.csv", PLAIN);
    const output = join(at.folder, "named.json");
    expect(packJson("--to", "c-header", "-o", output, input).code).toBe(0);
    expect(readFileSync(output, "utf8")).toContain("#ifndef");
    const folder = join(at.folder, "headers/");
    expect(packJson("--to", "c-header", "-o", folder, input).code).toBe(0);
    expect(readdirSync(folder)).toEqual(["plain.8.h"]);
    const { stdout, code } = telaplan(["pack", "--to", "chrome-trace", "-o", "-", input]);
    expect([code, Array.isArray(JSON.parse(stdout).traceEvents)]).toEqual([0, true]);
  });

  test("--to says what it can be, and needs -o", () => {
    const input = write(at.folder, "plain.8.csv", PLAIN);
    const wrong = packJson("--to", "pdf", "-o", "-", input);
    expect([wrong.code, wrong.stderr]).toEqual([
      2,
      expect.stringContaining("--to: must be same or csv or json or c-header"),
    ]);
    const alone = packJson("--to", "csv", input);
    expect([alone.code, alone.stderr]).toEqual([2, expect.stringContaining("--to: says what -o writes")]);
  });

  test("a text never takes the name of a model unless --to says so", () => {
    const input = write(at.folder, "plain.8.csv", PLAIN);
    const output = join(at.folder, "out.pb");
    const { code, stderr, stdout } = packJson("-o", output, input);
    expect([code, existsSync(output)]).toEqual([2, false]);
    expect(stderr).toContain(`--output: ${output}: .pb is the end of another kind of file's name`);
    expect(rowsOf(stdout)[0]).not.toHaveProperty("status");
    expect(packJson("--to", "csv", "-o", output, input).code).toBe(0);
  });

  test("a dump that holds no plan goes to standard output as CSV, or as JSON where CSV cannot say it", () => {
    const trace = write(at.folder, "trace.csv", "time,op,id,size\n1,alloc,a,64\n3,free,a\n3,alloc,b,96\n5,free,b\n");
    const packed = telaplan(["pack", "-o", "-", trace]);
    expect([packed.code, packed.stdout]).toEqual([0, "id,lower,upper,size,offset\na,1,3,64,0\nb,3,5,96,0\n"]);
    const converted = telaplan(["convert", "-o", "-", trace]);
    expect([converted.code, converted.stdout]).toEqual([0, "id,lower,upper,size\na,1,3,64\nb,3,5,96\n"]);
    const stays = "buffer_id,size,offset,start_time,end_time\n3,1024,0,1,5\n7,1024,512,2,4\n";
    const shared = telaplan(["pack", "-o", "-", write(at.folder, "msa.csv", stays)]);
    expect([shared.code, JSON.parse(shared.stdout).inplace]).toEqual([0, [{ buffer: "7", of: "3", at: 512 }]]);
    const folder = join(at.folder, "dumps/");
    const named = write(at.folder, "trace.log", readFileSync(trace, "utf8"));
    const derived = telaplan(["pack", "-o", folder, named]);
    expect([derived.code, derived.stderr]).toEqual([2, expect.stringContaining("a file of this form holds no plan")]);
  });

  test("what can never be written is refused before the search", () => {
    const input = write(at.folder, "free.json", FREE);
    const output = join(at.folder, "free.csv");
    const { code, stdout, stderr } = packJson("-o", output, input);
    expect([code, existsSync(output)]).toEqual([2, false]);
    expect(stderr).toContain('CSV cannot say "free" (it can be written as same, json, c-header');
    // No row of a plan: nothing was planned.
    expect(rowsOf(stdout)).toEqual([{ file: input, error: expect.stringContaining("CSV cannot say") }]);
  });
});

describe("convert", () => {
  test("writes a problem in another form, and the offsets that it has", () => {
    const output = join(at.folder, "converted.json");
    const { code, stdout, stderr } = telaplan(["convert", "-o", output, write(at.folder, "placed.8.csv", PLACED)]);
    expect([code, stdout, stderr]).toEqual([0, `wrote ${output}: 2 buffers\n`, ""]);
    expect(JSON.parse(readFileSync(output, "utf8"))).toEqual({
      capacity: 8,
      buffers: [
        { id: "a", lower: 0, upper: 4, size: 2, offset: 3 },
        { id: "b", lower: 2, upper: 6, size: 3, offset: 0 },
      ],
    });
    const header = telaplan(["convert", "--to", "c-header", "-o", "-", output]);
    expect([header.code, header.stdout]).toEqual([0, expect.stringContaining("#define CONVERTED_OFFSET_A 3\n")]);
  });

  test("reads as pack reads, from standard input too, and tells what the new file does not say", () => {
    const args = ["convert", "-o", "-", "--to", "csv", "-c", "1KiB", "--ends", "inclusive", "--ignore-offsets", "-"];
    const { code, stdout, stderr } = telaplan(args, { input: PLACED });
    expect([code, stdout]).toEqual([0, "id,lower,upper,size\na,0,5,2\nb,2,7,3\n"]);
    expect(stderr).toBe("standard output: to be read with -c 1024, as it does not say so itself\n");
  });

  test("takes several files into a folder, and goes on after one that is broken", () => {
    const inputs = [
      write(at.folder, "one.csv", PLAIN),
      write(at.folder, "bad.csv", "x\n"),
      write(at.folder, "two.csv", PLAIN),
    ];
    const folder = join(at.folder, "all");
    const { code, stderr } = telaplan(["convert", "--to", "json", "-o", folder, ...inputs]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("bad.csv:1:1")]);
    expect(readdirSync(folder).sort()).toEqual(["one.json", "two.json"]);
  });

  test("plans nothing: a form that needs a plan is refused where there is none", () => {
    const output = join(at.folder, "none.h");
    const { code, stderr } = telaplan(["convert", "-o", output, write(at.folder, "plain.8.csv", PLAIN)]);
    expect([code, existsSync(output)]).toEqual([2, false]);
    expect(stderr).toContain('no column "offset"; the header has "id", "lower", "upper", "size"; c-header is written');
  });

  test("never overwrites an input, and needs -o", () => {
    const input = write(at.folder, "same.8.csv", PLACED);
    expect(telaplan(["convert", "-o", input, input]).stderr).toContain("would overwrite the input");
    const { code, stderr } = telaplan(["convert", input]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("--output")]);
  });

  test("lists in its help every form, with its extensions", () => {
    for (const { name, extensions } of TARGETS) {
      const line = CONVERT_HELP.split("\n").find((each) => each.trimStart().startsWith(`${name} `));
      expect(line, name).toBeDefined();
      if (extensions.length > 0) expect(line).toContain(extensions[0]);
    }
  });
});

describe("options that mean nothing for a form", () => {
  test("are told by their names on the command line", () => {
    const input = write(at.folder, "plain.8.csv", PLAIN);
    const { stderr } = packJson("--in-place", "--dim", "n=2", "--align", "16", input);
    for (const option of ["--in-place", "--dim", "--align"]) {
      expect(stderr).toContain(`plain.8.csv: ${option} is ignored: it means nothing for this form (CSV (MiniMalloc))`);
    }
  });
});
