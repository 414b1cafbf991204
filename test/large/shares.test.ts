import { describe, expect, it } from "vitest";
import { Shares } from "../../src/large/shares.js";

/** Work that each method was dealt, where those of `gains` achieve so much a turn. */
function dealt(shares: Shares, gains: readonly number[], turns: number): number[] {
  const work = gains.map(() => 0);
  for (let turn = 0; turn < turns; turn++) {
    const method = shares.next();
    work[method]! += 100;
    shares.account(method, 100, gains[method]!);
  }
  return work;
}

describe("shares", () => {
  it("give most work to the method that achieves most, and none starves", () => {
    const work = dealt(new Shares([1, 1, 1], 100), [0, 0.05, 0], 1_000);
    expect(work[1]).toBeGreaterThan(50_000);
    expect(Math.min(...work)).toBeGreaterThan(3_000);
  });

  it("are what was expected at first", () => {
    const work = dealt(new Shares([3, 1], 1e9), [0, 0], 1_000);
    expect(work[0]! / work[1]!).toBeGreaterThan(2);
    expect(work[0]! / work[1]!).toBeLessThan(3);
  });

  it("keep what is expected of a method however little it achieves", () => {
    const shares = new Shares([1, 1, 1], 100);
    shares.expect(2, 1);
    const work = dealt(shares, [0, 0, 0], 1_000);
    expect(work[2]).toBeGreaterThan(60_000);
    expect(Math.min(...work)).toBeGreaterThan(3_000);
  });

  it("go to the others where a method is at its end, and to none where all are", () => {
    const shares = new Shares([1, 1], 100);
    shares.close(0);
    expect(dealt(shares, [0, 0], 10)).toEqual([0, 1_000]);
    shares.close(1);
    expect(shares.next()).toBe(-1);
  });
});
