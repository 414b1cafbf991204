import { describe, expect, it } from "vitest";
import { readFamily } from "../../optima/records.mjs";
import { toArrays } from "../../src/problem/index.js";
import { Experience } from "../../src/search/guidance/experience.js";
import { ALL_PRUNING } from "../../src/search/policy/pruning.js";
import { RULE_POLICY } from "../../src/search/policy/search-policy.js";
import { Floors } from "../../src/search/state/floors.js";
import { buildModel } from "../../src/search/state/model.js";
import { Nogoods } from "../../src/search/tree/nogoods.js";
import { SectionSearch } from "../../src/search/tree/section-search.js";
import { provingSearch } from "../support/searches.js";

const BUDGET = 30_000;

describe("nogoods", () => {
  it.each(["medium-plain", "medium-aligned", "medium-fixed", "medium-mixed", "large-plain"])(
    "refute one unit below the certified optimum and never the optimum: %s",
    (family) => {
      let settled = 0;
      const records = readFamily(family).filter((_, i) => i % 2 === 0);
      for (const { problem, optimum, seed } of records) {
        const model = buildModel(toArrays(problem));
        const search = provingSearch(model);
        // The same search for both questions: what one has taught must not be held against the other.
        for (const [capacity, answer] of [
          [optimum - 1, "exhausted"],
          [optimum, "placed"],
        ] as const) {
          search.begin(Math.floor(capacity / model.unit));
          const outcome = search.run(BUDGET);
          if (outcome === "paused") continue;
          expect(outcome, `seed ${seed} at ${capacity}`).toBe(answer);
          settled++;
        }
      }
      expect(settled).toBeGreaterThan(1.9 * records.length);
    },
  );

  it("take less than half of the steps of proofs without them", () => {
    const steps = { with: 0, without: 0 };
    for (const { problem, optimum, load } of readFamily("medium-plain")) {
      if (optimum === load) continue;
      const model = buildModel(toArrays(problem));
      for (const key of ["with", "without"] as const) {
        const search = provingSearch(model, { pruning: { ...ALL_PRUNING, nogoods: key === "with" } });
        search.begin(optimum / model.unit - 1);
        expect(search.run(BUDGET)).toBe("exhausted");
        steps[key] += search.steps;
      }
    }
    expect(steps.with).toBeLessThan(steps.without / 2);
  });

  it("refuse to answer after a jump back that they were not told of", () => {
    const model = buildModel(toArrays(readFamily("medium-plain")[0]!.problem));
    const floors = new Floors(model, false);
    const nogoods = new Nogoods(floors);
    floors.reset(2 * model.loadBound);
    nogoods.clear();
    const lowest = floors.least.indexOf(0);
    floors.place(lowest, 0);
    expect(nogoods.refutes()).toBe(false);
    floors.undo();
    expect(() => nogoods.refutes()).toThrow("has not landed");
    nogoods.land();
    floors.place(lowest, 0);
    expect(nogoods.refutes()).toBe(false);
  });

  it("are left out where the floors refuse holes, which they could not be explained by", () => {
    const { problem, optimum } = readFamily("large-plain").find(({ optimum, load }) => optimum > load)!;
    const model = buildModel(toArrays(problem));
    const steps = [ALL_PRUNING, { ...ALL_PRUNING, nogoods: false }].map((pruning) => {
      const experience = new Experience(model, RULE_POLICY.provers[0]!, { pruning });
      const search = new SectionSearch(new Floors(model, true), experience, { fullReasons: true, pruning });
      search.begin(optimum / model.unit - 1);
      search.run(BUDGET);
      return search.steps;
    });
    expect(steps[0]).toBe(steps[1]);
  });
});
