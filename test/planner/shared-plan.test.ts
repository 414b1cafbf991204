import { describe, expect, it } from "vitest";
import { greedy } from "../../src/heuristics/index.js";
import { generate } from "../../src/instances/index.js";
import { LargeSearch } from "../../src/planner/large-search.js";
import { SharedPlan } from "../../src/planner/shared-plan.js";
import { arraysOf, loadBound, toColumns } from "../../src/problem/index.js";
import { RULE_POLICY } from "../../src/search/index.js";

const planAt = (peak: number, ...offsets: number[]) => ({
  peak,
  offsets: Float64Array.from(offsets),
  foundBy: "a test",
});

describe("a shared plan", () => {
  it("is the best of those put there, whoever put it", () => {
    const one = new SharedPlan(planAt(9, 1, 2));
    const other = new SharedPlan(one.buffer);
    other.put(planAt(7, 3, 4));
    one.put(planAt(8, 5, 6));
    one.put(planAt(7, 7, 8));
    expect([...one.takeBelow(9)!.offsets]).toEqual([3, 4]);
    expect(other.takeBelow(8)!.peak).toBe(7);
  });

  it("is taken by nobody who has one as good, and is a copy", () => {
    const plans = new SharedPlan(planAt(7, 3, 4));
    expect(plans.takeBelow(7)).toBeNull();
    plans.takeBelow(8)!.offsets.fill(0);
    expect([...plans.takeBelow(8)!.offsets]).toEqual([3, 4]);
  });

  it("passes from one lane of a large search to another, which goes on from there", () => {
    const { problem } = generate("residual", { buffers: 1_500, seed: 3 });
    const arrays = arraysOf(toColumns(problem));
    const low = loadBound(arrays);
    const start = greedy(arrays, { target: low }, [{ fit: "first", order: "start" }]);
    const searchIn = (lane: number) =>
      new LargeSearch({
        arrays,
        start,
        low,
        high: start.peak,
        minimize: true,
        slice: 64,
        seed: 0,
        policy: RULE_POLICY,
        ends: false,
        lane,
        lanes: 2,
      });
    const [first, second] = [searchIn(0), searchIn(1)];
    const plans = new SharedPlan(start);
    first.run(60_000);
    const { peak } = first.best!;
    expect(peak).toBeLessThan(start.peak);
    first.share(plans);
    second.share(plans);
    second.tighten(low, peak);
    for (let i = 0; i < 40 && second.best === null; i++) second.run(60_000);
    expect(second.best!.peak).toBeLessThan(peak);
    second.share(plans);
    expect(plans.takeBelow(peak)!.peak).toBe(second.best!.peak);
  });
});
