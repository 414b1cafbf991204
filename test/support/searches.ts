import { Experience } from "../../src/search/guidance/experience.js";
import { ALL_PRUNING } from "../../src/search/policy/pruning.js";
import { type Branching, RULE_POLICY } from "../../src/search/policy/search-policy.js";
import { Floors } from "../../src/search/state/floors.js";
import type { SearchModel } from "../../src/search/state/model.js";
import { stacksFor } from "../../src/search/state/stacks.js";
import { SectionSearch } from "../../src/search/tree/section-search.js";

/** A section-first search that explains fully, so that it ends with a plan or a proof. */
export function provingSearch(
  model: SearchModel,
  options: { branching?: Branching; pruning?: typeof ALL_PRUNING; seed?: number } = {},
) {
  const { branching = RULE_POLICY.provers[0]!, pruning = ALL_PRUNING, seed = 0 } = options;
  const experience = new Experience(model, branching, { pruning, seed });
  return new SectionSearch(
    new Floors(model, pruning.holes && !pruning.nogoods, stacksFor(model, pruning)),
    experience,
    {
      fullReasons: true,
      pruning,
    },
  );
}
