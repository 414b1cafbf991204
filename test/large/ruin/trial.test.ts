import { describe, expect, it } from "vitest";
import { greedy } from "../../../src/heuristics/index.js";
import { generate } from "../../../src/instances/index.js";
import { OUT, Placement } from "../../../src/large/ruin/placement.js";
import { Pool } from "../../../src/large/ruin/pool.js";
import { Trial } from "../../../src/large/ruin/trial.js";
import { loadBound, toArrays } from "../../../src/problem/index.js";
import { Random } from "../../../src/problem/random.js";

describe("a step", () => {
  it.each([1, 2, 3])(
    "that is rejected leaves all as before, and any keeps pool and places in step, seed %i",
    (seed) => {
      const arrays = toArrays(generate("residual", { buffers: 200, seed }).problem);
      const { offsets, peak } = greedy(arrays, { target: 0 });
      const placement = new Placement(arrays, offsets, () => false);
      const { low, size, line } = placement;
      const limit = Math.floor((peak + loadBound(arrays)) / 2);
      const pool = new Pool(line.count);
      for (let rank = 0; rank < line.count; rank++) {
        if (low[rank]! + size[rank]! <= limit) continue;
        placement.takeOut(rank);
        pool.add(rank);
      }
      const random = new Random(seed);
      const area = size.map((bytes, rank) => bytes * (line.end[rank]! - line.start[rank]!));
      const weight = new Float64Array(line.count).fill(1);
      const trial = new Trial(placement, pool, area, weight, random);
      const counts = { accepted: 0, rejected: 0 };
      const last = Array.from(line.end.keys()).reduce((a, b) => (line.end[b]! > line.end[a]! ? b : a));
      const known = (): Int32Array => {
        const held = placement.meet(0, last, 0, limit);
        return placement.found.slice(0, held).sort();
      };
      const state = (): string => [low, pool.members(), weight, known()].map(String).join("\n");
      for (let step = 0; step < 400 && pool.size > 0; step++) {
        const before = state();
        const accepted = trial.step(pool.draw(random), limit);
        counts[accepted ? "accepted" : "rejected"]++;
        if (!accepted && state() !== before) throw new Error(`step ${step} was rejected and changed something`);
        const outside = Array.from(low.keys()).filter((rank) => low[rank] === OUT);
        expect(String(pool.members().sort())).toBe(String(outside));
        const inside = Array.from(low.keys()).filter((rank) => low[rank] !== OUT);
        expect(String(known())).toBe(String(inside));
        const tops = low.map((offset, rank) => (offset === OUT ? 0 : offset + size[rank]!));
        if (tops.some((top) => top > limit)) throw new Error(`step ${step}: something lies above the limit`);
      }
      expect(counts.accepted).toBeGreaterThan(10);
      expect(counts.rejected).toBeGreaterThan(10);
    },
  );
});
