import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { capacityFromFileName, FormatError, format, parse } from "../../src/formats/index.js";
import { dsaText } from "./dsa-text.js";

const ROOT = fileURLToPath(new URL("../../../shared/benchmarks", import.meta.url));
const isPresent = existsSync(ROOT);
if (!isPresent) console.warn(`no public instances at ${ROOT}: the tests below run on small samples instead`);

interface Sample {
  readonly name: string;
  readonly text: string;
}

function filesIn(folders: readonly string[], ending: string): Sample[] {
  const found: Sample[] = [];
  for (const folder of folders) {
    const at = join(ROOT, folder);
    for (const entry of readdirSync(at, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !entry.name.endsWith(ending)) continue;
      const path = join(entry.parentPath, entry.name);
      found.push({ name: relative(ROOT, path), text: readFileSync(path, "utf8") });
    }
  }
  return found;
}

describe(isPresent ? "public instances" : "samples in place of the public instances, which are absent", () => {
  const csvFiles = isPresent
    ? filesIn(["minimalloc", "idealloc"], ".csv")
    : [{ name: "sample.64.csv", text: "id,lower,upper,size\n0,0,3,4\n1,2,5,8\n" }];

  test("every CSV file is read, and written with its rows as they were", () => {
    for (const { name, text } of csvFiles) {
      const document = parse(text, name);
      const { buffers, capacity } = document.problem;
      const lines = text.trimEnd().split("\n");
      expect(buffers.length, name).toBe(lines.length - 1);
      expect(capacity, name).toBe(capacityFromFileName(name));
      const rows = format(
        document,
        buffers.map((_, i) => i),
      )
        .trimEnd()
        .split("\n");
      expect(rows, name).toEqual(lines.map((line, i) => `${line},${i === 0 ? "offset" : i - 1}`));
    }
    expect(csvFiles.length).toBe(isPresent ? 22 : 1);
  });

  const dsaFiles = isPresent
    ? filesIn(["dsa-solver/pypto", "dsa-solver/pypto-lib"], ".json")
    : [
        { name: "sample.json", text: dsaText() },
        { name: "pinned.json", text: dsaText({ constraints: { colocations: [{ first: 0, second: 1 }] } }) },
      ];

  test("every dsa-problem is read, or refused for what is not supported yet", () => {
    let read = 0;
    for (const { name, text } of dsaFiles) {
      try {
        const document = parse(text, name);
        const plan = document.problem.buffers.map((_, i) => 32 * i);
        const placed = parse(format(document, plan), name, { placed: true });
        expect(Array.from(placed.offsets!), name).toEqual(plan);
        expect(document.problem.capacity, name).toBeGreaterThan(0);
        read++;
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
        expect(error.detail, name).toMatch(/^not supported yet: /);
      }
    }
    expect([read, dsaFiles.length]).toEqual(isPresent ? [16, 290] : [1, 2]);
  });
});
