import { describe, expect, it } from "vitest";
import { lowestStack } from "../../src/bounds/stack.js";
import { toArrays } from "../../src/problem/index.js";
import { Random } from "../../src/problem/random.js";
import { buildModel } from "../../src/search/model.js";
import { Stacks } from "../../src/search/stacks.js";

/** Up to seven buffers that are all live at once, some aligned, at most one fixed. */
function pile(seed: number) {
  const random = new Random(seed);
  const whole = (from: number, to: number) => from + Math.floor(random.next() * (to - from + 1));
  const buffers = Array.from({ length: whole(2, 7) }, (_, b) => ({
    id: `b${b}`,
    lower: 0,
    upper: 1,
    size: whole(1, 9),
    ...(whole(0, 1) === 1 && { alignment: whole(2, 6) }),
    ...(b === 0 && seed % 3 === 0 && { offset: 60 * whole(0, 1) }),
  }));
  // A fixed offset must be a multiple of the alignment; sixty is one of all. A buffer of one byte keeps the unit at one.
  return { buffers: [...buffers, { id: "byte", lower: 0, upper: 1, size: 1 }] };
}

describe("the stacks of a section", () => {
  it("fit from the lowest stack on and not below, on the ground and above, on 3,000 sections", () => {
    let refused = 0;
    let perhaps = 0;
    for (let seed = 0; seed < 3_000; seed++) {
      const model = buildModel(toArrays(pile(seed)));
      const all = Array.from({ length: model.count }, (_, b) => b);
      const kinds = all.map((b) => {
        return { size: model.size[b]!, alignment: model.alignment[b]!, fixed: model.fixed[b]!, count: 1 };
      });
      const total = all.reduce((sum, b) => sum + model.size[b]!, 0);
      const stacks = new Stacks(model);
      for (const level of [0, seed % 13]) {
        // The ground up to the level, as a buffer that is fixed there.
        const ground = level === 0 ? [] : [{ size: level, alignment: 1, fixed: 0, count: 1 }];
        const lowest = lowestStack([...kinds, ...ground]);
        const fits = (capacity: number) => stacks.fit(Int32Array.from(all), 0, model.count, total, level, capacity);
        // A fixed buffer below the level: propagation sees that.
        if (lowest === Infinity) continue;
        expect(fits(lowest), `seed ${seed}, level ${level}`).toBe(true);
        expect(fits(lowest + 1), `seed ${seed}, level ${level}`).toBe(true);
        if (lowest - 1 < level + total) continue;
        if (fits(lowest - 1)) perhaps++;
        else refused++;
      }
    }
    expect(refused).toBeGreaterThan(1_000);
    expect(perhaps).toBe(0);
  });
});
