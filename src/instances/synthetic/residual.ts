import { defineColumnFamily } from "../columns.js";
import type { Xoshiro128 } from "../xoshiro128.js";
import { type Ground, groundOptions, layGround } from "./ground.js";
import { instanceOf, Layout } from "./layout.js";
import { Tower } from "./tower.js";
import { Witness } from "./witness.js";

/**
 * Chains of layers with skip connections, as in residual, hourglass and densely connected networks, several of them
 * interleaved. Every tensor is laid into a gap of a memory that the generator keeps beside it, and made smaller where
 * no gap is large enough; now and then all gaps are filled. So a plan is known, and the capacity is the load bound at
 * the full steps.
 */
export const residual = defineColumnFamily(
  {
    name: "residual",
    kind: "synthetic",
    description: "interleaved chains of layers with long and nested skips: full at some steps, optimum = capacity",
    options: [
      ...groundOptions,
      {
        name: "chains",
        type: "integer",
        min: 1,
        max: 16,
        default: null,
        description: "networks that run interleaved; absent: 2 to 5, drawn",
      },
      {
        name: "full",
        type: "integer",
        min: 0,
        max: 100,
        default: null,
        description: "percent of the steps at which all gaps are filled, besides the first; absent: 1 to 5, drawn",
      },
    ],
  },
  (values) => {
    const { ground, random } = layGround("residual", values);
    const drawn = { chains: random.between(2, 5), full: random.between(1, 5) };
    const layout = run(ground, values.chains ?? drawn.chains, values.full ?? drawn.full, random);
    spread(layout, ground.ticks, random);
    return instanceOf("residual", ground, layout, random);
  },
);

/** Runs the chains step by step until the layout holds all buffers; its times are steps. */
function run(ground: Ground, chains: number, fullPercent: number, random: Xoshiro128): Layout {
  const { buffers, units } = ground;
  const layout = new Layout(buffers);
  const memory = new Witness(layout, units);
  const towers = Array.from({ length: chains }, () => new Tower(units, random));
  for (let step = 0; layout.count < buffers; step++) {
    memory.free(step);
    const tower = towers[random.below(chains)]!;
    const tensors = tower.step();
    for (let i = 0; i < tensors.length; i += 2) {
      // The first step keeps one buffer back: it has one gap at most, which that buffer fills.
      if (layout.count >= buffers - (step === 0 ? 1 : 0)) break;
      memory.place(step, step + tensors[i]!, tensors[i + 1]!, random);
    }
    const left = buffers - layout.count;
    // The gaps are filled all or not at all: a full section is what makes the instance tight.
    if (step === 0 || (random.chance(fullPercent) && memory.toFill() <= left)) memory.fill(step, left, random);
  }
  return layout;
}

/** Turns steps into instants at irregular distances. What would live on ends with the last start. */
function spread(layout: Layout, ticks: number, random: Xoshiro128): void {
  const { count, lower, upper } = layout;
  let last = 0;
  for (let i = 0; i < count; i++) if (lower[i]! > last) last = lower[i]!;
  const steps = last + 1;
  // Steps at which nothing starts or ends need no time of their own, so that twice as many times as buffers suffice.
  const used = new Uint8Array(steps + 1);
  for (let i = 0; i < count; i++) {
    if (upper[i]! > steps) upper[i] = steps;
    used[lower[i]!] = 1;
    used[upper[i]!] = 1;
  }
  const weight = new Float64Array(steps + 1);
  let total = 0;
  let distinct = 0;
  for (let step = 1; step <= steps; step++) {
    if (used[step] === 0) continue;
    distinct++;
    total += random.between(1, 1000);
    weight[step] = total;
  }
  const time = new Float64Array(steps + 1);
  let rank = 0;
  for (let step = 1; step <= steps; step++) {
    if (used[step] === 0) continue;
    rank++;
    time[step] = rank + Math.floor((weight[step]! * (ticks - distinct)) / total);
  }
  for (let i = 0; i < count; i++) {
    lower[i] = time[lower[i]!]!;
    upper[i] = time[upper[i]!]!;
  }
}
