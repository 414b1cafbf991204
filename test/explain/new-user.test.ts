import { describe, expect, it } from "vitest";
import { planSync } from "../../src/constrained/index.js";
import { infeasibleCoreSync } from "../../src/explain/index.js";
import type { Problem } from "../../src/problem/index.js";

interface Broken {
  readonly claim: string;
  readonly problem: Problem;
  readonly message: string;
  /** One of what is told can be changed. */
  readonly remedy: string;
  /** The problem with that change, which has a plan. */
  readonly mend: (problem: Problem) => Problem;
}

const LONG = { lower: 0, upper: 10 };
const RING = ["v", "w", "x", "y", "z"];

const CASES: readonly Broken[] = [
  {
    claim: "a load that is too great by one buffer",
    problem: {
      capacity: 1_310_720,
      buffers: [
        ...Array.from({ length: 12 }, (_, i) => ({
          id: `t${i}`,
          lower: i * 5,
          upper: 60,
          size: i < 8 ? 109_227 : 109_226,
        })),
        { id: "small", lower: 0, upper: 60, size: 16 },
      ],
    },
    message:
      "13 buffers live at t = 55 need 1,310,736 bytes, 16 more than there are: " +
      '"t0", "t1", "t2", "t3", "t4", "t5" and 7 more',
    remedy: "shrink them by 16 bytes in all",
    mend: ({ buffers, ...others }) => ({
      ...others,
      buffers: buffers.map(({ size, ...buffer }) => ({ ...buffer, size: size === 16 ? 0 : size })),
    }),
  },
  {
    claim: "alignments that leave gaps",
    problem: {
      capacity: 200,
      buffers: [
        { id: "a", ...LONG, size: 65, alignment: 64 },
        { id: "b", ...LONG, size: 65, alignment: 64 },
        { id: "c", lower: 20, upper: 30, size: 40 },
        { id: "d", ...LONG, size: 65 },
      ],
    },
    message:
      '3 buffers live at t = 0 ("a", "b", "d") cannot go together in the 200 bytes there are: alignments leave gaps ' +
      '("a" to 64, "b" to 64); they need at least 257 bytes, 57 more than there are',
    remedy: 'lower an alignment: that of "a", "b"',
    mend: ({ buffers, ...others }) => ({
      ...others,
      buffers: buffers.map((buffer) => (buffer.id === "a" ? { ...buffer, alignment: 1 } : buffer)),
    }),
  },
  {
    claim: "a pin in the middle",
    problem: {
      capacity: 100,
      buffers: [
        { id: "pinned", ...LONG, size: 10, offset: 45 },
        { id: "big", lower: 3, upper: 8, size: 60 },
        { id: "other", lower: 8, upper: 9, size: 20 },
      ],
    },
    message:
      '2 buffers live at t = 3 ("pinned", "big") cannot go together in the 100 bytes there are: offsets are fixed ' +
      '("pinned" at [45, 55)); they need at least 115 bytes, 15 more than there are',
    remedy: 'free or move a fixed offset: that of "pinned"',
    mend: ({ buffers, ...others }) => ({
      ...others,
      buffers: buffers.map((buffer) => (buffer.id === "pinned" ? { ...buffer, offset: -1 } : buffer)),
    }),
  },
  {
    claim: "a ring of buffers that are kept apart",
    problem: {
      capacity: 5,
      buffers: [
        ...RING.map((id, i) => ({ id, lower: i, upper: i + 1, size: 2 })),
        { id: "elsewhere", lower: 9, upper: 10, size: 5 },
      ],
      apart: RING.map((id, i) => ({ buffers: [id, RING[(i + 1) % 5]!] })),
    },
    message:
      '5 buffers ("v", "w", "x", "y", "z") cannot go together in the 5 bytes there are: buffers are kept apart ' +
      'at all times ("v", "w"; "w", "x"; "x", "y"; "y", "z"; "z", "v"); ' +
      "they need at least 6 bytes, 1 more than there are",
    remedy:
      'keep fewer buffers apart: apart[0] ("v", "w"), apart[1] ("w", "x"), apart[2] ("x", "y"), apart[3] ("y", "z"), ' +
      'apart[4] ("z", "v")',
    mend: (problem) => ({ ...problem, apart: problem.apart!.slice(1) }),
  },
  {
    claim: "buffers that fit at every time, and yet nowhere",
    problem: {
      capacity: 4,
      buffers: [
        { id: "a", lower: 0, upper: 1, size: 2 },
        { id: "b", lower: 0, upper: 2, size: 2 },
        { id: "c", lower: 1, upper: 3, size: 1 },
        { id: "d", lower: 1, upper: 5, size: 1 },
        { id: "e", lower: 2, upper: 6, size: 1 },
        { id: "f", lower: 3, upper: 7, size: 2 },
        { id: "g", lower: 6, upper: 7, size: 2 },
      ],
    },
    message:
      '7 buffers ("a", "b", "c", "d", "e", "f" and 1 more) have no arrangement in the 4 bytes there are, though ' +
      "no more than 4 bytes live at one time; they need at least 5 bytes, 1 more than there are",
    remedy: "raise the capacity by at least 1 byte",
    mend: (problem) => ({ ...problem, capacity: 5 }),
  },
];

describe("from what is told of", () => {
  it.each(CASES)("$claim, a reader knows what to change", ({ problem, message, remedy, mend }) => {
    const core = infeasibleCoreSync(problem)!;
    expect(core.message).toBe(message);
    expect(core.remedies).toContain(remedy);
    expect(planSync(problem).status).toBe("infeasible");
    expect(planSync(mend(problem)).status).toMatch(/^(feasible|optimal)$/);
  });
});
