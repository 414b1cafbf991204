export type { ModelCard, ModelMetrics } from "./card.js";
export { cardText } from "./card-text.js";
export {
  checkPolicyFile,
  FEATURES,
  loadPolicy,
  loadPolicyOrRules,
  POLICY_SCHEMA,
  type PolicyFile,
  readPolicyFile,
  SHIPPED_POLICY,
} from "./policy-file.js";
