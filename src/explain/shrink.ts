import type { Asking, Budget } from "./questions.js";

/** What was found of a part. */
export type Verdict = "refuted" | "fits" | "open";

/** What a part without some items comes to; where it is refuted, perhaps a smaller one that is refuted too. */
export interface Finding<T> {
  readonly verdict: Verdict;
  /** Items of the part that are enough for the refutation, in any order; null where all are to be kept. */
  readonly enough?: ReadonlySet<T> | null;
  /** Items of which it has come out besides that no part without them is refuted. */
  readonly needed?: readonly T[];
}

/** A set that is refuted, and whether each item of it is known to be needed. */
export interface Shrunk<T> {
  readonly items: readonly T[];
  readonly isIrreducible: boolean;
}

/** Up to so many items are tried one by one: there is little to gain from larger pieces. */
const ONE_BY_ONE = 24;

/** Pieces of two or three are not worth a question: one by one is next. */
function next(size: number): number {
  if (size === 1) return 0;
  return size < 8 ? 1 : Math.ceil(size / 2);
}

/**
 * Leaves items out as long as the rest is refuted: pieces of half the set first, then smaller ones (delta debugging,
 * Zeller and Hildebrandt 2002), in the end one by one (the deletion filter of Chinneck and Dravnieks 1991). The rest is
 * irreducible if leaving out more never makes a part that fits one that does not, and every question was answered.
 *
 * @param items in the order in which they had best go; together they are refuted
 * @param ask what the set comes to without some of its items
 */
export function* shrink<T>(
  items: readonly T[],
  budget: Budget,
  ask: (rest: readonly T[], without: readonly T[]) => Asking<Finding<T>>,
): Asking<Shrunk<T>> {
  let left = items;
  const needed = new Set<T>();
  const first = items.length <= ONE_BY_ONE ? 1 : Math.ceil(items.length / 2);
  for (let size = first; size >= 1; size = next(size)) {
    const open = left.filter((item) => !needed.has(item));
    for (let at = 0; at < open.length; at += size) {
      const still = new Set(left);
      const piece = open.slice(at, at + size).filter((item) => still.has(item) && !needed.has(item));
      if (piece.length === 0) continue;
      if (!budget.isOpen) return { items: left, isIrreducible: false };
      const gone = new Set(piece);
      const rest = left.filter((item) => !gone.has(item));
      const finding: Finding<T> = yield* ask(rest, piece);
      if (finding.verdict === "refuted") {
        const { enough } = finding;
        left = enough === undefined || enough === null ? rest : rest.filter((item) => enough.has(item));
      } else if (finding.verdict === "fits" && piece.length === 1) {
        needed.add(piece[0]!);
        for (const item of finding.needed ?? []) needed.add(item);
      }
    }
  }
  return { items: left, isIrreducible: left.every((item) => needed.has(item)) };
}
