import type { PlanResult } from "../../planner/index.js";
import type { Problem } from "../../problem/index.js";
import type { ExplainOptions } from "../questions.js";
import type { SuggestedChange, SuggestionKind } from "./change.js";

export interface SuggestOptions extends ExplainOptions {
  /** Suggestions at most; default 5. */
  readonly count?: number;
  /** What may be changed; default all kinds. */
  readonly kinds?: readonly SuggestionKind[];
  /**
   * Bytes that are wanted instead of the problem's capacity; of a problem that lists memories, that of the first that
   * has an end, or of the first where none has.
   */
  readonly capacity?: number;
  /**
   * What it costs to change a buffer, by its id, in any unit. A suggestion whose buffers all have a cost goes before
   * those of which one has none.
   */
  readonly costs?: Readonly<Record<string, number>>;
  /** What `plan` came to, so that it is not planned again. It is of no use where `capacity` is given. */
  readonly result?: PlanResult;
}

/** What was found of a problem. */
export interface Suggestions {
  /** Whether it fits as it is: then there is nothing to suggest. */
  readonly fits: boolean;
  /** The best first; [] where it fits, or where nothing was found. */
  readonly suggestions: readonly Suggestion[];
  /**
   * Whether all that the kinds allow was tried, and every question was answered: where it is false, a limit may have
   * kept better suggestions from being found, or any.
   */
  readonly isComplete: boolean;
}

/** Changes with which everything fits, and the plan that shows it. */
export interface Suggestion {
  /** That of its changes; `mixed` where they are of several kinds. */
  readonly kind: SuggestionKind | "mixed";
  readonly changes: readonly SuggestedChange[];
  /** Bytes given up, added, moved or written again, over all changes; 0 where only a rule is relaxed. */
  readonly bytes: number;
  /** What the user's costs say it costs; null where they say nothing. */
  readonly cost: number | null;
  /**
   * Whether less is proved not to do: no smaller amount of this change; of several changes no fewer of these kinds,
   * and no fewer bytes.
   */
  readonly isProved: boolean;
  /** As in `shrink "x" from 24 to 16 bytes: everything fits then`. */
  readonly message: string;
  /** The whole problem with the changes. */
  readonly problem: Problem;
  /** Its plan, in the order of `problem.buffers`; the simulator has passed it. */
  readonly offsets: Float64Array;
  /** Ids of the memories that the buffers lie in; null where the problem lists none. */
  readonly memories: readonly string[] | null;
  /** Bytes; the sum over the memories. */
  readonly peak: number;
}
