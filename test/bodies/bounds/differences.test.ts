import { describe, expect, it } from "vitest";
import { covers, type Lattice, latticeOf, sameDifferences, unionOf } from "../../../src/bodies/bounds/differences.js";
import { Random } from "../../../src/problem/random.js";

function forbids(intervals: readonly number[], d: number): boolean {
  for (let i = 0; i < intervals.length; i += 2) if (intervals[i]! < d && d < intervals[i + 1]!) return true;
  return false;
}

function pointsOf({ step, residue }: Lattice, intervals: readonly number[]): number[] {
  const points = Array.from({ length: 121 }, (_, i) => i - 60).filter((d) => {
    return step === 0 ? d === residue : (((d - residue) % step) + step) % step === 0;
  });
  return points.filter((d) => forbids(intervals, d));
}

function randomCase(seed: number) {
  const random = new Random(seed);
  const whole = (least: number, most: number) => least + Math.floor(random.next() * (most - least + 1));
  const step = whole(0, 6);
  const lattice = { step, residue: step === 0 ? whole(-9, 9) : whole(0, step - 1) };
  const some = () =>
    Array.from({ length: whole(0, 4) }, () => {
      const low = whole(-20, 20);
      return [low, low + whole(0, 12)];
    }).flat();
  return { lattice, x: some(), y: some() };
}

describe("forbidden differences", () => {
  it("keep their points in the lattice when they are joined, with an allowed point between any two intervals", () => {
    for (let seed = 0; seed < 4_000; seed++) {
      const { lattice, x } = randomCase(seed);
      const union = unionOf(x, lattice);
      expect(pointsOf(lattice, union), `seed ${seed}`).toEqual(pointsOf(lattice, x));
      for (let i = 0; i + 2 < union.length; i += 2) expect(union[i + 1]!).toBeLessThanOrEqual(union[i + 2]!);
      for (let i = 0; i < union.length; i += 2)
        expect(pointsOf(lattice, union.slice(i, i + 2)).length).toBeGreaterThan(0);
    }
  });

  it("are the same, or cover others, exactly as their points say", () => {
    let same = 0;
    let covered = 0;
    for (let seed = 0; seed < 8_000; seed++) {
      const { lattice, x, y } = randomCase(seed);
      const [p, q] = [unionOf(x, lattice), unionOf(y, lattice)];
      const [inP, inQ] = [pointsOf(lattice, p), pointsOf(lattice, q)];
      expect(sameDifferences(p, q), `seed ${seed}`).toBe(String(inP) === String(inQ));
      expect(covers(p, q), `seed ${seed}`).toBe(inQ.every((d) => inP.includes(d)));
      if (String(inP) === String(inQ)) same++;
      else if (covers(p, q)) covered++;
    }
    expect(same).toBeGreaterThan(500);
    expect(covered).toBeGreaterThan(500);
  });

  it("lie on the multiples that both alignments share, shifted by both residues and by fixed offsets", () => {
    const places = {
      modulus: Float64Array.of(4, 6, 8),
      residue: Float64Array.of(1, 2, 0),
      fixedOffset: Float64Array.of(-1, -1, 16),
    };
    expect(latticeOf(places, 0, 1)).toEqual({ step: 2, residue: 1 });
    expect(latticeOf(places, 0, 2)).toEqual({ step: 4, residue: 3 });
    expect(latticeOf(places, 2, 0)).toEqual({ step: 4, residue: 1 });
    expect(latticeOf(places, 2, 2)).toEqual({ step: 0, residue: 0 });
  });
});
