import { describe, expect, it } from "vitest";
import { type Buffer, toArrays } from "../../src/problem/index.js";
import { Holes } from "../../src/search/state/holes.js";
import { buildModel } from "../../src/search/state/model.js";
import { RestLevels } from "../../src/search/state/rest.js";

// Two sections, at times 0 and 1: one buffer in each, and one in both.
const left = { id: "left", lower: 0, upper: 1, size: 5 };
const right = { id: "right", lower: 1, upper: 2, size: 4 };
const across = { id: "across", lower: 0, upper: 2, size: 3 };

/**
 * Who fits under these floors, above these levels, with all buffers unplaced; `wasted` are the sections that are asked
 * for.
 */
function fitting(buffers: Buffer[], floor: number[], hole: number[], wasted: number[], wastedCount = wasted.length) {
  const model = buildModel(toArrays({ buffers }));
  expect([model.sectionCount, model.unit]).toEqual([2, 1]);
  const holes = new Holes(model, model.plain ? null : new RestLevels(model));
  const open = Int32Array.from([0, 1], (s) => model.sectionStart[s + 1]! - model.sectionStart[s]!);
  const levels = { floor: Int32Array.from(floor), hole: Int32Array.from(hole) };
  const ask = () =>
    holes.fitting(Int32Array.from(wasted), wastedCount, { ...levels, members: model.sectionBuffers, open });
  const b = ask();
  expect(ask(), "the same question twice").toBe(b);
  return b < 0 ? null : buffers[b]!.id;
}

describe("a hole", () => {
  it("takes a buffer that fits exactly, and none that is larger by a byte", () => {
    expect(fitting([left, right], [9, 0], [4, 0], [0])).toBe("left");
    expect(fitting([left, right], [9, 0], [5, 0], [0])).toBeNull();
    expect(fitting([left, right], [0, 7], [0, 3], [1])).toBe("right");
    expect(fitting([left, right], [0, 7], [0, 4], [1])).toBeNull();
  });

  it("must be free in all sections of a buffer, from the highest bottom to the lowest floor", () => {
    const buffers = [across, { ...left, size: 50 }, { ...right, size: 50 }];
    expect(fitting(buffers, [9, 9], [6, 6], [0])).toBe("across");
    expect(fitting(buffers, [9, 12], [2, 6], [0])).toBe("across");
    expect(fitting(buffers, [9, 12], [2, 7], [0])).toBeNull();
    expect(fitting(buffers, [12, 9], [7, 2], [1])).toBeNull();
    expect(fitting(buffers, [12, 8], [4, 5], [0])).toBe("across");
    expect(fitting(buffers, [12, 7], [4, 5], [0])).toBeNull();
    expect(fitting(buffers, [7, 12], [5, 4], [1])).toBeNull();
  });

  it("is looked for in the wasted sections only, in their order", () => {
    expect(fitting([left, right], [9, 9], [0, 0], [1, 0])).toBe("right");
    expect(fitting([left, right], [9, 9], [0, 0], [0, 1])).toBe("left");
    expect(fitting([left, right], [9, 9], [0, 0], [0, 1], 0)).toBeNull();
    expect(fitting([left, right], [9, 9], [8, 0], [0, 1], 1)).toBeNull();
    expect(fitting([left, right], [9, 9], [8, 0], [0, 1])).toBe("right");
  });

  it("takes an aligned buffer only where its multiple fits", () => {
    const aligned = { ...left, alignment: 4 };
    expect(fitting([aligned, right], [9, 0], [4, 0], [0])).toBe("left");
    expect(fitting([aligned, right], [12, 0], [5, 0], [0])).toBeNull();
    expect(fitting([aligned, right], [13, 0], [5, 0], [0])).toBe("left");
  });

  it("takes no fixed buffer, whose floor is at its offset at most", () => {
    const fixed = { ...left, offset: 9 };
    expect(fitting([fixed, right], [9, 0], [0, 0], [0])).toBeNull();
    expect(fitting([fixed, right], [9, 9], [0, 4], [0, 1])).toBe("right");
  });
});
