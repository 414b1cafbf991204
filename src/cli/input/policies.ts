import type { SearchPolicy } from "../../search/index.js";
import { complain } from "../faults.js";

/** The policy of that name or file; a file that cannot be used is one line on standard error, and the rules decide. */
export async function policyFor(nameOrPath = "learned"): Promise<SearchPolicy> {
  const { loadPolicyOrRules } = await import("../../policy/index.js");
  return loadPolicyOrRules(nameOrPath, complain);
}
