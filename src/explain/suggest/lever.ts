import { type CoreConstraint, keyOf } from "../constraint.js";
import type { SuggestedChange, SuggestionKind } from "./change.js";

/**
 * Something that can be changed by more or less. It has one scale, or two; on each, position 0 is the least change.
 * Where it is monotone, what fits at one position fits at all after it.
 */
export interface Lever {
  readonly kind: SuggestionKind;
  /** Positions of the buffers without which nothing is changed; [] where no buffer in particular is meant. */
  readonly buffers: readonly number[];
  /** Key of the constraint that it relaxes; null where it relaxes none. */
  readonly constraint: string | null;
  /** Positions on each scale, at least 1 each. */
  readonly scales: readonly number[];
  readonly isMonotone: boolean;
  change(at: readonly number[]): SuggestedChange;
}

/** Whether it makes more plans possible and none impossible. */
export function isRelaxing({ kind }: Lever): boolean {
  return kind !== "move" && kind !== "view" && kind !== "copy" && kind !== "shift";
}

/** What no two levers of one set have in common: a lifetime, a memory, a list's entry; one for most. */
export function slotOf({ kind, buffers, constraint }: Lever): string {
  const [first = -1] = buffers;
  switch (kind) {
    case "end":
    case "start":
    case "shift":
    case "split":
      return `lifetime ${first}`;
    case "apart":
      return constraint!;
    case "inplace":
    case "view":
      return `onto ${first}`;
    default:
      return `${kind} ${constraint ?? first}`;
  }
}

/** The change that is the most that a lever can do. */
export function utmost({ scales }: Lever): number[] {
  return scales.map((positions) => positions - 1);
}

/** A lever that is changed or is not. */
export function single(
  kind: SuggestionKind,
  buffers: readonly number[],
  constraint: string | null,
  change: SuggestedChange,
): Lever {
  return { kind, buffers, constraint, scales: [1], isMonotone: true, change: () => change };
}

/** Buffers and constraints of a core, for questions about them. */
export interface Core {
  readonly buffers: ReadonlySet<number>;
  /** Keys. */
  readonly constraints: ReadonlySet<string>;
}

export function coreOf(buffers: readonly number[], constraints: readonly CoreConstraint[]): Core {
  return { buffers: new Set(buffers), constraints: new Set(constraints.map(keyOf)) };
}

/** Whether a lever changes a member of a core. If not, the core is there as before, and the lever cannot help. */
export function touches({ buffers, constraint }: Lever, core: Core): boolean {
  if (constraint !== null && !core.constraints.has(constraint)) return false;
  return buffers.every((b) => core.buffers.has(b));
}
