import { type Decision, Experience, Floors, RULE_POLICY, SectionSearch } from "../../search/index.js";
import { Expert } from "../collect/expert.js";
import type { Sample } from "../collect/samples.js";

/** Decisions tried with the expert's advice; null where the expert ran out of steps. */
export interface Ceiling {
  /** The rules choose, and at each failure the expert names the first wrong decision to go back to. */
  readonly target: number | null;
  /** The expert chooses every child: one decision for each of the plan's, none taken back. */
  readonly children: number | null;
}

/** What a perfect policy would need: the search with an expert that is asked for nothing. */
export function ceilingOf(sample: Sample, { budget, seed }: { budget: number; seed: number }): Ceiling {
  const expert = new Expert(sample.model, sample.capacity, { policy: RULE_POLICY, budget, seed });
  if (expert.canComplete([]) !== "yes") return { target: null, children: null };
  return { target: withTargets(sample, expert), children: withChildren(sample, expert) };
}

function rootSearch({ model, capacity }: Sample): SectionSearch {
  const rule = RULE_POLICY.members[0]!;
  const search = new SectionSearch(new Floors(model, true), new Experience(model, rule), { fullReasons: false });
  search.begin(capacity);
  return search;
}

function withChildren(sample: Sample, expert: Expert): number | null {
  const search = rootSearch(sample);
  const path: Decision[] = [];
  while (search.floors.unplaced > 0) {
    const options = search.options();
    const chosen =
      options.length === 1 ? options[0] : options.find((option) => expert.canComplete([...path, option]) === "yes");
    if (chosen === undefined || !search.take(chosen)) return null;
    path.push(chosen);
  }
  return path.length;
}

function withTargets(sample: Sample, expert: Expert): number | null {
  const { model, capacity } = sample;
  const experience = new Experience(model, RULE_POLICY.members[0]!);
  const search = new SectionSearch(new Floors(model, true), experience, { fullReasons: false });
  /** By depth: what was found wrong there. */
  const wrong: number[][] = [];
  let path: Decision[] = [];
  let steps = 0;
  search.begin(capacity, experience, path);
  for (;;) {
    if (search.floors.unplaced === 0) return steps;
    const depth = path.length;
    const options = search.options().filter(({ what }) => wrong[depth]?.includes(what) !== true);
    const chosen = options[0];
    if (chosen !== undefined) {
      steps++;
      path.push(chosen);
      if (search.take(chosen)) continue;
    }
    const first = expert.firstWrong(path, 0);
    if (first === null) return null;
    const at = Math.min(first.at, path.length - 1);
    wrong.length = at + 1;
    wrong[at] = [...(wrong[at] ?? []), path[at]!.what];
    path = path.slice(0, at);
    search.begin(capacity, experience, path);
    if (search.floors.depth !== at) return null;
  }
}
