import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "../../src/formats/index.js";
import { simulate } from "../../src/sim/index.js";
import { elementsOf, parseXml } from "../draw/well-formed.js";
import { PLAIN, packJson, prepare, rowsOf, telaplan, write } from "./run.js";

/** Columns in an order of their own, one that means nothing, CRLF and a quoted id. */
const ODD = 'size,end,comment,buffer,begin\r\n4,2,first,"a, b",0\r\n4,8,,b2,3\r\n8,8,"two ""words""",b3,0\r\n';

const at = prepare();

describe("--output", () => {
  test("keeps rows, columns, line ends and what it does not know, and adds a plan that holds", () => {
    const input = write(at.folder, "odd.12.csv", ODD);
    const output = join(at.folder, "odd-placed.csv");
    expect(packJson("-o", output, input).code).toBe(0);
    const text = readFileSync(output, "utf8");
    const lines = text.split("\r\n");
    expect(lines[0]).toBe("size,end,comment,buffer,begin,offset");
    expect(lines.slice(1).map((line) => line.replace(/,\d+$/, ""))).toEqual(ODD.split("\r\n").slice(1));
    const { problem, offsets } = parse(text, "placed.csv", { placed: true, capacity: 12 });
    expect(simulate(problem, offsets!).ok).toBe(true);
  });

  test("what it writes, verify accepts; with a smaller memory, verify refuses", () => {
    const input = write(at.folder, "plain.8.csv", PLAIN);
    const output = join(at.folder, "plain-placed.csv");
    packJson("-o", output, input);
    expect(telaplan(["verify", output]).code).toBe(0);
    expect(telaplan(["verify", "-c", "4", output]).code).toBe(1);
  });

  test("goes into a folder that is there, under the input's name", () => {
    const input = write(at.folder, "plain.8.csv", PLAIN);
    const folder = join(at.folder, "is-there");
    mkdirSync(folder);
    packJson("-o", folder, "--svg", folder, input);
    expect(readdirSync(folder).sort()).toEqual(["plain.8.csv", "plain.8.svg"]);
  });

  test("makes the folder for several files, and for a path that ends in a slash", () => {
    const inputs = ["one.8.csv", "two.9.csv"].map((name) => write(at.folder, name, PLAIN));
    const several = join(at.folder, "made/deep");
    expect(packJson("-o", several, "--svg", join(at.folder, "pictures"), ...inputs).code).toBe(0);
    expect(readdirSync(several).sort()).toEqual(["one.8.csv", "two.9.csv"]);
    expect(readdirSync(join(at.folder, "pictures")).sort()).toEqual(["one.8.svg", "two.9.svg"]);
    expect(packJson("-o", join(at.folder, "slash/"), inputs[0]!).code).toBe(0);
    expect(readdirSync(join(at.folder, "slash"))).toEqual(["one.8.csv"]);
  });

  test("takes the form that its name asks for", () => {
    const input = write(at.folder, "plain.8.csv", PLAIN);
    const output = join(at.folder, "converted.json");
    packJson("-o", output, input);
    const { buffers, capacity } = JSON.parse(readFileSync(output, "utf8"));
    expect(capacity).toBe(8);
    expect(buffers).toMatchObject([
      { id: "a", offset: expect.any(Number) },
      { id: "b", offset: expect.any(Number) },
    ]);
    expect(telaplan(["verify", output]).code).toBe(0);
  });

  test("a JSON file keeps its other keys", () => {
    const text =
      '{ "model": "m1", "capacity": 16, "buffers": [{ "id": "a", "lower": 0, "upper": 3, "size": 8, "note": 1 }] }';
    const output = join(at.folder, "out.json");
    packJson("-o", output, write(at.folder, "in.json", text));
    expect(JSON.parse(readFileSync(output, "utf8"))).toEqual({
      model: "m1",
      capacity: 16,
      buffers: [{ id: "a", lower: 0, upper: 3, size: 8, note: 1, offset: 0 }],
    });
  });

  test("without a plan the file is not written again, and the picture shows what does not fit", () => {
    const input = write(at.folder, "plain.4.csv", PLAIN);
    const output = join(at.folder, "no-plan.csv");
    expect(packJson("-o", output, "--svg", `${output}.svg`, input).code).toBe(1);
    expect([existsSync(output), existsSync(`${output}.svg`)]).toEqual([false, true]);
    expect(readFileSync(`${output}.svg`, "utf8")).toContain("beyond the capacity");
  });

  test("an input is never overwritten, by whatever name it is called, and nothing is computed", () => {
    const input = write(at.folder, "precious.8.csv", PLAIN);
    const hard = join(at.folder, "hard.csv");
    const soft = join(at.folder, "soft.csv");
    linkSync(input, hard);
    symlinkSync(input, soft);
    for (const path of [input, join(at.folder, "is-there/../precious.8.csv"), hard, soft, at.folder]) {
      const { code, stdout, stderr } = packJson("-o", path, input);
      expect([code, stdout]).toEqual([2, ""]);
      expect(stderr).toContain(`--output: would overwrite the input ${input}`);
    }
    expect(packJson("--svg", input, input).stderr).toContain(`--svg: would overwrite the input ${input}`);
    expect(readFileSync(input, "utf8")).toBe(PLAIN);
  });

  test("two results never go to one file", () => {
    const one = write(at.folder, "left/same.8.csv", PLAIN);
    const two = write(at.folder, "right/same.8.csv", PLAIN);
    const { code, stderr } = packJson("-o", join(at.folder, "both"), one, two);
    expect(code).toBe(2);
    expect(stderr).toContain(`both/same.8.csv would be written for both ${one} and ${two}`);
    expect(packJson("-o", join(at.folder, "x"), "--svg", join(at.folder, "x"), one).code).toBe(2);
  });

  test("a file in the place of a folder, and a folder that cannot be made, are named", () => {
    const inputs = ["one.8.csv", "two.9.csv"].map((name) => write(at.folder, name, PLAIN));
    const inTheWay = write(at.folder, "in-the-way", "");
    const several = packJson("-o", inTheWay, ...inputs);
    expect(several.code).toBe(2);
    expect(several.stderr).toContain(`--output: must be a folder for several files, but ${inTheWay} is a file`);
    const below = packJson("-o", join(inTheWay, "below/"), inputs[0]!);
    expect(below.code).toBe(2);
    expect(below.stderr).toMatch(
      /--output: cannot make the folder .*in-the-way.below.*: a part of the path is not a folder/,
    );
  });

  test("a plan that cannot be written is still told, with the reason, exit code 2", () => {
    const input = write(at.folder, "plain.8.csv", PLAIN);
    const { code, stdout, stderr } = packJson("-o", join(at.folder, `${"n".repeat(300)}.csv`), input);
    expect(code).toBe(2);
    expect(stderr).toMatch(/n{300}\.csv: the name is too long\n$/);
    expect(rowsOf(stdout)[0]).toMatchObject({ verified: true, peak: 5, error: expect.stringContaining("too long") });
  });

  test("a folder is no place for the plan of standard input, which has no name", () => {
    const { code, stderr } = telaplan(["pack", "-o", at.folder, "-"], { input: PLAIN });
    expect(code).toBe(2);
    expect(stderr).toContain("--output: standard input has no name");
    const file = join(at.folder, "from-stdin.csv");
    expect(telaplan(["pack", "-o", file, "-"], { input: PLAIN }).code).toBe(0);
    expect(readFileSync(file, "utf8")).toContain("id,lower,upper,size,offset\n");
  });
});

describe("--svg", () => {
  test("writes a well-formed picture with every buffer in it", () => {
    const input = write(at.folder, "plain.8.csv", PLAIN);
    const picture = join(at.folder, "plain.svg");
    expect(packJson("--svg", picture, input).code).toBe(0);
    const svg = parseXml(readFileSync(picture, "utf8"));
    expect(svg.name).toBe("svg");
    const tooltips = elementsOf(svg, "rect").flatMap(({ children }) => children.map(({ text }) => text));
    expect(tooltips.map((text) => text.split("\n")[0]).sort()).toEqual(["a", "b"]);
  });
});

describe("--svg of a problem with constraints", () => {
  test("draws a panel for each memory that the plan uses, and every piece of a buffer", () => {
    const problem = {
      memories: [{ id: "fast", capacity: 8 }, { id: "slow" }],
      buffers: [
        { id: "a", lower: 0, upper: 9, size: 8, memory: "fast", gaps: [{ lower: 3, upper: 6 }] },
        { id: "b", lower: 3, upper: 6, size: 8, memory: "fast" },
        { id: "c", lower: 0, upper: 9, size: 4, memories: [{ id: "fast" }, { id: "slow", cost: 5 }] },
      ],
      apart: [{ buffers: ["a", "c"] }],
    };
    const input = write(at.folder, "tiers.json", JSON.stringify(problem));
    const picture = join(at.folder, "tiers.svg");
    const { code, stderr } = packJson("--svg", picture, input);
    expect(stderr).not.toContain("not supported");
    expect(code).toBe(0);
    const svg = parseXml(readFileSync(picture, "utf8"));
    const ids = elementsOf(svg, "rect").flatMap(({ children }) => children.map(({ text }) => text.split("\n")[0]));
    expect(ids.sort()).toEqual(["a", "a", "b", "c"]);
    expect(elementsOf(svg, "tspan").map(({ text }) => text)).toEqual(["fast", "slow"]);
    const facts = elementsOf(svg, "desc")[0]!.text;
    expect(facts).toContain("spill 5");
    expect(facts).toContain("not drawn: 1 pair apart");
  });
});

describe("files that cannot be read", () => {
  test("a folder, a missing file and an empty one are named with the reason and no stack", () => {
    const empty = write(at.folder, "empty.csv", "");
    const { code, stderr, stdout } = packJson(
      at.folder,
      join(at.folder, "missing.csv"),
      empty,
      join(empty, "below.csv"),
    );
    expect(code).toBe(2);
    expect(stderr.split("\n").map((line) => line.slice(line.indexOf(":")))).toEqual([
      ": is a folder, not a file",
      ": no such file or folder",
      ": a part of the path is not a folder",
      expect.stringMatching(/^:1:1: the file is empty/),
      "",
    ]);
    expect(rowsOf(stdout)).toHaveLength(4);
  });

  test("a file without permission is named, unless we may read everything", () => {
    const secret = write(at.folder, "secret.csv", PLAIN);
    chmodSync(secret, 0o000);
    const { code, stderr } = packJson(secret);
    if (process.getuid?.() === 0) expect(code).toBe(0);
    else expect([code, stderr]).toEqual([2, `${secret}: permission denied\n`]);
    chmodSync(secret, 0o600);
  });

  test("bytes that are no text are refused like any malformed file", () => {
    const binary = join(at.folder, "binary.csv");
    writeFileSync(
      binary,
      Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256),
    );
    const { code, stderr } = packJson(binary);
    expect(code).toBe(2);
    expect(stderr).toMatch(/binary\.csv:\d+:\d+: /);
    expect(stderr).not.toContain("    at ");
  });
});
