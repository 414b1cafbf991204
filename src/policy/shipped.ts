// Made by scripts/shipped-policy.mjs from policy/learned.json, which holds the policy's card too.
import type { SearchPolicy } from "../search/index.js";

/** The policy that comes with telaplan. */
export const SHIPPED: SearchPolicy = {
  name: "learned",
  members: [
    { buffers: "lifetime", slackFactor: 30, countWaste: false, weights: true, guided: true },
    { buffers: "size", slackFactor: 100, countWaste: true, weights: true, guided: true },
    { buffers: "area", slackFactor: 0, countWaste: true, weights: true, guided: true },
    { buffers: "size", slackFactor: 4, countWaste: true, weights: true, guided: true },
    { buffers: "lifetime", slackFactor: 4, countWaste: true, weights: true, guided: true },
    { buffers: "area", slackFactor: 100, countWaste: false, weights: true, guided: true },
    { buffers: "lifetime", slackFactor: 30, countWaste: false, weights: true },
  ],
  provers: [
    { buffers: "area", slackFactor: 0, countWaste: true, weights: true },
    { buffers: "lifetime", slackFactor: 4, countWaste: true, weights: true },
    { buffers: "size", slackFactor: 0, countWaste: true, weights: true },
  ],
  guidance: {
    children: {
      model: {
        kind: "linear",
        weights: [
          4.2446, 0.20204, 1.946, 0.42366, 0.80425, 1.0405, 2.7911, 2.4964, -0.67856, -0.29788, -0.07781, -0.1955,
          -1.1928, -0.15986, -2.7433, 0.31599, 0.36222, -1.1931, 1.0642, -0.45933, 0.50103, -0.59416, 3.5718, -0.047006,
          0.39787, 0.085175, 1.0218, -0.20953, -0.29657, -0.34266, 2.2089e-7, 0.00006754, 0.000034708, 0.00026812,
          -0.000016487, -0.0000084953, -0.0000044828,
        ],
      },
      temperature: 0.3,
      confidence: 0,
    },
    targets: {
      model: {
        kind: "linear",
        weights: [
          -1.7428, 0.28432, 0.47279, -2.4253, 2.0169, 0.000043751, -0.000083012, 0.000043867, -0.50496, 0.33272,
          -0.60787, 0.66243, 0.84925, -0.16435, 1.0853, 0.38763, -0.015244, -2.6367, 0.50647, -0.51045, 0.0000047451,
          -0.80102, 0.071489, 3.7371, 2.6966, -0.24073, -0.56637,
        ],
      },
      temperature: 1,
      confidence: 1,
      fullSections: 0.5,
    },
    preorder: {
      model: {
        kind: "linear",
        weights: [
          -2.0096, 0.24389, 8.6838, 2.3973, 8.1772, 7.3276, -1.4729, 1.8158, -0.31098, -3.6878, 2.138, 0.84053,
          -0.58684, -1.7496, -1.7923,
        ],
      },
    },
  },
  gate: { model: { kind: "linear", weights: [-1, 0, 0, 0, 0, 0, 0, 0, 0], bias: 0.15 } },
  opening: { rule: { buffers: "area", slackFactor: 100, countWaste: false, weights: true }, failures: 16 },
};
