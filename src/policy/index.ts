export { LEARNED, loadPolicy, loadPolicyOrRules, pathOfPolicy } from "./by-name.js";
export type { ModelCard, ModelMetrics } from "./card.js";
export { cardText } from "./card-text.js";
export { MAX_POLICY_BYTES, readPolicyFile, SHIPPED_POLICY } from "./files.js";
export { OPEN_GATE, SLACK_GATE } from "./gate.js";
export { checkPolicy, checkPolicyFile, FEATURES, POLICY_SCHEMA, type PolicyFile } from "./policy-file.js";
export { checkProfile, PROFILE_RANGES, PROFILE_VERSION, type Profile, withProfile } from "./profile.js";
export { loadProfile } from "./profile-file.js";
export { SHIPPED } from "./shipped.js";
