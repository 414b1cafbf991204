import type { SearchPolicy } from "../../search/index.js";
import type { RequestLimits } from "../wire/task.js";
import { policiesFor } from "../workers/policies.js";

/** What the server knows of policies: values for its threads, and the names that requests may use. */
export interface PolicySet {
  readonly policies: readonly SearchPolicy[];
  readonly limits: RequestLimits;
}

/**
 * Reads the policies again.
 *
 * @param chosen a name or a path, as when the server started
 * @returns null where nothing has changed. Those of names that are no more stay, for requests that were read before and
 *   wait; new requests cannot name them.
 * @throws Error that says which file cannot be used; at the start that was a warning, but now there is something better
 *   than the rules to stay with
 */
export function policiesAgain(
  chosen: string,
  profile: string | null,
  { policies, limits }: PolicySet,
): PolicySet | null {
  const fresh = policiesFor(chosen, profile, (why) => {
    throw new Error(why);
  });
  const names = fresh.map(({ name }) => name);
  const known = policies.filter(({ name }) => limits.policies.includes(name));
  if (JSON.stringify(fresh) === JSON.stringify(known)) return null;
  const retired = known.filter(({ name }) => !names.includes(name));
  return { policies: [...fresh, ...retired], limits: { ...limits, policies: names } };
}
