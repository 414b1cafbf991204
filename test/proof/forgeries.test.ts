import { describe, expect, it } from "vitest";
import { familiesOnDisk, readFamily } from "../../optima/records.mjs";
import { problemHash } from "../../src/check/index.js";
import { planSync } from "../../src/planner/index.js";
import type { Problem } from "../../src/problem/index.js";
import { Random } from "../../src/problem/random.js";
import { bruteForceOptimum } from "../support/brute-force.js";
import { smallProblem } from "../support/small-problems.js";
import { type Case, hasCompiler, hasPython, verdict, verdictsInC, verdictsInPython } from "./checkers.js";
import { certain, withHead } from "./proofs.js";

/** More with PROOF_FORGERIES=5000. */
const FORGERIES = Number(process.env.PROOF_FORGERIES ?? 500);

const random = new Random(20);
const below = (end: number): number => Math.floor(random.next() * end);
const oneOf = <T>(list: readonly T[]): T => list[below(list.length)]!;

/** Refutations by a tree, one byte below the optimum; the problem itself names no capacity. */
const trees: { readonly made: Case; readonly optimum: number }[] = familiesOnDisk().flatMap((family) => {
  const records = readFamily(family).filter(
    ({ optimum, load, provers }) => optimum > load && provers.includes("search"),
  );
  return records.slice(0, 60).flatMap(({ problem, optimum }) => {
    const { proof } = certain({ ...problem, capacity: optimum - 1 });
    const isTree = proof.includes('["lemma",0]') && proof.join("").length < 20_000;
    return isTree ? [{ made: { problem, proof }, optimum }] : [];
  });
});

/** Lines of words, with the places of words of one kind. */
function wordsIn(proof: readonly string[], kind: RegExp): { readonly line: number; readonly at: number }[] {
  return proof.flatMap((text, line) => {
    const words: unknown = JSON.parse(text);
    if (typeof words !== "string") return [];
    return words.split(" ").flatMap((word, at) => (kind.test(word) ? [{ line, at }] : []));
  });
}

function wordsOf(line: string): string[] {
  return (JSON.parse(line) as string).split(" ");
}

function changeWord(proof: readonly string[], kind: RegExp, change: (word: string) => string[]): string[] {
  const places = wordsIn(proof, kind);
  if (places.length === 0) return [...proof];
  const { line, at } = oneOf(places);
  const words = wordsOf(proof[line]!);
  words.splice(at, 1, ...change(words[at]!));
  return proof.with(line, JSON.stringify(words.join(" ")));
}

/** Another number near the one that stands somewhere in a text. */
function changeNumber(text: string): string {
  const places = [...text.matchAll(/\d+/g)];
  if (places.length === 0) return text;
  const { index, 0: digits } = oneOf(places);
  const other = Math.max(0, Number(digits) + oneOf([-8, -2, -1, 1, 2, 8]));
  return `${text.slice(0, index)}${other}${text.slice(index + digits.length)}`;
}

/** Ways to forge what comes after the first line. */
const MUTATIONS: Readonly<Record<string, (proof: readonly string[]) => string[]>> = {
  "an answer less": (proof) => {
    const places = wordsIn(proof, /^[bw]/);
    if (places.length === 0) return [...proof];
    const { line, at } = oneOf(places);
    const words = wordsOf(proof[line]!);
    // What refutes the answer ends where as many questions have ended as have begun.
    let end = at + 1;
    for (let open = 0; end < words.length; ) {
      const word = words[end++]!;
      if (word.startsWith("s")) open++;
      if (word === ".") open--;
      if (open === 0 && !/^[bw]/.test(word)) break;
    }
    words.splice(at, end - at);
    return proof.with(line, JSON.stringify(words.join(" ")));
  },
  "another section": (proof) => changeWord(proof, /^[st]/, changeNumberIn),
  "another buffer": (proof) => changeWord(proof, /^b/, changeNumberIn),
  "another level": (proof) => changeWord(proof, /^w/, changeNumberIn),
  "another lemma": (proof) => changeWord(proof, /^l/, changeNumberIn),
  "a word less": (proof) => changeWord(proof, /./, () => []),
  "a word twice": (proof) => changeWord(proof, /./, (word) => [word, word]),
  "a refutation at once": (proof) => changeWord(proof, /^[lt]/, () => ["s0", "."]),
  "a lemma too strong": (proof) => {
    const lemmas = proof.flatMap((text, line) => (text.includes('"lemma"') ? [line] : []));
    if (lemmas.length === 0) return [...proof];
    const line = oneOf(lemmas);
    return proof.with(line, changeNumber(proof[line]!));
  },
  "a line less": (proof) => proof.toSpliced(1 + below(proof.length - 1), 1),
  "two lines swapped": (proof) => {
    const [a, b] = [1 + below(proof.length - 1), 1 + below(proof.length - 1)];
    return proof.with(a, proof[b]!).with(b, proof[a]!);
  },
  "a byte less": (proof) => {
    const line = 1 + below(proof.length - 1);
    const at = below(proof[line]!.length);
    return proof.with(line, proof[line]!.slice(0, at) + proof[line]!.slice(at + 1));
  },
  cut: (proof) => proof.slice(0, 1 + below(proof.length - 1)),
};

function changeNumberIn(word: string): string[] {
  return [changeNumber(word)];
}

function forged({ problem, proof }: Case, times: number): Case {
  let lines = [...proof];
  for (let i = 0; i < times; i++) {
    try {
      lines = oneOf(Object.values(MUTATIONS))(lines);
    } catch {
      // A line that is no JSON any more cannot be forged further.
    }
    if (lines.length < 2) return { problem, proof };
  }
  return { problem, proof: lines };
}

/** All checkers say the same of each, in the same words. */
function agree(cases: readonly Case[]): void {
  const expected = cases.map(verdict);
  for (const verdicts of [...(hasPython ? [verdictsInPython] : []), ...(hasCompiler ? [verdictsInC] : [])]) {
    for (const [i, found] of verdicts(cases).entries()) {
      expect(found, `${JSON.stringify(cases[i]!.problem)}\n${cases[i]!.proof.join("\n")}`).toEqual(expected[i]);
    }
  }
}

describe("a false claim", () => {
  it("is never accepted, whatever is forged after it", () => {
    expect(trees.length).toBeGreaterThan(60);
    const cases = Array.from({ length: FORGERIES }, () => {
      const { made, optimum } = oneOf(trees);
      return forged(withHead(made, { least: optimum + 1 + below(2) }), below(4));
    });
    for (const each of cases) {
      const found = verdict(each);
      expect(found, each.proof.join("\n")).not.toBe(null);
      expect(found![0]).toBeGreaterThan(0);
      expect(found![1]).not.toBe("");
    }
    agree(cases);
  });

  it("is never accepted of a problem that differs in one number, in the problem's own name", () => {
    let tried = 0;
    const cases: Case[] = [];
    while (tried < FORGERIES / 5) {
      const { made, optimum } = oneOf(trees);
      const b = below(made.problem.buffers.length);
      const buffers = made.problem.buffers.map((buffer, i) => {
        return i === b && buffer.size > 1 ? { ...buffer, size: buffer.size - 1 } : buffer;
      });
      tried++;
      const problem = { ...made.problem, buffers } as unknown as Problem;
      const capacity = optimum - 1;
      if (planSync({ ...problem, capacity }, { stepLimit: 20_000 }).offsets === null) continue;
      cases.push(withHead({ problem, proof: made.proof }, { hash: problemHash(problem) }));
    }
    expect(cases.length).toBeGreaterThan(FORGERIES / 50);
    for (const each of cases) expect(verdict(each), each.proof.join("\n")).not.toBe(null);
    agree(cases);
  });

  it("is never accepted of small problems whose optimum brute force knows, and what is true has a proof", () => {
    const cases: Case[] = [];
    for (let seed = 0; seed < FORGERIES / 5; seed++) {
      const { capacity: _, ...problem } = smallProblem(seed);
      const optimum = bruteForceOptimum(problem);
      if (!Number.isFinite(optimum) || optimum === 0) continue;
      const made = certain({ ...problem, capacity: optimum - 1 });
      expect(verdict(made)).toBe(null);
      for (const times of [0, 1, 3]) cases.push(forged(withHead({ ...made, problem }, { least: optimum + 1 }), times));
    }
    expect(cases.length).toBeGreaterThan(FORGERIES / 5);
    for (const each of cases) expect(verdict(each), each.proof.join("\n")).not.toBe(null);
    agree(cases);
  });
});

describe("a true claim", () => {
  it.each(Object.keys(MUTATIONS))("with %s gets the same answer of all checkers, down to the line", (name) => {
    const cases = Array.from({ length: Math.ceil(FORGERIES / 12) }, () => {
      const { problem, proof } = oneOf(trees).made;
      return { problem, proof: MUTATIONS[name]!(proof) };
    });
    agree(cases);
    const changed = cases.filter(({ proof }) => !trees.some(({ made }) => made.proof.join() === proof.join()));
    const refused = changed.filter((each) => verdict(each) !== null);
    // A level may be chosen lower, a question asked elsewhere or too often, and a lemma be stated otherwise.
    if (!/level|section|strong|swapped|lemma|at once/.test(name))
      expect(refused.length / changed.length).toBeGreaterThan(0.9);
    expect(refused.length).toBeGreaterThan(0);
  });
});
