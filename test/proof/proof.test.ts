import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { familiesOnDisk, readFamily } from "../../optima/records.mjs";
import { problemHash } from "../../src/check/index.js";
import { type Problem, plan, planSync } from "../../src/index.js";
import { type Case, hasCompiler, hasPython, verdict, verdictsInC, verdictsInPython } from "./checkers.js";
import { certain, withHead } from "./proofs.js";

/** The example of docs/proof.md. */
const EXAMPLE: Problem = {
  capacity: 6,
  buffers: [
    { id: "a", lower: 0, upper: 2, size: 1 },
    { id: "b", lower: 2, upper: 3, size: 4, alignment: 4 },
    { id: "c", lower: 1, upper: 3, size: 1, alignment: 2 },
    { id: "d", lower: 0, upper: 2, size: 1, offset: 4 },
    { id: "e", lower: 2, upper: 3, size: 1 },
  ],
};

/** Some certified instances of each family, those above the load bound first; and one byte less than they need. */
const cases: Case[] = familiesOnDisk().flatMap((family) => {
  const records = readFamily(family).filter(({ optimum, provers }) => optimum > 0 && provers.includes("search"));
  const chosen = records.toSorted((a, b) => Number(b.optimum > b.load) - Number(a.optimum > a.load)).slice(0, 12);
  return chosen.flatMap(({ problem, optimum }) => [
    certain(problem, true),
    certain({ ...problem, capacity: optimum - 1 }),
  ]);
});

describe("a proof", () => {
  it("of the example in the documents is the one that stands there", () => {
    const text = readFileSync(new URL("../../docs/proof.md", import.meta.url), "utf8");
    const lines = /```text\n(\["telaplan proof[^`]*)\n```/.exec(text)![1]!.split("\n");
    const short = (line: string): string => line.replace(/"(\w{6})\w{58}"/, '"$1…"');
    expect(certain(EXAMPLE).proof.map(short)).toEqual(lines);
    expect(text).toContain(`\`${problemHash(EXAMPLE)}\``);
  });

  it("is made of certified optima, and of their refutation one byte below, and is accepted", () => {
    expect(cases.length).toBeGreaterThan(200);
    expect(cases.filter(({ proof }) => proof.includes('["lemma",0]')).length).toBeGreaterThan(60);
    for (const each of cases) expect(verdict(each)).toBe(null);
  });

  it.runIf(hasPython)("is accepted by the checker in Python as well", () => {
    for (const [i, found] of verdictsInPython(cases).entries()) expect(found, cases[i]!.proof[0]).toBe(null);
  });

  it.runIf(hasCompiler)("is accepted by the checker in C as well", () => {
    for (const [i, found] of verdictsInC(cases).entries()) expect(found, cases[i]!.proof[0]).toBe(null);
  });

  it("comes from plan and planSync, the same, and without it the result is as before", async () => {
    const [first, second]: [string[], string[]] = [[], []];
    const { proof, ...result } = await plan(EXAMPLE, { proof: (line) => first.push(line) });
    expect(planSync(EXAMPLE, { proof: (line) => second.push(line) }).proof).toEqual(proof);
    expect(second).toEqual(first);
    expect(proof).toMatchObject({ written: true, claim: "infeasible", value: 6, lines: 5 });
    const plain = planSync(EXAMPLE);
    expect({ ...result, solveMs: 0 }).toEqual({ ...plain, solveMs: 0 });
    expect("proof" in plain).toBe(false);
  });

  it("is about the problem as it was given: base, buffers that meet nothing, parts", () => {
    const at = (lower: number): Problem["buffers"] =>
      EXAMPLE.buffers.map((b) => {
        const offset = b.offset === undefined ? {} : { offset: b.offset + 8 };
        return { ...b, ...offset, id: `${b.id}${lower}`, lower: b.lower + lower, upper: b.upper + lower };
      });
    const none = [
      { id: "x", lower: 4, upper: 4, size: 3 },
      { id: "y", lower: 0, upper: 9, size: 0 },
    ];
    const moved: Problem = { base: 8, capacity: 6, buffers: [...none, ...at(0), ...at(5)] };
    expect(verdict(certain(moved))).toBe(null);
    // A base that is no multiple of the alignments.
    const odd = certain({ ...EXAMPLE, base: 3, capacity: 5 });
    expect(verdict(odd)).toBe(null);
  });

  it("of what stopped early is one of its bound", () => {
    const lines: string[] = [];
    const record = readFamily("large-plain").find(({ optimum, load }) => optimum > load)!;
    const { status, lowerBound } = planSync(record.problem, { stepLimit: 0, proof: (line) => lines.push(line) });
    expect(status).toBe("feasible");
    expect((JSON.parse(lines[0]!) as unknown[]).slice(2)).toEqual([lowerBound]);
    expect(verdict({ problem: record.problem, proof: lines })).toBe(null);
  });

  it("is refused by name where the argument is not written, and no line is handed out", () => {
    const lines: string[] = [];
    const proof = (line: string) => lines.push(line);
    const [a, b] = EXAMPLE.buffers;
    const gap: Problem = { ...EXAMPLE, buffers: [{ ...a!, gaps: [{ lower: 0, upper: 1 }] }, b!] };
    expect(planSync(gap, { proof }).proof).toEqual({ written: false, reason: "gaps is not covered by proofs" });
    const apart: Problem = { ...EXAMPLE, apart: [{ buffers: ["a", "c"] }] };
    const { buffers } = EXAMPLE;
    const both = planSync({ ...apart, buffers: [{ ...a!, exclusive: true }, ...buffers.slice(1)] }, { proof });
    expect(both.proof).toEqual({ written: false, reason: "apart, exclusive are not covered by proofs" });
    const hinted: Problem = { ...EXAMPLE, buffers: [{ ...a!, hint: 2 }, b!] };
    expect(planSync(hinted, { proof }).proof).toEqual({ written: false, reason: "hint is not covered by proofs" });
    expect(lines).toEqual([]);
  });
});

describe("a claim", () => {
  it("of another problem or another format is refused in line 1", () => {
    const made = certain(EXAMPLE);
    const larger = { ...EXAMPLE, buffers: EXAMPLE.buffers.map((b, i) => (i === 0 ? { ...b, size: 2 } : b)) };
    for (const forged of [
      { ...made, problem: larger },
      { ...made, problem: { ...EXAMPLE, base: 1 } },
      withHead(made, { format: "telaplan proof 2" }),
      withHead(made, { hash: problemHash(EXAMPLE).toUpperCase() }),
      withHead(made, { least: 6.5 }),
    ]) {
      expect(verdict(forged)?.[0]).toBe(1);
    }
  });

  it("is the same whatever the capacity: what is proved is a least peak", () => {
    const made = certain(EXAMPLE);
    const roomier: Problem = { ...EXAMPLE, capacity: 99 };
    expect(verdict({ ...made, problem: roomier })).toBe(null);
    expect(verdict(withHead(made, { least: 6 }))).toBe(null);
    expect(verdict(withHead(made, { least: 8 }))?.[0]).toBeGreaterThan(1);
  });

  it("that no plan of any height exists has a proof without a capacity", () => {
    const [a, b] = EXAMPLE.buffers;
    const collision: Problem = {
      buffers: [
        { ...a!, offset: 4 },
        { ...b!, lower: 1, offset: 4 },
      ],
    };
    const { least } = { least: Number.MAX_SAFE_INTEGER };
    const made = certain(collision);
    expect(made.proof).toEqual([JSON.stringify(["telaplan proof 1", problemHash(collision), least]), '["stack",0,1]']);
    expect(verdict(made)).toBe(null);
  });

  it("that a plan is optimal fails with the plan", () => {
    const made = certain({ buffers: EXAMPLE.buffers }, true);
    const [, , peak, offsets] = JSON.parse(made.proof[0]!) as [string, string, number, number[]];
    expect(verdict(made)).toBe(null);
    const moved = [
      offsets.with(1, offsets[1]! + 1),
      offsets.with(3, 3),
      offsets.with(0, 4),
      offsets.with(4, offsets[1]!),
    ];
    for (const wrong of [...moved, offsets.slice(1), offsets.with(0, -1), offsets.with(0, 0.5)]) {
      expect(verdict(withHead(made, { plan: wrong }))?.[0]).toBe(1);
    }
    expect(verdict(withHead(made, { least: peak - 1 }))?.[0]).toBe(1);
    expect(verdict(withHead(made, { least: peak + 1 }))?.[0]).toBe(1);
  });

  it("that is cut is refused at the line that is missing", () => {
    const made = certain(EXAMPLE);
    for (let left = 0; left < made.proof.length; left++) {
      expect(verdict({ ...made, proof: made.proof.slice(0, left) })?.[0]).toBe(left + 1);
    }
  });
});
