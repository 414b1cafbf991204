import { describe, expect, it } from "vitest";
import { bodyProblemOf } from "../../../src/bodies/build.js";
import { BodyFloors } from "../../../src/bodies/search/floors.js";
import { modelOf } from "../../../src/bodies/search/model.js";
import { highOf, lowOf } from "../../../src/bodies/search/reach.js";
import { WasteLevels } from "../../../src/bodies/search/waste.js";
import { compile } from "../../../src/model/compile.js";
import { Random } from "../../../src/problem/random.js";
import { hardProblem, MIXES } from "./hard-problems.js";

function floorsOf(seed: number): BodyFloors {
  const model = compile(hardProblem(seed, 14, MIXES.all!));
  const floors = new BodyFloors(modelOf(bodyProblemOf(model, 0, Int32Array.from(model.bodies.keys()))));
  expect(floors.reset(400)).toBe(true);
  return floors;
}

/** All that a decision may change, the open items of each section as a set. */
function snapshot({ model, least, placedDepth, floor, total, resting, members, open, unplaced, depth }: BodyFloors) {
  const sets = Array.from(open, (count, s) => members.slice(model.sectionStart[s]!, model.sectionStart[s]! + count));
  for (const set of sets) set.sort();
  return JSON.stringify([
    [least, placedDepth, floor, total, resting, open].map((row) => [...row]),
    sets.map(String),
    unplaced,
    depth,
  ]);
}

/** Any section that has a floor. */
function anySection(floors: BodyFloors, random: Random): number {
  const live = Array.from(floors.floor.keys()).filter((s) => floors.floor[s] !== Infinity);
  return live[Math.floor(random.next() * live.length)]!;
}

/** Places any body, or wastes any floor. */
function decide(floors: BodyFloors, random: Random): boolean {
  const { model, placedDepth } = floors;
  if (random.next() < 0.3) {
    const wastes = new WasteLevels(floors);
    const s = anySection(floors, random);
    wastes.aim(s, wastes.of(s, 1e6, true), true);
    return floors.waste(s, wastes);
  }
  const unplaced = Array.from({ length: model.count }, (_, b) => b).filter((b) => placedDepth[b] === -1);
  return floors.place(unplaced[Math.floor(random.next() * unplaced.length)]!);
}

describe("the floors of bodies", () => {
  it("are after an undo what they were before the decision, failed or not", () => {
    let undone = 0;
    for (let seed = 0; seed < 60; seed++) {
      const floors = floorsOf(seed);
      const random = new Random(seed);
      const before: string[] = [];
      while (floors.unplaced > 0) {
        before.push(snapshot(floors));
        if (!decide(floors, random)) break;
      }
      while (before.length > 0) {
        floors.undo();
        expect(snapshot(floors), `seed ${seed}`).toBe(before.pop());
        undone++;
      }
    }
    expect(undone).toBeGreaterThan(500);
  });

  it("are the least bottoms of the open items, and what is placed meets nothing", () => {
    for (let seed = 0; seed < 60; seed++) {
      const floors = floorsOf(seed);
      const random = new Random(seed);
      while (floors.unplaced > 0 && decide(floors, random)) {
        const { model, least, members, open, placedDepth } = floors;
        for (let s = 0; s < model.sectionCount; s++) {
          const items = members.subarray(model.sectionStart[s]!, model.sectionStart[s]! + open[s]!);
          const bottoms = Array.from(items, (item) => least[model.itemBody[item]!]! + model.itemFrom[item]!);
          expect(floors.floor[s]).toBe(Math.min(...bottoms));
        }
        for (let a = 0; a < model.count; a++) {
          if (placedDepth[a] === -1) continue;
          for (let entry = model.rowStart[a]!; entry < model.rowStart[a + 1]!; entry++) {
            const at = least[model.neighbours[entry]!]!;
            for (let k = model.spanStart[entry]!; k < model.spanStart[entry + 1]!; k++) {
              const meets = lowOf(model, k, least[a]!) < at && at < highOf(model, k, least[a]!);
              expect(meets, `seed ${seed}: ${a} and ${model.neighbours[entry]}`).toBe(false);
            }
          }
        }
      }
    }
  });
});
