import { describe, expect, it } from "vitest";
import { finish } from "../../src/problem/index.js";
import { Random } from "../../src/problem/random.js";
import { type CoverQuestion, leastCover } from "../../src/soft/cover.js";
import { dualBound } from "../../src/soft/dual-bound.js";
import { type Cut, GIVEN, type Items, KEPT } from "../../src/soft/items.js";

/** Some pairs, hints and bodies of two or three memories, with cuts over them. */
function drawn(seed: number): { readonly items: Items; readonly cuts: Cut[] } {
  const random = new Random(seed);
  const below = (count: number): number => Math.floor(random.next() * count);
  const term: ("reuse" | "moved" | "spill")[] = [];
  const memory: number[] = [];
  const subject: number[] = [];
  const firstOf = new Int32Array(3).fill(-1);
  for (let i = below(5); i > 0; i--) {
    term.push("reuse");
    memory.push(-1);
    subject.push(term.length - 1);
  }
  for (let i = below(3); i > 0; i--) {
    term.push("moved");
    memory.push(-1);
    subject.push(term.length - 1);
  }
  for (let b = below(4) - 1; b >= 0; b--) {
    firstOf[b] = term.length;
    for (let m = 2 + below(2) - 1; m >= 0; m--) {
      term.push("spill");
      memory.push(m);
      subject.push(b);
    }
  }
  const count = term.length;
  const items: Items = {
    count,
    term,
    cost: Float64Array.from({ length: count }, () => below(6)),
    subject: Int32Array.from(subject),
    memory: Int32Array.from(memory),
    firstOf,
    itemOfPair: new Map(),
    itemOfHint: new Map(),
  };
  const cuts = Array.from({ length: below(6) }, () => {
    const named = Int32Array.from(term.keys()).filter(() => random.next() < 0.5);
    return { items: named, weights: Float64Array.from(named, () => 1 + below(3)), need: 1 + below(4) };
  });
  return { items, cuts };
}

/** The least value of the lowered term over all choices; null where none meets the cuts and caps. */
function byHand({ count, cost, subject, memory, term }: Items, cuts: readonly Cut[], question: CoverQuestion) {
  let least: number | null = null;
  for (let mask = 0; mask < 1 << count; mask++) {
    const isGiven = (item: number): boolean => ((mask >> item) & 1) === 1;
    const keeps = new Map<number, number>();
    const due = { ...question.base };
    for (let item = 0; item < count; item++) {
      if (memory[item]! < 0) due[term[item]!] += isGiven(item) ? cost[item]! : 0;
      else keeps.set(subject[item]!, (keeps.get(subject[item]!) ?? 0) + (isGiven(item) ? 0 : 1));
      if (memory[item]! >= 0 && !isGiven(item)) due.spill += cost[item]!;
    }
    if ([...keeps.values()].some((kept) => kept !== 1)) continue;
    const { lowered, caps } = question;
    if ((["spill", "reuse", "moved"] as const).some((t) => due[t] > (caps[t] ?? 1e9))) continue;
    const meets = ({ items, weights, need }: Cut): boolean =>
      items.reduce((sum, item, i) => sum + (isGiven(item) ? weights[i]! : 0), 0) >= need;
    if (!cuts.every(meets)) continue;
    least = Math.min(least ?? Number.POSITIVE_INFINITY, due[lowered!]);
  }
  return least;
}

describe("a choice of items to give up", () => {
  it("costs the least of all that meet the cuts and caps, on 3,000 random sets of items", () => {
    let [found, none] = [0, 0];
    for (let seed = 0; seed < 3_000; seed++) {
      const { items, cuts } = drawn(seed);
      const random = new Random(seed + 1e6);
      const lowered = (["reuse", "moved", "spill"] as const)[seed % 3]!;
      const others = (["reuse", "moved", "spill"] as const).filter((term) => term !== lowered);
      const caps = Object.fromEntries(others.map((term) => [term, 3 + Math.floor(random.next() * 10)]));
      const base = { time: 0, spill: 1, reuse: 2, moved: 0, peak: 0 };
      const question = { lowered, below: Number.POSITIVE_INFINITY, caps, base, isFirst: false };
      const answer = finish(leastCover(items, cuts, question, { work: 1e9 }));
      const least = byHand(items, cuts, question);
      const told = `seed ${seed}`;
      if (least === null) {
        none++;
        expect(answer.status, told).toBe("none");
        continue;
      }
      found++;
      expect(answer, told).toMatchObject({ status: "least", value: least });
      if (answer.status !== "least") continue;
      for (const { items: named, weights, need } of cuts) {
        const given = named.reduce((sum, item, i) => sum + (answer.state[item] === GIVEN ? weights[i]! : 0), 0);
        expect(given, told).toBeGreaterThanOrEqual(need);
      }
      for (const first of items.firstOf) {
        if (first < 0) continue;
        const own = Array.from(answer.state).filter(
          (state, i) => items.memory[i]! >= 0 && items.subject[i] === items.subject[first] && state === KEPT,
        );
        expect(own.length, told).toBe(1);
      }
      const first = finish(leastCover(items, cuts, { ...question, isFirst: true }, { work: 1e9 }));
      if (first.status === "open") expect(first.bound, told).toBeLessThanOrEqual(least);
    }
    expect(found).toBeGreaterThan(800);
    expect(none).toBeGreaterThan(300);
  });

  it("says what it knows where its budget ends", () => {
    const { items, cuts } = drawn(
      Array.from({ length: 100 }, (_, seed) => seed).find((s) => drawn(s).cuts.length > 4)!,
    );
    const base = { time: 0, spill: 0, reuse: 0, moved: 0, peak: 0 };
    const question: CoverQuestion = { lowered: "reuse", below: 1e9, caps: {}, base, isFirst: false };
    expect(finish(leastCover(items, cuts, question, { work: 0 }))).toMatchObject({ status: "open", state: null });
  });
});

describe("the dual bound", () => {
  it("pays for what the cuts need, and for each item once", () => {
    const price = (item: number): number => [4, 2, 3][item]!;
    expect(dualBound([], price)).toBe(0);
    expect(dualBound([{ items: [0, 1], weights: [1, 1], need: 1 }], price)).toBe(2);
    expect(dualBound([{ items: [0, 1], weights: [1, 1], need: 2 }], price)).toBe(6);
    const two = [
      { items: [0, 1], weights: [1, 1], need: 1 },
      { items: [1, 2], weights: [1, 1], need: 1 },
    ];
    expect(dualBound(two, price)).toBe(2);
    expect(dualBound([{ items: [0], weights: [1], need: 2 }], price)).toBe(Number.POSITIVE_INFINITY);
  });
});
