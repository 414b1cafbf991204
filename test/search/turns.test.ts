import { describe, expect, it } from "vitest";
import { Turns } from "../../src/search/portfolio/turns.js";

function sequence(turns: Turns, length: number, reward: (member: number) => number): number[] {
  return Array.from({ length }, () => {
    const member = turns.next();
    turns.reward(member, reward(member));
    return member;
  });
}

describe("turns", () => {
  it("go round by default, from the first member on", () => {
    expect(sequence(new Turns(3, 1, null, 0), 7, () => 0.5)).toEqual([1, 2, 0, 1, 2, 0, 1]);
  });

  it("are the default for two rounds, and then go every second time to the member that came furthest", () => {
    const turns = sequence(new Turns(3, 0, { explore: 0 }, 0), 20, (member) => (member === 2 ? 0.9 : 0.4));
    expect(turns.slice(0, 6)).toEqual([0, 1, 2, 0, 1, 2]);
    expect(turns.slice(6).filter((_, i) => i % 2 === 1)).toEqual(new Array(7).fill(2));
    expect(turns.slice(6).filter((_, i) => i % 2 === 0)).toEqual([0, 1, 2, 0, 1, 2, 0]);
  });

  it("fall back to the default where nobody stands out, and whenever chance says so", () => {
    const plain = sequence(new Turns(4, 0, null, 0), 40, () => 0.5);
    expect(sequence(new Turns(4, 0, { explore: 0 }, 0), 40, () => 0.5)).toEqual(plain);
    expect(sequence(new Turns(4, 0, { explore: 1 }, 0), 40, (member) => member / 4)).toEqual(plain);
  });

  it("give every member its turn, however badly it does", () => {
    const turns = sequence(new Turns(5, 0, { explore: 0 }, 3), 100, (member) => (member === 0 ? 1 : 0));
    for (let member = 0; member < 5; member++)
      expect(turns.filter((each) => each === member).length).toBeGreaterThan(8);
  });
});
