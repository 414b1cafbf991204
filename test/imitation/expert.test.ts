import { describe, expect, it } from "vitest";
import {
  ChoiceRecorder,
  type ChoiceSet,
  concatChoices,
  restoreChoices,
  storeChoices,
} from "../../src/imitation/collect/choices.js";
import { collect, newRecorders } from "../../src/imitation/collect/collect.js";
import { Expert } from "../../src/imitation/collect/expert.js";
import { drawInstance, sampleOf, sampleOfInstance } from "../../src/imitation/collect/samples.js";
import { settledPlan } from "../../src/imitation/collect/witness.js";
import { generate } from "../../src/instances/index.js";
import { type Problem, toArrays } from "../../src/problem/index.js";
import {
  buildModel,
  CHILD_FEATURES,
  type Decision,
  Experience,
  Floors,
  RULE_POLICY,
  SectionSearch,
  TARGET_FEATURES,
} from "../../src/search/index.js";
import { simulate } from "../../src/sim/index.js";
import { bruteForce, bruteForceOptimum } from "../support/brute-force.js";
import { hardSmallProblem } from "../support/small-problems.js";

const FAMILIES = ["guillotine", "thinned", "long-spans", "residual"];

describe("a settled plan", () => {
  it("is a plan of no greater peak, in which no buffer can be put lower", () => {
    for (let i = 0; i < 24; i++) {
      const { problem, plan, optimum } = drawInstance("train", FAMILIES, 3, i);
      const model = buildModel(toArrays(problem));
      const settled = settledPlan(model, plan!);
      const report = simulate(
        problem,
        Array.from(settled, (units) => units * model.unit),
      );
      expect(report.ok, `instance ${i}`).toBe(true);
      expect(report.peak).toBeLessThanOrEqual(optimum!);
      const { neighbourStart, neighbours, size } = model;
      for (let b = 0; b < model.count; b++) {
        const below = Array.from(neighbours.subarray(neighbourStart[b]!, neighbourStart[b + 1]!));
        const rests = settled[b] === 0 || below.some((c) => settled[c]! + size[c]! === settled[b]);
        expect(rests, `buffer ${b} of instance ${i}`).toBe(true);
      }
    }
  });

  it("leads a search from the root to a plan, whichever member asks", () => {
    for (let i = 0; i < 24; i++) {
      const { model, witness, capacity } = sampleOfInstance(drawInstance("train", FAMILIES, 4, i));
      const rule = RULE_POLICY.members[i % RULE_POLICY.members.length]!;
      const search = new SectionSearch(new Floors(model, true), new Experience(model, rule), { fullReasons: false });
      search.begin(capacity);
      while (search.floors.unplaced > 0) {
        const options = search.options();
        const chosen = options.find(({ what, level }) => what >= 0 && witness[what] === level) ?? options.at(-1)!;
        expect(search.take(chosen), `instance ${i}`).toBe(true);
      }
    }
  });
});

/** Whether brute force can complete the placements of a path. */
function canComplete(problem: Problem, path: readonly Decision[], unit: number, capacity: number): boolean {
  const level = new Map(path.filter(({ what }) => what >= 0).map(({ what, level }) => [what, level * unit]));
  const buffers = problem.buffers.map((buffer, b) => (level.has(b) ? { ...buffer, offset: level.get(b)! } : buffer));
  return bruteForce({ buffers }, capacity) !== null;
}

describe("the expert", () => {
  it("says yes of no placements that brute force cannot complete, and finds the first wrong one", () => {
    let wrongs = 0;
    let rights = 0;
    for (let seed = 0; wrongs < 60 || rights < 60; ) {
      const found = hardSmallProblem(seed);
      const { problem } = found;
      seed = found.seed + 1;
      const model = buildModel(toArrays(problem));
      const optimum = bruteForceOptimum(problem);
      const capacity = Math.floor(optimum / model.unit);
      const rule = RULE_POLICY.members[seed % 6]!;
      const search: SectionSearch = new SectionSearch(
        new Floors(model, true),
        new Experience(model, rule, { seed: seed + 1 }),
        { fullReasons: false, onFailure: () => true },
      );
      search.begin(capacity);
      const outcome = search.run(1000);
      const path = search.path();
      const expert = new Expert(model, capacity, { policy: RULE_POLICY, budget: 100_000, seed });
      const verdicts = path.map((_, length) => expert.canComplete(path.slice(0, length)));
      for (const [length, verdict] of verdicts.entries()) {
        const completes = canComplete(problem, path.slice(0, length), model.unit, optimum);
        if (verdict === "yes") expect(completes, `seed ${seed}, ${length} decisions`).toBe(true);
      }
      if (outcome === "placed") {
        rights++;
        expect(verdicts).not.toContain("no");
        continue;
      }
      wrongs++;
      const { at, proved } = expert.firstWrong(path, 0)!;
      expect(proved).toBe(true);
      expect(verdicts.slice(0, at + 1)).not.toContain("no");
      expect(verdicts.slice(at + 1)).not.toContain("yes");
    }
    expect(wrongs + rights).toBeGreaterThanOrEqual(120);
  });

  it("does not take running out of steps for an answer", () => {
    const { model, capacity } = sampleOfInstance(drawInstance("train", ["residual"], 1, 5));
    const expert = new Expert(model, capacity, { policy: RULE_POLICY, budget: 1, seed: 0 });
    expect(expert.canComplete([])).toBe("unknown");
    expect(
      expert.firstWrong(
        [
          { what: 0, level: 0 },
          { what: 1, level: 0 },
          { what: 2, level: 0 },
        ],
        0,
      ),
    ).toBe(null);
  });
});

describe("collecting", () => {
  const options = { attempts: 6, walks: 1, budget: 2000, seed: 5, policy: RULE_POLICY };

  it("records groups with good and other candidates, the same for the same seed", () => {
    const sets = [0, 1].map(() => {
      const recorders = newRecorders();
      const counts = FAMILIES.map((family, i) =>
        collect(sampleOfInstance(drawInstance("train", [family], 2, i)), recorders, options),
      );
      return { counts, children: recorders.children.finish(), targets: recorders.targets.finish() };
    });
    expect(sets[0]).toEqual(sets[1]);
    const { counts, children, targets } = sets[0]!;
    for (const { attempts, placed, dropped, labelled } of counts)
      expect(placed + dropped + labelled).toBeLessThanOrEqual(attempts);
    for (const set of [children, targets]) {
      expect(set.weight.length).toBeGreaterThan(3);
      for (let g = 0; g < set.weight.length; g++) {
        const good = set.good.subarray(set.groupStart[g], set.groupStart[g + 1]);
        expect(good).toContain(1);
        expect(good).toContain(0);
      }
    }
    expect(children.rows.length).toBe(children.good.length * CHILD_FEATURES.length);
    expect(targets.rows.length).toBe(targets.good.length * TARGET_FEATURES.length);
  });

  it("takes a caller's problem with any plan of it", () => {
    const { problem, plan } = generate("residual", { buffers: 60, seed: 9 });
    const peak = simulate(problem, plan!).peak;
    const counts = collect(sampleOf(problem, plan!, peak), newRecorders(), options);
    expect(counts.attempts).toBe(6);
  });

  it("sees of a problem what a search would see: nothing that is empty, in a memory from 0", () => {
    const { problem, plan } = generate("residual", { buffers: 60, seed: 9 });
    const { peak } = simulate(problem, plan!);
    const plain = sampleOf(problem, plan!, peak);
    const empty = { id: "no bytes", lower: 0, upper: 9, size: 0 };
    const buffers = [empty, ...problem.buffers, { ...empty, id: "no time", upper: 0, size: 5 }];
    const [base, ...offsets] = [4097, ...plan!].map((offset, i) => (i === 0 ? offset : 4097 + offset));
    const based = sampleOf({ ...problem, base: base!, buffers }, [base!, ...offsets, base!], peak);
    expect(based).toEqual(plain);
    expect(collect(based, newRecorders(), options)).toEqual(collect(plain, newRecorders(), options));
  });

  it("puts ground below the buffers where alignments do not suit the base", () => {
    const buffers = [
      { id: "a", lower: 0, upper: 4, size: 8 },
      { id: "b", lower: 2, upper: 6, size: 8, alignment: 16 },
    ];
    const { model, capacity, witness } = sampleOf({ buffers, base: 4100 }, [4100, 4112], 20);
    expect([model.count, model.unit, capacity]).toEqual([3, 4, 6]);
    expect(Array.from(witness)).toEqual([1, 4, 0]);
  });
});

describe("the parts of the data", () => {
  it("share no instance, and draw the same one for the same arguments", () => {
    const names = new Set<string>();
    for (const part of ["train", "validation", "test"] as const) {
      for (let i = 0; i < 200; i++) names.add(drawInstance(part, FAMILIES, i % 3, i).name + part.slice(0, 0));
    }
    expect(names.size).toBe(600);
    expect(drawInstance("test", FAMILIES, 0, 7)).toEqual(drawInstance("test", FAMILIES, 0, 7));
  });
});

describe("choice sets", () => {
  function someSet(groups: number, seed: number): ChoiceSet {
    const recorder = new ChoiceRecorder(3);
    for (let g = 0; g < groups; g++) {
      const size = 2 + ((g * seed) % 3);
      const rows = Float64Array.from({ length: size * 3 }, (_, i) => ((i * 7 + g * seed) % 11) / 11);
      recorder.add(
        rows,
        Array.from({ length: size }, (_, i) => i === g % size),
        1 + g,
      );
    }
    return recorder.finish();
  }

  it("come back from storage as they were, and join in order", () => {
    const a = someSet(700, 3);
    const b = someSet(5, 2);
    expect(restoreChoices(JSON.parse(JSON.stringify(storeChoices(a))))).toEqual(a);
    const both = concatChoices(3, [a, b]);
    expect(both.weight).toEqual(Float32Array.from([...a.weight, ...b.weight]));
    expect(both.good).toEqual(Uint8Array.from([...a.good, ...b.good]));
    expect(both.rows).toEqual(Float32Array.from([...a.rows, ...b.rows]));
    expect(both.groupStart.at(-1)).toBe(both.good.length);
    expect(both.groupStart[700]).toBe(a.good.length);
  });

  it("leave out groups that say nothing", () => {
    const recorder = new ChoiceRecorder(1);
    recorder.add(Float64Array.from([1, 2]), [true, true], 1);
    recorder.add(Float64Array.from([1, 2]), [false, false], 1);
    expect(recorder.groups).toBe(0);
  });
});
