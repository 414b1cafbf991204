import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "../../src/formats/index.js";
import { families } from "../../src/instances/index.js";
import { prepare, rowsOf, telaplan, write } from "./run.js";

const at = prepare();
const SMALL = ["generate", "guillotine", "--buffers", "30", "--seed", "5"];

describe("telaplan generate", () => {
  test("--list tells every family with what it is", () => {
    const { code, stdout } = telaplan(["generate", "--list"]);
    expect(code).toBe(0);
    for (const { name, description } of families) {
      expect(stdout).toContain(name);
      expect(stdout).toContain(description);
    }
  });

  test("writes CSV to standard output, the same for the same seed and another for another", () => {
    const { code, stdout, stderr } = telaplan(SMALL);
    expect(code).toBe(0);
    expect(stderr).toBe(
      "standard output: to be read with -c 1048576, as it does not say so itself; --form json says all\n",
    );
    expect(telaplan([...SMALL, "--form", "json"]).stderr).toBe("");
    expect(parse(stdout, "generated.csv").problem.buffers).toHaveLength(30);
    expect(telaplan(SMALL).stdout).toBe(stdout);
    expect(telaplan(["generate", "guillotine", "--buffers", "30", "--seed", "6"]).stdout).not.toBe(stdout);
  });

  test("into a folder it writes NAME.CAPACITY.csv, which pack understands", () => {
    const folder = join(at.folder, "instances/");
    const { code, stdout } = telaplan([...SMALL, "-o", folder]);
    expect(code).toBe(0);
    const [name, ...others] = readdirSync(folder);
    expect(others).toEqual([]);
    expect(name).toMatch(/^guillotine.*\.\d+\.csv$/);
    expect(stdout).toMatch(/: 30 buffers, capacity [\d,]+, least peak [\d,]+\n$/);
    const capacity = Number(name!.split(".").at(-2));
    expect(parse(readFileSync(join(folder, name!), "utf8"), name!).problem.capacity).toBe(capacity);
    const packed = telaplan(["pack", "--format", "json", join(folder, name!)]);
    expect(rowsOf(packed.stdout)[0]).toMatchObject({ capacity, buffers: 30 });
  });

  test("as JSON it carries the capacity through a pipe", () => {
    const { stdout } = telaplan([...SMALL, "--format", "json"]);
    const { capacity } = JSON.parse(stdout);
    expect(capacity).toBeGreaterThan(0);
    const packed = telaplan(["pack", "--format", "json", "-"], { input: stdout });
    expect(rowsOf(packed.stdout)[0]).toMatchObject({ capacity, buffers: 30 });
  });

  test("a .json output is JSON without being asked", () => {
    const file = join(at.folder, "deep/er/x.json");
    expect(telaplan([...SMALL, "-o", file]).code).toBe(0);
    expect(JSON.parse(readFileSync(file, "utf8")).buffers).toHaveLength(30);
  });

  test("every family answers --help with its options", () => {
    for (const family of families.filter((_, i) => i % 3 === 0)) {
      const { code, stdout } = telaplan(["generate", family.name, "--help"]);
      expect(code, family.name).toBe(0);
      expect(stdout.match(/^ {2}--(no-)?[\w-]+/gm)!.length, family.name).toBeGreaterThanOrEqual(family.options.length);
    }
  });

  test("a path that cannot be written is named, exit code 2", () => {
    const inTheWay = write(at.folder, "file", "");
    const { code, stderr } = telaplan([...SMALL, "-o", join(inTheWay, "x.csv")]);
    expect(code).toBe(2);
    expect(stderr).toBe(`cannot make the folder ${inTheWay}: there is a file of that name\n`);
  });
});
