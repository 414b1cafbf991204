import { sha256 } from "./digest.js";

/** A buffer as the checker takes it; what else binds it, no proof covers. */
export interface CheckedBuffer {
  readonly lower: number;
  readonly upper: number;
  readonly size: number;
  readonly alignment?: number;
  /** Bytes; −1 or absent where it is free. */
  readonly offset?: number;
}

/** What a proof is about. */
export interface CheckedProblem {
  readonly buffers: readonly CheckedBuffer[];
  /** Bytes, default 0. */
  readonly base?: number;
}

/** A buffer with all that may be left out. */
export type Buffer = Required<CheckedBuffer>;

/** @throws Error with the reason, unless it holds */
export function need(holds: boolean, reason: string): asserts holds {
  if (!holds) throw new Error(reason);
}

/** The largest number that may stand in a problem or a proof. */
export const MOST = Number.MAX_SAFE_INTEGER;

/** @throws Error where a value is no whole number from `least` to `most` */
export function whole(value: unknown, what: string, least = 0, most = MOST): number {
  const fits = Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= most;
  need(fits, `${what} is no whole number from ${least} to ${most}`);
  return value as number;
}

/** Whether a buffer has bytes and lives: others meet nothing. */
export function isSolid({ size, lower, upper }: Buffer): boolean {
  return size > 0 && upper > lower;
}

/** The buffers of a problem. @throws Error where a key is none that proofs cover, or a number none that it may be */
export function readBuffers(problem: CheckedProblem): Buffer[] {
  refuseOthers(problem, "the problem", ["buffers", "base", "capacity", "name"]);
  whole(problem.base ?? 0, "base");
  return problem.buffers.map((given, b) => {
    refuseOthers(given, `buffer ${b}`, ["id", "lower", "upper", "size", "alignment", "offset"]);
    const take = (key: keyof Buffer, least: number, other?: number): number =>
      whole(given[key] ?? other, `buffer ${b}: ${key}`, least);
    const [lower, upper, size] = [take("lower", -MOST), take("upper", -MOST), take("size", 0)];
    return { lower, upper, size, alignment: take("alignment", 1, 1), offset: take("offset", -1, -1) };
  });
}

function refuseOthers(owner: object, where: string, known: readonly string[]): void {
  const other = Object.entries(owner).find(([key, value]) => value !== undefined && !known.includes(key));
  need(other === undefined, `${where}: ${other?.[0]} is not covered by proofs`);
}

/** SHA-256 of the canonical form of a problem, as docs/proof.md defines it, in hexadecimal. */
export function problemHash(problem: CheckedProblem): string {
  return sha256(canonical(problem));
}

function* canonical(problem: CheckedProblem): Generator<string> {
  yield `telaplan problem 1\nbase ${problem.base ?? 0}\n`;
  for (const { lower, upper, size, alignment, offset } of readBuffers(problem))
    yield `${lower} ${upper} ${size} ${alignment} ${offset}\n`;
}

/**
 * Checks a plan: every buffer within [base, base + peak), at a multiple of its alignment, where it is fixed if it is,
 * and no two that live together share a byte. The peak must be met.
 *
 * @throws Error with what is wrong
 */
export function checkPlan(buffers: readonly Buffer[], base: number, plan: readonly unknown[], peak: number): void {
  need(plan.length === buffers.length, "the plan has another number of buffers");
  const rows = buffers.map((buffer, b) => {
    const at = whole(plan[b], `the offset of buffer ${b}`, base, base + peak - buffer.size);
    const fits = at % buffer.alignment === 0 && (buffer.offset < 0 || at === buffer.offset);
    need(fits, `buffer ${b} may not lie at ${at}`);
    return { ...buffer, b, at, end: at + buffer.size };
  });
  const highest = rows.reduce((most, { end }) => Math.max(most, end), base);
  need(highest === base + peak, `the plan's peak is ${highest - base}, not ${peak}`);
  let live: typeof rows = [];
  for (const row of rows.filter(isSolid).sort((a, b) => a.lower - b.lower || a.b - b.b)) {
    live = live.filter(({ upper }) => upper > row.lower);
    const clash = live.find(({ at, end }) => at < row.end && row.at < end);
    need(clash === undefined, `buffer ${row.b} shares bytes with one that lives then`);
    live.push(row);
  }
}
