export interface DrawOptions {
  /** Heading; "Memory plan" if absent. */
  readonly title?: string;
  /** Pixels, default 1200, at least 480. */
  readonly width?: number;
  /** Pixels, default 760, at least 320. */
  readonly height?: number;
  /** Bytes, over the problem's own; drawn as a line unless it is far above the plan. */
  readonly capacity?: number;
  /** Proved lower bound in bytes; counts where it is better than the load bound. */
  readonly lowerBound?: number;
  /** The id of the memory of each buffer, as a plan has them; may be left out or null where none has a choice. */
  readonly memories?: ArrayLike<string> | null;
  /** What was minimised in a problem with constraints, for the heading. */
  readonly terms?: readonly { readonly term: string; readonly value: number; readonly bound: number }[];
}
