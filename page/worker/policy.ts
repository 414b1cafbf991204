/** The policy that comes with telaplan, bundled. */
import { RULE_POLICY, type SearchPolicy } from "../../src/search/index.js";

export async function policyNamed(name: "learned" | "rules"): Promise<SearchPolicy> {
  if (name === "rules") return RULE_POLICY;
  const file = await import("../../policy/learned.json");
  return file.default.policy as unknown as SearchPolicy;
}
