import { describe, expect, test } from "vitest";
import { emptyColumns, type ProblemColumns } from "../../src/problem/index.js";
import { readGivenPlan } from "../../src/sim/given-plan.js";
import { putInOrder } from "../../src/sim/in-order.js";
import { replay } from "../../src/sim/replay.js";
import { overlaps } from "../../src/sim/rules/overlap.js";
import { Workspace } from "../../src/sim/workspace.js";

/** Buffers in no order, many of them at equal times and offsets, and a plan in which some collide. */
function broken(seed: number): { columns: ProblemColumns; offsets: Float64Array } {
  let state = seed;
  const draw = (most: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
  const columns = emptyColumns(60, { capacity: Number.POSITIVE_INFINITY, base: 0, ids: null });
  const offsets = new Float64Array(60);
  for (let b = 0; b < 60; b++) {
    columns.lower[b] = draw(20);
    columns.upper[b] = columns.lower[b]! + draw(6);
    columns.size[b] = draw(5);
    offsets[b] = draw(seed % 2 === 0 ? 30 : 3_000);
  }
  return { columns, offsets };
}

/** All that is found of a plan: figures, broken reads and overlaps, in the order in which they are told. */
function found({ columns, offsets }: ReturnType<typeof broken>, inOrder: boolean): unknown {
  const workspace = new Workspace(64);
  const { given, placements, sorter, cuts, byLower, byUpper } = workspace;
  readGivenPlan(columns, offsets, given, placements);
  cuts.cut(placements, sorter);
  sorter.sort(placements.lower, placements.count, byLower);
  sorter.sort(placements.upper, placements.count, byUpper);
  if (inOrder) putInOrder(workspace);
  return { run: replay(workspace, 0, 7, true), pairs: overlaps(columns, workspace, 9) };
}

describe("placements that are put in the order in which they begin", () => {
  test("come to the same figures, and to the same violations in the same order", () => {
    let collided = 0;
    for (let seed = 1; seed <= 300; seed++) {
      const plan = broken(seed);
      const inOrder = found(plan, true);
      expect(inOrder, `seed ${seed}`).toEqual(found(plan, false));
      if ((inOrder as { run: { collided: boolean } }).run.collided) collided++;
    }
    expect(collided).toBeGreaterThan(50);
    expect(collided).toBeLessThan(300);
  });
});
