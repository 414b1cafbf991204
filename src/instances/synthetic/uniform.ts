import { arraysOf, emptyColumns, loadBound, MAX_BYTES } from "../../problem/index.js";
import { defineColumnFamily } from "../columns.js";
import { commonOptions, layGround } from "./ground.js";

/**
 * Nothing is built in: whether some plan reaches the load bound is not known. Mostly easy, and good for great numbers.
 */
export const uniform = defineColumnFamily(
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
    const columns = emptyColumns(count, { capacity: Number.POSITIVE_INFINITY, base: 0, ids: null });
    const { lower, upper, size } = columns;
    for (let row = 0; row < count; row++) {
      const length = random.between(1, longest);
      const first = random.between(0, ticks - length);
      lower[row] = first * tick;
      upper[row] = (first + length) * tick;
      size[row] = random.between(1, units) * unit;
    }
    const instance = { name: `random-${count}-seed${seed}`, family: "random", seed, lower, upper, size };
    if (values.headroom === null) return instance;
    const bound = loadBound(arraysOf(columns)) / unit;
    const capacity = (bound + Math.floor((bound * values.headroom) / 100)) * unit;
    return { ...instance, capacity };
  },
);
