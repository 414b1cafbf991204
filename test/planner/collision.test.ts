import { describe, expect, it } from "vitest";
import { findCollision } from "../../src/planner/collision.js";
import { type Buffer, toArrays } from "../../src/problem/index.js";
import { Random } from "../../src/problem/random.js";

describe("findCollision", () => {
  it("finds one with a fixed buffer that is not the one allocated just before", () => {
    const shelf = Array.from({ length: 50 }, (_, i) => {
      return { id: `s${i}`, lower: i, upper: 1000, size: 8, offset: 100 * i };
    });
    const late: Buffer = { id: "late", lower: 500, upper: 501, size: 8, offset: 1707 };
    expect(findCollision(toArrays({ buffers: [late, ...shelf] }))).toEqual([0, 18]);
    expect(findCollision(toArrays({ buffers: [{ ...late, size: 0 }, ...shelf] }))).toBeNull();
    expect(findCollision(toArrays({ buffers: [{ ...late, upper: 500 }, ...shelf] }))).toBeNull();
  });

  it("finds one exactly where some pair of fixed buffers collides", () => {
    let collisions = 0;
    for (let seed = 0; seed < 500; seed++) {
      const random = new Random(seed);
      const below = (limit: number): number => Math.floor(limit * random.next());
      const buffers = Array.from({ length: 6 }, (_, i): Buffer => {
        const lower = below(8);
        return { id: `b${i}`, lower, upper: lower + below(5), size: below(7), offset: below(25) - 1 };
      });
      const collide = (i: number, j: number): boolean => {
        const [a, b] = [buffers[i]!, buffers[j]!];
        if (a.offset! < 0 || b.offset! < 0) return false;
        const together = Math.max(a.lower, b.lower) < Math.min(a.upper, b.upper);
        return together && Math.max(a.offset!, b.offset!) < Math.min(a.offset! + a.size, b.offset! + b.size);
      };
      const found = findCollision(toArrays({ buffers }));
      const some = buffers.some((_, i) => buffers.some((_, j) => i < j && collide(i, j)));
      expect(found !== null, `seed ${seed}`).toBe(some);
      if (found === null) continue;
      collisions++;
      expect(found[0] < found[1] && collide(...found), `seed ${seed}`).toBe(true);
    }
    expect(collisions).toBeGreaterThan(100);
    expect(collisions).toBeLessThan(490);
  });
});
