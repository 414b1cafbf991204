import { type Buffer, loadBound, MAX_BYTES, toArrays } from "../../problem/index.js";
import { defineFamily } from "../instance.js";
import { commonOptions, layGround } from "./ground.js";

/**
 * Nothing is built in: whether some plan reaches the load bound is not known. Mostly easy, and good for great numbers.
 */
export const uniform = defineFamily(
  {
    name: "random",
    kind: "synthetic",
    description: "uniform lifetimes and sizes, optimum not known, no capacity unless headroom is given",
    options: [
      ...commonOptions,
      {
        name: "largest",
        type: "integer",
        min: 1,
        max: MAX_BYTES,
        default: 131_072,
        description: "bytes of the largest buffer, a multiple of unit; times buffers at most 2^53 - 1",
      },
      {
        name: "live",
        type: "integer",
        min: 1,
        max: 100_000,
        default: 40,
        description: "buffers live at a time on average, as far as the number of buffers allows",
      },
      {
        name: "headroom",
        type: "integer",
        min: 0,
        max: 1000,
        default: null,
        description: "capacity in percent above the load bound, rounded down to units; absent: no capacity",
      },
    ],
  },
  (values) => {
    const { ground, random } = layGround("random", { ...values, capacity: values.largest }, "largest");
    const { buffers: count, unit, units, ticks, tick, seed } = ground;
    // Lifetimes are uniform from 1 to twice their mean.
    const mean = Math.max(1, Math.floor((ticks * values.live) / count));
    const longest = Math.min(ticks, 2 * mean - 1);
    const buffers = new Array<Buffer>(count);
    for (let row = 0; row < count; row++) {
      const length = random.between(1, longest);
      const lower = random.between(0, ticks - length);
      const size = random.between(1, units) * unit;
      buffers[row] = { id: `b${row}`, lower: lower * tick, upper: (lower + length) * tick, size };
    }
    const name = `random-${count}-seed${seed}`;
    if (values.headroom === null) return { name, problem: { buffers }, family: "random", seed };
    const bound = loadBound(toArrays({ buffers })) / unit;
    const capacity = (bound + Math.floor((bound * values.headroom) / 100)) * unit;
    return { name, problem: { buffers, capacity }, family: "random", seed };
  },
);
