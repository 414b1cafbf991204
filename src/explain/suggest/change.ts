import type { Term } from "../../problem/index.js";

/** What a suggestion may change. `docs/explain.md` tells what each means for the program that is planned. */
export const SUGGESTION_KINDS = [
  "align",
  "apart",
  "exclusive",
  "withinBank",
  "reserved",
  "limit",
  "shrink",
  "unfix",
  "inplace",
  "view",
  "copy",
  "end",
  "start",
  "shift",
  "split",
  "move",
  "capacity",
] as const;
export type SuggestionKind = (typeof SUGGESTION_KINDS)[number];

/**
 * One change of a problem. Buffers are ids; bytes, times and offsets are those of the problem, memories are ids, ""
 * where the problem lists none. `from` is what the problem says, `to` what it should say.
 */
export type SuggestedChange =
  | { readonly kind: "shrink"; readonly buffer: string; readonly from: number; readonly to: number }
  /** It ends earlier, or starts later. */
  | { readonly kind: "end" | "start"; readonly buffer: string; readonly from: number; readonly to: number }
  /** Its whole lifetime is moved; `by` units of time later, earlier where it is negative. */
  | { readonly kind: "shift"; readonly buffer: string; readonly by: number }
  /** It is dropped in [lower, upper) and computed again: from `upper` on it is a buffer of its own, `again`. */
  | {
      readonly kind: "split";
      readonly buffer: string;
      readonly lower: number;
      readonly upper: number;
      readonly again: string;
    }
  | { readonly kind: "move"; readonly buffer: string; readonly from: readonly string[]; readonly to: string }
  | { readonly kind: "align"; readonly buffer: string; readonly from: number; readonly to: number }
  /** A fixed offset is given up; `to` is where the plan puts the buffer. */
  | { readonly kind: "unfix"; readonly buffer: string; readonly from: number; readonly to: number }
  | { readonly kind: "exclusive" | "withinBank"; readonly buffer: string }
  /** An entry of `apart` is dropped, or one pair of it. */
  | { readonly kind: "apart"; readonly index: number; readonly pair: readonly [string, string] | null }
  | { readonly kind: "reserved"; readonly memory: string; readonly index: number }
  | { readonly kind: "limit"; readonly term: Term; readonly from: number; readonly to: number }
  /** `buffer` is written where `of` lies, by the operation that reads `of` last. */
  | { readonly kind: "inplace"; readonly buffer: string; readonly of: string }
  /** `buffer` becomes a view of the first bytes of `of`. */
  | { readonly kind: "view"; readonly buffer: string; readonly of: string }
  /** An alias is given up: the two have bytes of their own. */
  | { readonly kind: "copy"; readonly index: number; readonly buffer: string; readonly of: string }
  | { readonly kind: "capacity"; readonly memory: string; readonly from: number; readonly to: number };
