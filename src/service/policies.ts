import { RULE_POLICY, type SearchPolicy } from "../search/index.js";

/** The policies that a request may name; the first is the default. */
export const POLICIES: readonly SearchPolicy[] = [RULE_POLICY];

export function policyOf(name: string): SearchPolicy {
  const found = POLICIES.find((policy) => policy.name === name);
  if (found === undefined) throw new RangeError(`there is no policy ${JSON.stringify(name)}`);
  return found;
}
