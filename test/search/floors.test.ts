import { describe, expect, it } from "vitest";
import { toArrays } from "../../src/problem/index.js";
import { Random } from "../../src/problem/random.js";
import { Floors } from "../../src/search/state/floors.js";
import { buildModel } from "../../src/search/state/model.js";
import { saturatedProblem, smallProblem } from "../support/small-problems.js";

/** Everything that a decision may change and undo must restore. */
function snapshot(floors: Floors) {
  const { least, why, floor, hole, total, resting, reason, open, members, depth, unplaced, model } = floors;
  const sets = Array.from(open, (count, s) => {
    const begin = model.sectionStart[s]!;
    return Array.from(members.subarray(begin, begin + count)).sort((a, b) => a - b);
  });
  return structuredClone({ least, why, floor, hole, total, resting, reason, open, sets, depth, unplaced });
}

/** A random decision that the section-first search could take, or null. */
function decide(floors: Floors, random: Random): (() => boolean) | null {
  const { floor, never, total, capacity, least, model } = floors;
  const lowest = Math.min(never, ...floor);
  const s = Array.from(floor.keys()).find((section) => floor[section] === lowest);
  if (lowest === never || s === undefined) return null;
  if (random.next() < 0.2 && lowest + 1 + total[s]! <= capacity) return () => floors.waste(s, lowest + 1);
  const resting = Array.from(least.keys()).filter(
    (b) => least[b] === lowest && model.first[b]! <= s && s < model.last[b]!,
  );
  const b = resting[Math.floor(random.next() * resting.length)]!;
  return () => floors.place(b, lowest);
}

describe("Floors", () => {
  it("are as drawn in floors.ts: forced waste over a, a local low over c, and a hole if nothing covers it", () => {
    const spans = { a: [0, 1, 3], b: [1, 3, 5], c: [3, 4, 2], d: [0, 2, 2], g: [3, 4, 2], h: [2, 4, 2] };
    const buffers = Object.entries(spans).map(([id, span]) => {
      return { id, lower: span[0]!, upper: span[1]!, size: span[2]! };
    });
    for (const refusesHoles of [false, true]) {
      const floors = new Floors(buildModel(toArrays({ buffers })), refusesHoles);
      expect(floors.reset(10)).toBe(true);
      for (const b of [0, 1, 2]) expect(floors.place(b, 0)).toBe(true);
      expect([...floors.floor]).toEqual([5, 5, 5, 2]);
      expect([...floors.hole]).toEqual([3, 5, 5, 2]);
      expect([...floors.total]).toEqual([2, 2, 2, 4]);
      expect([...floors.least].slice(3)).toEqual([5, 2, 5]);
      expect(floors.waste(3, 5)).toBe(!refusesHoles);
      if (refusesHoles) expect(buffers[floors.failedBuffer]!.id).toBe("g");
    }
  });

  it("undo restores floors, reasons and members after any walk of decisions, failed ones included", () => {
    let undone = 0;
    let failed = 0;
    for (let seed = 0; seed < 600; seed++) {
      const random = new Random(seed);
      const model = buildModel(toArrays(seed % 2 ? smallProblem(seed) : saturatedProblem(seed)));
      const floors = new Floors(model, true);
      if (!floors.reset(model.loadBound + Math.floor(random.next() * 3))) continue;
      const snapshots = [snapshot(floors)];
      for (let step = 0; step < 60; step++) {
        const decision = random.next() < 0.7 ? decide(floors, random) : null;
        if (decision !== null) {
          if (decision()) {
            snapshots.push(snapshot(floors));
            continue;
          }
          failed++;
        } else if (floors.depth > 0) snapshots.pop();
        else continue;
        floors.undo();
        undone++;
        expect(snapshot(floors), `seed ${seed}, step ${step}`).toEqual(snapshots.at(-1));
      }
    }
    expect(undone).toBeGreaterThan(3_000);
    expect(failed).toBeGreaterThan(500);
  });

  it("keeps each floor at the least offset of what is unplaced in its section, and total at its bytes", () => {
    for (let seed = 0; seed < 200; seed++) {
      const random = new Random(seed);
      const model = buildModel(toArrays(saturatedProblem(seed)));
      const floors = new Floors(model, true);
      floors.reset(model.loadBound + 2);
      for (let decision = decide(floors, random); decision?.(); decision = decide(floors, random)) {
        for (let s = 0; s < model.sectionCount; s++) {
          const begin = model.sectionStart[s]!;
          const inside = Array.from(floors.members.subarray(begin, begin + floors.open[s]!));
          const least = inside.map((b) => floors.least[b]!);
          expect(floors.floor[s], `seed ${seed}`).toBe(Math.min(floors.never, ...least));
          expect(floors.total[s]).toBe(inside.reduce((sum, b) => sum + model.size[b]!, 0));
          expect(floors.resting[s]).toBe(least.filter((level) => level === floors.floor[s]).length);
        }
      }
    }
  });
});
