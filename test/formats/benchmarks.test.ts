import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { canonicalText, fingerprintOf } from "../../src/formats/dsa/fingerprint.js";
import { capacityFromFileName, format, parse, parseSolution } from "../../src/formats/index.js";
import { dsaText } from "./dsa-text.js";

const ROOT = fileURLToPath(new URL("../../../shared/benchmarks", import.meta.url));
const isPresent = existsSync(ROOT);
if (!isPresent) console.warn(`no public instances at ${ROOT}: the tests below run on small samples instead`);

/**
 * In place of the public instances: a document whose fingerprint was computed from dsa-solver's rules by other code.
 */
const OWN = JSON.stringify({
  ...JSON.parse(
    dsaText({
      problem: {
        pypto_structure: {
          alias_classes: [{ buffer: 1, members: ["a", "b"] }],
          pipeline_groups: [
            {
              group: 7,
              pool: 1,
              slot_size: 64,
              depth: 1,
              effective_depth: 1,
              members: [{ buffer: 0, stage: 0, residue: 0 }],
            },
          ],
        },
      },
    }),
  ),
  metadata: {
    corpus_problem_fingerprint_fnv1a64: "b4ef1f8db7faae81",
    lifetime_ordering: "pypto_read_before_write",
    solver_input: "pre_memory_reuse",
    target: "Ascend910B",
  },
});

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
        { name: "exclusive.json", text: dsaText({ constraints: { temporal_exclusions: [{ first: 0, second: 1 }] } }) },
      ];

  test("every dsa-problem is read with its objective, and a plan is written as a solution and read back", () => {
    const objectives: Record<string, number> = {};
    for (const { name, text } of dsaFiles) {
      const document = parse(text, name);
      const { buffers, memories: listed, minimize } = document.problem;
      const plan = buffers.map((_, i) => 32 * i);
      const memories = listed === undefined ? null : buffers.map(({ memory }) => memory!);
      const solution = parseSolution(format(document, plan, memories), name, document);
      expect(solution, name).toEqual({ offsets: Float64Array.from(plan), memories, differences: [], notes: [] });
      for (const { capacity } of listed ?? [document.problem]) expect(capacity, name).toBeGreaterThan(0);
      const key = String(minimize);
      objectives[key] = (objectives[key] ?? 0) + 1;
    }
    expect(objectives).toEqual(isPresent ? { peak: 175, reuse: 115 } : { peak: 2 });
  });

  test("every dsa-problem that dsa-solver wrote has the text from which its fingerprint is made", () => {
    const written = dsaFiles.filter(({ text }) => canonicalText(text) === text);
    expect(written.length).toBe(isPresent ? 286 : 0);
    for (const { name, text } of written) expect(fingerprintOf(text), name).toBe(fnv1a64(text));
  });

  /** Files state a fingerprint of their own: that of the problem without the names that people gave. */
  test("the fingerprints that dsa-problems state of themselves without names are met", () => {
    const stating = isPresent ? dsaFiles : [{ name: "own.json", text: OWN }];
    const missed = stating.filter(({ text }) => {
      const document = JSON.parse(text);
      const { corpus_problem_fingerprint_fnv1a64: stated, ...metadata } = document.metadata;
      document.instance = "corpus_shape";
      const kept = ["lifetime_ordering", "solver_input", "target"].map((key) => [key, metadata[key]]);
      document.metadata = Object.fromEntries(kept);
      const { pools, buffers, pypto_structure } = document.problem;
      for (const pool of pools) pool.name = `pool_${pool.id}`;
      for (const buffer of buffers) buffer.name = `buffer_${buffer.id}`;
      for (const each of pypto_structure.alias_classes) each.members = [`alias_${each.buffer}`];
      const groups = new Map<number, number>();
      for (const each of pypto_structure.pipeline_groups) {
        each.group = groups.get(each.pool) ?? 0;
        groups.set(each.pool, each.group + 1);
      }
      return fingerprintOf(JSON.stringify(document)) !== stated;
    });
    // One was written by hand, and states that of another version.
    expect(missed.map(({ name }) => name.replace(/^.*[/\\]/, ""))).toEqual(
      isPresent ? ["capacity_gated_pipeline_cost_v1.json"] : [],
    );
  });
});

/** FNV-1a as it is published, by big integers. */
function fnv1a64(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const byte of new TextEncoder().encode(text)) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) % 2n ** 64n;
  return hash.toString(16).padStart(16, "0");
}
