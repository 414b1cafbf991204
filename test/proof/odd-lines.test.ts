import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type CheckedProblem, ProofChecker, problemHash } from "../../src/check/index.js";
import { type Case, hasCompiler, hasPython, verdict, verdictsInC, verdictsInPython } from "./checkers.js";

const problem: CheckedProblem = {
  buffers: [
    { lower: 0, upper: 2, size: 1 },
    { lower: 2, upper: 3, size: 4, alignment: 4 },
    { lower: 1, upper: 3, size: 1, alignment: 2 },
    { lower: 0, upper: 2, size: 1, offset: 4 },
    { lower: 2, upper: 3, size: 1 },
  ],
};

const refutation = [["lemma", 1, [0, 1, 4], [2, 2], [4, 3]], "s1 .", ["lemma", 0], "s0 b0 l1 w2 l1 ."];
const start = ["telaplan proof 1", problemHash(problem)];
const PROOFS: readonly (readonly unknown[])[] = [
  [[...start, 7], ...refutation],
  [[...start, 7, [0, 0, 6, 4, 4]], ...refutation],
  [
    [...start, 6],
    ["stack", 1, 2, 4],
  ],
];

/** Values as JSON spells them, or nearly. */
const ODD = [
  ...["null", "true", "false", '"1"', '"x"', '""', "1.0", "1e0", "1E2", "-1", "-0", "01", "+1", ".5", "0x1", "NaN"],
  ...["9007199254740991", "9007199254740992", "99999999999999999999", "1e999", "Infinity", "-Infinity", "undefined"],
  ...["[]", "[1]", "[[1]]", "[true]", "[null]", '["1"]', "[1,1]", "[[]]", "[[0]]", '[["a"]]', "[[5,1],[5,1]]", "[99]"],
  ...["{}", '{"a":1}', '"\\u0078"', '"ü"', '"b01"', '"s9999999999999999"', '"w99999999999999999"', '"s1 "', '"."', ""],
  ...['"constructor"', '"__proto__"', '{"length":0}', '"s1"', "[[0,99]]", "[[-1,0]]"],
];

/** Places in a line: paths of keys. */
function* pathsIn(value: unknown, path: readonly string[] = []): Generator<readonly string[]> {
  yield path;
  if (typeof value !== "object" || value === null) return;
  for (const [key, part] of Object.entries(value)) yield* pathsIn(part, [...path, key]);
}

function withValue(value: unknown, [key, ...rest]: readonly string[], text: string): string {
  if (key === undefined) return text;
  const parts = Object.entries(value as object).map(([name, part]) => {
    const spelt = name === key ? withValue(part, rest, text) : JSON.stringify(part);
    return Array.isArray(value) ? spelt : `${JSON.stringify(name)}:${spelt}`;
  });
  return Array.isArray(value) ? `[${parts.join()}]` : `{${parts.join()}}`;
}

const cases: Case[] = PROOFS.flatMap((proof) => {
  const lines = proof.map((line) => JSON.stringify(line));
  return proof.flatMap((line, i) => {
    const text = lines[i]!;
    const changed = [...pathsIn(line)].flatMap((path) => ODD.map((odd) => withValue(line, path, odd)));
    const more = ODD.map((odd) => `${text.slice(0, -1)},${odd}]`);
    const spaced = [` ${text}`, `${text} `, text.replace(",", ", "), `${text}\r`, text.replace(" ", "  ")];
    const between = [
      "",
      " ",
      "[] []",
      "nul",
      "//",
      "\ufeff[]",
      '{"a\\"":1}',
      `${"[".repeat(9_000)}`,
      "x".repeat(70_000),
    ];
    return [
      ...[...changed, ...more, ...spaced].map((odd) => lines.with(i, odd)),
      ...between.map((odd) => lines.toSpliced(i, 0, odd)),
    ].map((forged) => ({ problem, proof: forged }));
  });
});

describe("a line with an odd value", () => {
  const verdicts = cases.map(verdict);

  it("is refused with a reason, where it does not say what the right line said", () => {
    expect(verdict({ problem, proof: PROOFS[0]!.map((line) => JSON.stringify(line)) })).toBe(null);
    expect(cases.length).toBeGreaterThan(1_500);
    const accepted = cases.filter((_, i) => verdicts[i] === null);
    expect(accepted.length / cases.length).toBeLessThan(0.03);
    for (const { proof } of accepted) {
      // What is let pass: a row of no buffers, a lower peak, a number of a lemma that nobody cites.
      expect(proof.join("\n")).toMatch(/,\[\d+\]|"lemma",\d+\]|",[01]\n|"stack"/);
    }
    for (const found of verdicts) if (found !== null) expect(found[1]).toMatch(/^[\x20-\x7e]{8,200}$/);
  });

  it.runIf(hasCompiler)("is refused by the checker in C at the same line, in the same words", () => {
    // It reads a file, in which a line feed ends a line and a byte is no more than that.
    const told = cases.flatMap(({ proof }, i) => (proof.some((line) => /[^ -~]/.test(line)) ? [] : [i]));
    const found = verdictsInC(told.map((i) => cases[i]!));
    for (const [k, i] of told.entries()) {
      expect(found[k], cases[i]!.proof.join("\n").slice(0, 900)).toEqual(verdicts[i]);
    }
  });

  it.runIf(hasPython)("is refused by the checker in Python at the same line, in the same words", () => {
    const found = verdictsInPython(cases);
    for (const [i, { proof }] of cases.entries()) expect(found[i], proof.join("\n").slice(0, 900)).toEqual(verdicts[i]);
  });
});

describe("an odd problem", () => {
  const [head] = PROOFS[2]!;
  const with1 = (change: object): unknown => ({
    buffers: problem.buffers.with(0, { ...problem.buffers[0]!, ...change }),
  });
  const PROBLEMS: Readonly<Record<string, unknown>> = {
    "buffer 0: size": with1({ size: 2.5 }),
    "buffer 0: lower": with1({ lower: "0" }),
    "buffer 0: upper": with1({ upper: true }),
    "buffer 0: alignment": with1({ alignment: 0 }),
    "buffer 0: offset": with1({ offset: -2 }),
    "buffer 0: gaps is not covered by proofs": with1({ gaps: [{ lower: 0, upper: 1 }] }),
    base: { ...problem, base: -1 },
    "the problem: aliases is not covered by proofs": { ...problem, aliases: [] },
  };

  it.each(Object.entries(PROBLEMS))("is refused by name: %s", (name, odd) => {
    expect(() => new ProofChecker(odd as CheckedProblem)).toThrow(name);
    if (!hasPython) return;
    const folder = mkdtempSync(join(tmpdir(), "telaplan-"));
    try {
      const [proof, file] = [join(folder, "proof"), join(folder, "problem.json")];
      writeFileSync(proof, JSON.stringify(head));
      writeFileSync(file, JSON.stringify(odd));
      const tool = fileURLToPath(new URL("../../tools/check_proof.py", import.meta.url));
      const { status, stderr } = spawnSync("python3", [tool, proof, file], { encoding: "utf8" });
      expect([status, stderr]).toEqual([2, expect.stringContaining(`error: ${name}`)]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("with a base beside which a claim ends beyond 2^53 - 1 is refused in the first line", () => {
    const far = { buffers: [{ lower: 0, upper: 1, size: 4 }], base: Number.MAX_SAFE_INTEGER - 2 };
    const first = ["telaplan proof 1", problemHash(far), 4];
    const made: Case = { problem: far, proof: [JSON.stringify(first), '["stack",0]'] };
    expect(verdict(made)).toEqual([1, "the least peak is no whole number from 0 to 2"]);
    if (hasPython) expect(verdictsInPython([made])).toEqual([verdict(made)]);
  });
});
