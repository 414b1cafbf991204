export { applied } from "./apply.js";
export { SUGGESTION_KINDS, type SuggestedChange, type SuggestionKind } from "./change.js";
export { suggest, suggestSync } from "./suggest.js";
export type { Suggestion, SuggestOptions } from "./suggestion.js";
