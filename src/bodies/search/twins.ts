import type { BodyProblem } from "../body-problem.js";
import type { PairSpans, Span } from "./spans.js";

/** Bodies that may change places in every plan: chains by index, and how far each lies above the one before. */
export interface Twins {
  /** −1 where there is none. */
  readonly next: Int32Array;
  readonly earlier: Int32Array;
  /** By body with a next twin: offset(next) ≥ offset(body) + step; 0 where they may share all bytes. */
  readonly step: Float64Array;
}

export function noTwins(count: number): Twins {
  return {
    next: new Int32Array(count).fill(-1),
    earlier: new Int32Array(count).fill(-1),
    step: new Float64Array(count),
  };
}

/**
 * Finds bodies that no rule tells apart: they may lie at the same offsets for themselves, and to every other body the
 * same differences are forbidden. Of each set of plans that differ by such changes only, one has them in index order.
 */
export function twinsOf(problem: BodyProblem, pairs: readonly PairSpans[], modulus: Float64Array): Twins {
  const { count, fixedOffset } = problem;
  const twins = noTwins(count);
  const rows: Map<number, string>[] = Array.from({ length: count }, () => new Map());
  for (const { a, b, spans, banks } of pairs) {
    const forward =
      spans.map(({ low, high }) => `${low}:${high}`).join() + banksText(banks.map(({ a: p, b: q }) => [p, q]));
    const mirrored = spans.toReversed().map(({ low, high }) => `${0 - high}:${0 - low}`);
    rows[a]!.set(b, forward);
    rows[b]!.set(a, mirrored.join() + banksText(banks.map(({ a: p, b: q }) => [q, p])));
  }
  const spansOf = new Map(pairs.map(({ a, b, spans }): [number, readonly Span[]] => [a * count + b, spans]));
  const classes = new Map<string, number[]>();
  for (let b = 0; b < count; b++) {
    if (fixedOffset[b]! >= 0) continue;
    const alone = aloneText(problem, b, modulus[b]!);
    const alike = classes.get(alone) ?? [];
    classes.set(alone, alike);
    // The last of its chain is enough to compare with: what is alike two by two is alike altogether.
    const at = alike.findIndex((other) => interchangeable(rows[other]!, rows[b]!, other, b));
    if (at < 0) {
      alike.push(b);
      continue;
    }
    const earlier = alike[at]!;
    alike[at] = b;
    twins.next[earlier] = b;
    twins.earlier[b] = earlier;
    twins.step[earlier] = stepOf(spansOf.get(earlier * count + b) ?? []);
  }
  return twins;
}

/** What is said of a body alone. */
function aloneText({ size, residue, extents, withinBank }: BodyProblem, b: number, modulus: number): string {
  const pieces = withinBank.filter(({ body }) => body === b).map(({ from, to }) => `${from}:${to}`);
  const bytes = extents[b]!.map(({ from, to }) => `${from}:${to}`);
  return [size[b], modulus, residue[b], bytes.join(), pieces.toSorted().join()].join("|");
}

function banksText(banks: readonly (readonly { readonly from: number; readonly to: number }[])[]): string {
  return banks
    .map((pieces) => `/${pieces.map(({ from, to }) => `${from}:${to}`).join("-")}`)
    .toSorted()
    .join("");
}

function interchangeable(p: Map<number, string>, q: Map<number, string>, a: number, b: number): boolean {
  if (p.size !== q.size || p.get(b) !== q.get(a)) return false;
  for (const [other, text] of p) if (other !== b && q.get(other) !== text) return false;
  return true;
}

/** Bytes that the upper of two lies above the lower at least. */
function stepOf(spans: readonly Span[]): number {
  return spans.find(({ low, high }) => low < 0 && high > 0)?.high ?? 0;
}
