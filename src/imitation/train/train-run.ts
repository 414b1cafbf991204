import type { Given } from "../collect/shard.js";

/** What a training is made of. */
export interface TrainRun {
  /** Where shards are kept; a run that was stopped goes on from there. */
  readonly folder: string;
  readonly threads: number;
  /** Of the data, and of what is drawn in training. */
  readonly dataSeed: number;
  readonly trainingSeed: number;
  readonly families: readonly string[];
  readonly heldOut: readonly string[];
  /** Problems of a caller's own, instead of drawn ones. */
  readonly given?: Given["problems"];
  /** What the problems are called that are given, for the card: `eval` leaves them out. */
  readonly givenIds?: readonly string[];
  /** Times that the states of what was learned so far are visited, after those of the rules (DAgger). */
  readonly rounds: number;
  /** Drawn problems a round. */
  readonly problems: number;
  readonly attempts: number;
  readonly walks: number;
  /** The expert's steps for each question. */
  readonly budget: number;
  /** Labels are dealt out by lot: what comes out has learned nothing. To test what judges policies. */
  readonly shuffledLabels?: boolean;
  /**
   * Hard validation instances a family on which kinds and roles are compared. Where problems are given, and every
   * fourth is kept for validation, these are used instead.
   */
  readonly validationHard: number;
  /** Of telaplan, and of Node.js, for the card. */
  readonly versions: { readonly telaplan: string; readonly node: string };
  /** ISO date, for the card. */
  readonly date: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (stage: string, done: number, of: number) => void;
}
