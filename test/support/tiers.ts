import type { Problem } from "../../src/problem/index.js";

/** Fast memory for one of two of its buffers at a time: the worked example of docs/tiers.md. */
export const TIERS: Problem = {
  memories: [
    { id: "sram", capacity: 4096, bandwidth: 64 },
    { id: "dram", bandwidth: 8, latency: 50 },
  ],
  buffers: [
    { id: "x", lower: 0, upper: 2, size: 4096, writes: 0 },
    { id: "y", lower: 0, upper: 3, size: 4096, reads: 2 },
    { id: "z", lower: 2, upper: 4, size: 2048 },
  ],
  operators: [
    { id: "first", time: 0, compute: 300 },
    { id: "second", time: 1, compute: 100 },
    { id: "third", time: 2, compute: 500 },
    { id: "last", time: 3, compute: 20 },
  ],
  minimize: ["time"],
};
