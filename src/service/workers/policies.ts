import { LEARNED, loadPolicyOrRules, loadProfile, withProfile } from "../../policy/index.js";
import { RULE_POLICY, type SearchPolicy } from "../../search/index.js";

/**
 * The policies that requests may name, as values; the first is the default. Besides the one that the server was set to
 * there are the rules and the policy that comes with telaplan; one of another's name takes its place.
 *
 * @param chosen a name or a path
 * @param profile a file that sets the search for a workload, on top of the default policy; null for none
 * @param warn told of each file that cannot be used; the rules take the place of the one that was chosen
 */
export function policiesFor(chosen: string, profile: string | null, warn: (message: string) => void): SearchPolicy[] {
  const first = loadPolicyOrRules(chosen, warn);
  const policies = [profile === null ? first : withProfile(first, loadProfile(profile))];
  const add = (policy: SearchPolicy): void => {
    if (!policies.some(({ name }) => name === policy.name)) policies.push(policy);
  };
  add(RULE_POLICY);
  if (chosen !== LEARNED) add(loadPolicyOrRules(LEARNED, warn));
  return policies;
}

export function policyOf(name: string, policies: readonly SearchPolicy[]): SearchPolicy {
  const found = policies.find((policy) => policy.name === name);
  if (found === undefined) throw new RangeError(`there is no policy ${JSON.stringify(name)}`);
  return found;
}
