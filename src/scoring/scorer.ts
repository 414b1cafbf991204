import { Budget, record, show, whole } from "./checks.js";
import { MAX_PARAMETERS, type Scorer, type ScorerData } from "./data.js";
import { LinearScorer } from "./linear.js";
import { NetworkScorer } from "./network.js";
import { TreesScorer } from "./trees.js";

/**
 * Makes a model ready. The data may come from anywhere: everything is checked, whatever the type says, and copied.
 *
 * @param featureCount the length of the rows that will be scored
 * @throws RangeError that names what is wrong: an unknown kind, wrong lengths, a number that is not finite or out of
 * range, links of trees
 *   that do not go forward or meet, more than `MAX_PARAMETERS` numbers
 */
export function buildScorer(data: ScorerData, featureCount: number): Scorer {
  whole(featureCount, 1, MAX_PARAMETERS, "featureCount");
  const model = record(data, "the model");
  const budget = new Budget(MAX_PARAMETERS);
  switch (model.kind) {
    case "linear":
      return new LinearScorer(model, featureCount, budget);
    case "network":
      return new NetworkScorer(model, featureCount, budget);
    case "trees":
      return new TreesScorer(model, featureCount, budget);
    default:
      throw new RangeError(`kind must be linear, network or trees, got ${show(model.kind)}`);
  }
}
