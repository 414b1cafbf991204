import { Experience } from "../../src/search/guidance/experience.js";
import { ALL_RULES, type BranchingRule, RULE_POLICY } from "../../src/search/policy/rules.js";
import { Floors } from "../../src/search/state/floors.js";
import type { SearchModel } from "../../src/search/state/model.js";
import { stacksFor } from "../../src/search/state/stacks.js";
import { SectionSearch } from "../../src/search/tree/section-search.js";

/** A section-first search that explains fully, so that it ends with a plan or a proof. */
export function provingSearch(
  model: SearchModel,
  options: { rule?: BranchingRule; rules?: typeof ALL_RULES; seed?: number } = {},
) {
  const { rule = RULE_POLICY.provers[0]!, rules = ALL_RULES, seed = 0 } = options;
  const experience = new Experience(model, rule, { rules, seed });
  return new SectionSearch(new Floors(model, rules.holes && !rules.nogoods, stacksFor(model, rules)), experience, {
    fullReasons: true,
    rules,
  });
}
