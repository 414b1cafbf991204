import { describe, expect, it } from "vitest";
import { cliquesOfChordal } from "../../../src/bodies/bounds/chordal.js";
import { heaviestClique } from "../../../src/bodies/bounds/clique.js";
import { BitMatrix } from "../../../src/bodies/bounds/conflicts.js";
import { Random } from "../../../src/problem/random.js";

function randomGraph(seed: number, count: number): { matrix: BitMatrix; weight: Float64Array } {
  const random = new Random(seed);
  const share = random.next();
  const matrix = new BitMatrix(count);
  for (let b = 0; b < count; b++) for (let a = 0; a < b; a++) if (random.next() < share) matrix.set(a, b);
  return { matrix, weight: Float64Array.from({ length: count }, () => 1 + Math.floor(random.next() * 9)) };
}

/** All cliques, as sets of bits. */
function cliquesByBrute(matrix: BitMatrix): number[] {
  const { count } = matrix;
  const found: number[] = [];
  for (let set = 1; set < 2 ** count; set++) {
    const members = [...Array(count).keys()].filter((v) => (set >>> v) & 1);
    if (members.every((v, i) => members.every((w, j) => j >= i || matrix.has(v, w)))) found.push(set);
  }
  return found;
}

describe("cliques", () => {
  it("are found heaviest on 1,500 graphs of up to 9 vertices, chordal or not", () => {
    let chordal = 0;
    for (let seed = 0; seed < 1_500; seed++) {
      const { matrix, weight } = randomGraph(seed, 1 + (seed % 9));
      const weigh = (set: number) => weight.reduce((sum, w, v) => sum + ((set >>> v) & 1 ? w : 0), 0);
      const all = cliquesByBrute(matrix);
      const { members, weight: found, isGreatest } = heaviestClique(matrix, weight);
      const set = members.reduce((bits, v) => bits | (1 << v), 0);
      expect(all, `seed ${seed}`).toContain(set);
      expect(weigh(set)).toBe(found);
      expect(found, `seed ${seed}`).toBe(Math.max(...all.map(weigh)));
      expect(isGreatest).toBe(true);
      const maximal = cliquesOfChordal(matrix.graph());
      if (maximal === null) continue;
      chordal++;
      const sets = Array.from({ length: maximal.count }, (_, k) =>
        maximal.member.slice(maximal.start[k]!, maximal.start[k + 1]!).reduce((bits, v) => bits | (1 << v), 0),
      );
      const largest = all.filter((one) => !all.some((other) => other !== one && (other & one) === one));
      expect(
        sets.sort((a, b) => a - b),
        `seed ${seed}`,
      ).toEqual(largest);
    }
    expect(chordal).toBeGreaterThan(500);
    expect(chordal).toBeLessThan(1_400);
  });

  it("are told chordal exactly if taking out vertices whose neighbours are a clique empties the graph", () => {
    for (let seed = 0; seed < 2_000; seed++) {
      const { matrix } = randomGraph(seed, 7);
      let left = [...Array(7).keys()];
      for (;;) {
        const next = left.find((v) => {
          const around = left.filter((w) => w !== v && matrix.has(v, w));
          return around.every((w) => around.every((u) => u === w || matrix.has(u, w)));
        });
        if (next === undefined) break;
        left = left.filter((v) => v !== next);
      }
      expect(cliquesOfChordal(matrix.graph()) !== null, `seed ${seed}`).toBe(left.length === 0);
    }
  });

  it("are cliques all the same where the work runs out", () => {
    const { matrix, weight } = randomGraph(1, 200);
    const { members, weight: found, isGreatest } = heaviestClique(matrix, weight, 10_000);
    expect(isGreatest).toBe(false);
    expect(members.length).toBeGreaterThan(5);
    for (const v of members) for (const w of members) if (v !== w) expect(matrix.has(v, w)).toBe(true);
    expect(members.reduce((sum, v) => sum + weight[v]!, 0)).toBe(found);
  });
});
