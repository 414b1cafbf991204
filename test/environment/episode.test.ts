import { describe, expect, it } from "vitest";
import {
  CHILD_COLUMNS,
  EPISODE_DEFAULTS,
  Episode,
  type EpisodeOptions,
  type Observation,
} from "../../src/environment/index.js";
import { generate } from "../../src/instances/index.js";
import { type Problem, toArrays } from "../../src/problem/index.js";
import { Random } from "../../src/problem/random.js";
import { buildModel, Experience, Floors, RULE_POLICY, SectionSearch } from "../../src/search/index.js";
import { simulate } from "../../src/sim/index.js";

function drawn(family: string, seed: number, buffers = 60): Problem {
  const { problem, optimum } = generate(family, { buffers, seed });
  return { ...problem, capacity: optimum! };
}

/** Plays to the end and tells all observations. */
function play(
  problem: Problem,
  options: Partial<EpisodeOptions>,
  choose: (seen: Observation) => number,
): Observation[] {
  const episode = new Episode(problem, { ...EPISODE_DEFAULTS, ...options });
  const seen = [episode.begin()];
  while (!episode.isOver) seen.push(episode.step(choose(seen.at(-1)!)));
  const offsets = episode.plan();
  expect(offsets !== null).toBe(seen.at(-1)!.placed);
  if (offsets !== null) expect(simulate(problem, offsets).ok).toBe(true);
  return seen;
}

const lots = (seed: number) => {
  const random = new Random(seed);
  return ({ actions }: Observation): number => Math.floor(random.next() * actions);
};

describe("an episode", () => {
  it("takes the steps of the search where the agent takes the rule's first action", () => {
    let ended = 0;
    for (const [family, seed] of [
      ["guillotine", 3],
      ["thinned", 4],
      ["long-spans", 2],
      ["residual", 5],
    ] as const) {
      for (const member of [0, 2, 5]) {
        const problem = drawn(family, seed);
        const model = buildModel(toArrays(problem));
        const experience = new Experience(model, RULE_POLICY.members[member]!, { seed: 1 });
        const search = new SectionSearch(new Floors(model, true), experience, { fullReasons: false });
        search.begin(Math.floor(problem.capacity! / model.unit));
        const outcome = search.run(2000);
        const seen = play(problem, { seed: 1, member, stepLimit: 2000 }, () => 0);
        const { placed, steps, backtracks, restarts } = seen.at(-1)!;
        if (restarts > 0) continue;
        ended++;
        expect([placed, steps, backtracks]).toEqual([outcome === "placed", search.steps, search.backtracks]);
      }
    }
    expect(ended).toBeGreaterThan(8);
  });

  it("replays exactly from its seed and actions, whatever the agent decides", () => {
    for (const choices of [{}, { targets: true }, { sections: true, targets: true, earlyWaste: true }]) {
      const problem = drawn("thinned", 6, 40);
      const options = { ...choices, seed: 7, stepLimit: 120 };
      expect(play(problem, options, lots(1))).toEqual(play(problem, options, lots(1)));
      expect(play(problem, options, lots(2))).not.toEqual(play(problem, options, lots(1)));
    }
  });

  it("gives a reward of 1 for a plan, less what its steps cost", () => {
    let placed = 0;
    for (let seed = 1; seed <= 12; seed++) {
      const stepLimit = 500;
      const seen = play(drawn("guillotine", seed, 24), { seed, stepLimit, targets: true }, lots(seed));
      const last = seen.at(-1)!;
      const sum = seen.reduce((total, { reward }) => total + reward, 0);
      expect(sum).toBeCloseTo((last.placed ? 1 : 0) - last.steps / stepLimit, 12);
      expect(last.terminated).toBe(!last.truncated);
      if (last.placed) placed++;
    }
    expect(placed).toBeGreaterThan(3);
  });

  it("asks about every decision that the agent wants, and gives a row for each action", () => {
    const asked = new Set<string>();
    const all = { sections: true, targets: true, earlyWaste: true };
    for (const { decision, actions, features } of play(drawn("residual", 3), { ...all, stepLimit: 300 }, lots(3))) {
      if (decision === null) continue;
      asked.add(decision);
      expect(actions).toBeGreaterThan(1);
      expect(features.length % actions).toBe(0);
      expect(features.every(Number.isFinite)).toBe(true);
      if (decision === "child") expect(features.length / actions).toBe(CHILD_COLUMNS.length);
    }
    expect([...asked].sort()).toEqual(["child", "section", "target"]);
  });

  it("loses no plan to early wastes, sections and the order of children: each brute-force optimum is reached", () => {
    const problem: Problem = {
      capacity: 7,
      buffers: [
        { id: "a", lower: 0, upper: 3, size: 2 },
        { id: "b", lower: 1, upper: 4, size: 3 },
        { id: "c", lower: 3, upper: 6, size: 3 },
        { id: "d", lower: 4, upper: 7, size: 2 },
        { id: "e", lower: 0, upper: 7, size: 1 },
      ],
    };
    for (let seed = 1; seed <= 40; seed++) {
      const options = { sections: true, targets: false, earlyWaste: true, seed, stepLimit: 2000 };
      expect(play(problem, options, lots(seed)).at(-1)!.placed).toBe(true);
    }
  });

  it("refuses an action that there is not, and goes on from where it was", () => {
    const problem = drawn("guillotine", 2);
    const episode = new Episode(problem, EPISODE_DEFAULTS);
    const { actions } = episode.begin();
    expect(() => episode.step(actions)).toThrow(
      `action must be a whole number from 0 to ${actions - 1}, got ${actions}`,
    );
    expect(() => episode.step(0.5)).toThrow("got 0.5");
    expect(episode.step(0).steps).toBeGreaterThan(0);
    expect(() => new Episode(problem, { ...EPISODE_DEFAULTS, member: 6 })).toThrow("member must be from 0 to 5, got 6");
  });

  it("ends at once where the load alone says that there is no plan", () => {
    const problem = { ...drawn("guillotine", 2), capacity: 10 };
    const [first, ...more] = play(problem, {}, () => 0);
    expect(more).toEqual([]);
    expect(first).toMatchObject({ terminated: true, placed: false, steps: 0, reward: 0 });
  });
});
