import { describe, expect, it } from "vitest";
import { lowestStack } from "../../src/bounds/stack.js";
import { toArrays } from "../../src/problem/index.js";
import { Random } from "../../src/problem/random.js";
import { ALL_PRUNING } from "../../src/search/policy/pruning.js";
import { buildModel } from "../../src/search/state/model.js";
import { Stacks, stacksFor } from "../../src/search/state/stacks.js";

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
  // A fixed offset must be a multiple of the alignment; sixty is one of all. A buffer of one byte keeps the unit at
  // one.
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
        const fits = (capacity: number) => stacks.fit(0, Int32Array.from(all), model.count, total, level, capacity);
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

  it("remember what holds: 30,000 questions about parts of 500 sections, answered as if each were the first", () => {
    let refused = 0;
    let allowed = 0;
    let tries = 0;
    for (let seed = 0; seed < 500; seed++) {
      const model = buildModel(toArrays(pile(seed)));
      const random = new Random(seed);
      const kindOf = (b: number) => {
        return { size: model.size[b]!, alignment: model.alignment[b]!, fixed: model.fixed[b]!, count: 1 };
      };
      const members = Int32Array.from({ length: model.count }, (_, b) => b);
      const capacity = Math.max(lowestStack([...members].map(kindOf)), model.loadBound + 3);
      const stacks = new Stacks(model);
      for (let question = 0; question < 60; question++) {
        for (let i = members.length - 1; i > 0; i--) {
          const j = Math.floor(random.next() * (i + 1));
          [members[i], members[j]] = [members[j]!, members[i]!];
        }
        const open = 1 + Math.floor(random.next() * model.count);
        const part = [...members.subarray(0, open)];
        const total = part.reduce((sum, b) => sum + model.size[b]!, 0);
        const level = Math.floor(random.next() * (capacity - total + 1));
        const ground = level === 0 ? [] : [{ size: level, alignment: 1, fixed: 0, count: 1 }];
        const lowest = lowestStack([...part.map(kindOf), ...ground]);
        const fits = stacks.fit(0, members, open, total, level, capacity);
        // A fixed buffer below the level is passed, which no order mends.
        expect(fits, `seed ${seed}, question ${question}`).toBe(lowest <= capacity);
        if (fits) allowed++;
        else refused++;
      }
      tries += stacks.tries;
    }
    expect(refused).toBeGreaterThan(3_000);
    expect(allowed).toBeGreaterThan(10_000);
    // How much is remembered and left out: a change on purpose changes it.
    expect(tries).toBe(59_695);
  });

  it("give up on a question after 3,000 tries, and have 64 for the next", () => {
    const buffers = Array.from({ length: 17 }, (_, b) => ({ id: `b${b}`, lower: 0, upper: 1, size: 9, alignment: 8 }));
    const model = buildModel(toArrays({ buffers }));
    const members = Int32Array.from(buffers.keys());
    const stacks = new Stacks(model);
    // Each but the uppermost takes 16 bytes.
    const capacity = 16 * 16 + 9 - 1;
    const fits = (open: number, level: number) => stacks.fit(0, members, open, 9 * open, level, capacity);
    expect([fits(17, 0), stacks.tries]).toEqual([true, 3_000]);
    expect([fits(17, 0), stacks.tries]).toEqual([true, 3_000]);
    expect([fits(16, 17), stacks.tries]).toEqual([true, 3_064]);
    expect([fits(1, 256), stacks.tries]).toEqual([false, 3_064]);
    expect([fits(2, 232), stacks.tries]).toEqual([true, 3_066]);
  });

  it("take up to 32 buffers, all at one time", () => {
    const pileOf = (count: number) =>
      Array.from({ length: count }, (_, b) => ({ id: `b${b}`, lower: 0, upper: 1, size: 3, alignment: 2 }));
    for (const [count, answer] of [
      [32, false],
      [33, true],
    ] as const) {
      const model = buildModel(toArrays({ buffers: pileOf(count) }));
      const stacks = new Stacks(model);
      const members = Int32Array.from({ length: count }, (_, b) => b);
      const total = 3 * count;
      // No room for a single gap.
      expect(stacks.fit(0, members, count, total, 0, total)).toBe(answer);
    }
  });

  it("are asked only where something is aligned or fixed, and the switch is on", () => {
    const buffers = [{ id: "a", lower: 0, upper: 1, size: 3 }];
    const plain = buildModel(toArrays({ buffers }));
    const aligned = buildModel(toArrays({ buffers: [...buffers, { ...buffers[0]!, id: "b", alignment: 2 }] }));
    expect(stacksFor(plain)).toBeNull();
    expect(stacksFor(aligned)).not.toBeNull();
    expect(stacksFor(aligned, { ...ALL_PRUNING, stacks: false })).toBeNull();
  });
});
