export type { ModelCard, ModelMetrics } from "./card.js";
export { cardText } from "./card-text.js";
export { OPEN_GATE, SLACK_GATE } from "./gate.js";
export {
  checkPolicy,
  checkPolicyFile,
  FEATURES,
  LEARNED,
  loadPolicy,
  loadPolicyOrRules,
  MAX_POLICY_BYTES,
  POLICY_SCHEMA,
  type PolicyFile,
  pathOfPolicy,
  readPolicyFile,
  SHIPPED_POLICY,
} from "./policy-file.js";
export { checkProfile, loadProfile, PROFILE_RANGES, PROFILE_VERSION, type Profile, withProfile } from "./profile.js";
