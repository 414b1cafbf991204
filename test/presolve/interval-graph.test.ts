import { describe, expect, it } from "vitest";
import { BitMatrix } from "../../src/bodies/bounds/conflicts.js";
import { type Hints, intervalLifetimes } from "../../src/presolve/interval-graph.js";
import { PqTree } from "../../src/presolve/pq-tree.js";
import { Random } from "../../src/problem/random.js";

type Edges = readonly (readonly [number, number])[];

function matrixOf(count: number, edges: Edges): BitMatrix {
  const matrix = new BitMatrix(count);
  for (const [a, b] of edges) matrix.set(a, b);
  return matrix;
}

/**
 * Whether some order of the vertices has, for a < b < c with a and c neighbours, also a and b neighbours: that is what
 * makes an interval graph (Olariu 1991). Tried are all orders, built from the left.
 */
function isIntervalGraph(count: number, matrix: BitMatrix): boolean {
  const has = (a: number, b: number): boolean => matrix.has(a, b);
  const order: number[] = [];
  const extend = (): boolean => {
    if (order.length === count) return true;
    for (let c = 0; c < count; c++) {
      if (order.includes(c)) continue;
      if (!order.every((a, i) => !has(a, c) || order.slice(i + 1).every((b) => has(a, b)))) continue;
      order.push(c);
      if (extend()) return true;
      order.pop();
    }
    return false;
  };
  return extend();
}

function edgesOf(count: number, code: number): [number, number][] {
  const edges: [number, number][] = [];
  let bit = 0;
  for (let b = 1; b < count; b++) for (let a = 0; a < b; a++) if ((code >>> bit++) & 1) edges.push([a, b]);
  return edges;
}

function expectExact(count: number, matrix: BitMatrix, name: string, hints: Hints | null = null): boolean {
  const lifetimes = intervalLifetimes(matrix.graph(), hints);
  if (lifetimes === null) return false;
  const { lower, upper } = lifetimes;
  for (let a = 0; a < count; a++) {
    expect(lower[a]!, name).toBeLessThan(upper[a]!);
    for (let b = 0; b < a; b++) {
      const together = lower[a]! < upper[b]! && lower[b]! < upper[a]!;
      if (together !== matrix.has(a, b)) expect(together, `${name}: ${a} and ${b}`).toBe(matrix.has(a, b));
    }
  }
  return true;
}

describe("recognition of interval graphs", () => {
  it("agrees with all orders on every graph of up to 6 vertices, and its lifetimes have exactly the edges", () => {
    const yes: number[] = [];
    for (let count = 0; count <= 6; count++) {
      yes[count] = 0;
      for (let code = 0; code < 2 ** ((count * (count - 1)) / 2); code++) {
        const matrix = matrixOf(count, edgesOf(count, code));
        const found = expectExact(count, matrix, `graph ${code} of ${count}`);
        if (found !== isIntervalGraph(count, matrix)) expect(found, `graph ${code} of ${count}`).toBe(!found);
        if (found) yes[count]!++;
      }
    }
    // Labelled interval graphs, sequence A005215 of the OEIS.
    expect(yes).toEqual([1, 1, 2, 8, 61, 822, 17_914]);
  });

  it("agrees with all orders on 3,000 graphs of 7 vertices", () => {
    let yes = 0;
    for (let seed = 0; seed < 3_000; seed++) {
      const random = new Random(seed);
      const share = random.next();
      const edges = edgesOf(7, 2 ** 21 - 1).filter(() => random.next() < share);
      const matrix = matrixOf(7, edges);
      const found = expectExact(7, matrix, `seed ${seed}`);
      expect(found, `seed ${seed}`).toBe(isIntervalGraph(7, matrix));
      const times = () => Array.from({ length: 7 }, () => random.next());
      const hints = { lower: times(), upper: times() };
      expect(expectExact(7, matrix, `seed ${seed}`, hints), `seed ${seed}, with hints`).toBe(found);
      if (found) yes++;
    }
    expect(yes).toBeGreaterThan(1_000);
    expect(yes).toBeLessThan(2_900);
  });

  it("finds lifetimes for every graph that was made from some, and none after a ring of four was added", () => {
    for (let seed = 0; seed < 200; seed++) {
      const random = new Random(seed);
      const count = 2 + Math.floor(random.next() * 120);
      const lower = Array.from({ length: count }, () => Math.floor(random.next() * count));
      const upper = lower.map((time) => time + 1 + Math.floor(random.next() * random.next() * count));
      const matrix = new BitMatrix(count + 4);
      for (let a = 0; a < count; a++) {
        for (let b = 0; b < a; b++) if (lower[a]! < upper[b]! && lower[b]! < upper[a]!) matrix.set(a, b);
      }
      expect(expectExact(count + 4, matrix, `seed ${seed}`)).toBe(true);
      for (let i = 0; i < 4; i++) matrix.set(count + i, count + ((i + 1) % 4));
      expect(expectExact(count + 4, matrix, `seed ${seed}`)).toBe(false);
    }
  });
});

describe("a PQ-tree", () => {
  it("allows an order exactly if some order has all sets consecutive, for 2,000 random families of sets", () => {
    const orders = permutations(6);
    let kept = 0;
    for (let seed = 0; seed < 2_000; seed++) {
      const random = new Random(seed);
      const tree = new PqTree(6);
      let left = orders;
      for (let i = 0; i < 5; i++) {
        const set = [0, 1, 2, 3, 4, 5].filter(() => random.next() < 0.4);
        const isRow = (order: readonly number[]): boolean => {
          const places = set.map((leaf) => order.indexOf(leaf));
          return set.length === 0 || Math.max(...places) - Math.min(...places) === set.length - 1;
        };
        left = left.filter(isRow);
        const allowed = tree.reduce(Int32Array.from(set));
        expect(allowed, `seed ${seed}`).toBe(left.length > 0);
        if (!allowed) break;
        expect(left.map(String), `seed ${seed}`).toContain(String(Array.from(tree.order())));
        kept++;
      }
    }
    expect(kept).toBeGreaterThan(4_000);
  });
});

function permutations(count: number): number[][] {
  if (count === 0) return [[]];
  return permutations(count - 1).flatMap((order) =>
    Array.from({ length: count }, (_, i) => [...order.slice(0, i), count - 1, ...order.slice(i)]),
  );
}
