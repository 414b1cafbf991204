/** How a policy came about and what it is good for, kept with its weights. */
export interface ModelCard {
  /** ISO date of the training. */
  readonly trained: string;
  readonly telaplan: string;
  /** SHA-256 over the stored choices. */
  readonly dataHash: string;
  readonly seeds: { readonly data: number; readonly training: number };
  /** Families that were trained on, and those that were kept back whole. */
  readonly families: readonly string[];
  readonly heldOut: readonly string[];
  /** Beginnings of the ids of logged problems that it was trained on; absent where it was trained on none. */
  readonly trainedOn?: readonly string[];
  readonly rounds: number;
  /** Groups of candidates, by role. */
  readonly groups: Readonly<Record<string, number>>;
  /** What became of the expert's attempts, over all rounds. */
  readonly counts: Readonly<Record<string, number>>;
  readonly versions: Readonly<Record<string, string>>;
  /** By role and kind of model: how it does on validation groups, beside chance and the rule. */
  readonly metrics: Readonly<Record<string, Readonly<Record<string, ModelMetrics>>>>;
  /** Which kind was shipped, by role. */
  readonly shipped: Readonly<Record<string, string>>;
  readonly limits: readonly string[];
}

export interface ModelMetrics {
  /** Share of groups in which the first, or one of the first three, is good. */
  readonly top1: number;
  readonly top3: number;
  /** Mean of −log(probability of what is good). */
  readonly loss: number;
}
