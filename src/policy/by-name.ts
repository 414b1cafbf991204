import { InputError } from "../problem/index.js";
import { RULE_POLICY, type SearchPolicy } from "../search/index.js";
import { readPolicyFile, SHIPPED_POLICY } from "./files.js";
import { SHIPPED } from "./shipped.js";

/** The name of the policy that comes with telaplan, for whoever asks by name. */
export const LEARNED = "learned";

/** The file of a policy that is given by name or path. */
export function pathOfPolicy(nameOrPath: string): string {
  return nameOrPath === LEARNED ? SHIPPED_POLICY : nameOrPath;
}

/**
 * The policy of that name or file: `learned`, the one that comes with telaplan, and `rules` need no file. Throws as
 * `readPolicyFile`.
 */
export function loadPolicy(nameOrPath: string): SearchPolicy {
  if (nameOrPath === RULE_POLICY.name) return RULE_POLICY;
  if (nameOrPath === LEARNED) return SHIPPED;
  return readPolicyFile(pathOfPolicy(nameOrPath)).policy;
}

/** The same, but a file that cannot be used is a warning, and the rules. */
export function loadPolicyOrRules(nameOrPath: string, warn: (message: string) => void): SearchPolicy {
  try {
    return loadPolicy(nameOrPath);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    warn(`${error.message}; the rules decide instead`);
    return RULE_POLICY;
  }
}
