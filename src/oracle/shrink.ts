import {
  type Buffer,
  InputError,
  isConstrained,
  type Problem,
  validate,
  validateBesidesConstraints,
} from "../problem/index.js";
import { fewerConstraints, withoutBuffers } from "./constrained/smaller.js";

/**
 * Makes a problem smaller for as long as it keeps a property, one change at a time: fewer buffers, no alignments and
 * fixed offsets, no constraints, smaller sizes, shorter lifetimes, earlier times, a lower base, no capacity or a
 * smaller one. A buffer that has bytes keeps one, and one that lives keeps a time to live. In the result no single
 * change of these keeps the property, unless `mostTries` came first. The same problem and property give the same
 * result. What constraints say is not checked: a property has to be false where they contradict themselves.
 *
 * @param has the property; it holds for `problem`. Only valid problems are asked.
 * @param mostTries how often `has` is asked at most; default 2,000.
 */
export async function shrink(
  problem: Problem,
  has: (candidate: Problem) => boolean | Promise<boolean>,
  mostTries = 2_000,
): Promise<Problem> {
  let best = problem;
  let tries = 0;
  for (let shrunk = true; shrunk; ) {
    shrunk = false;
    for (const candidate of candidatesOf(best)) {
      if (!isValid(candidate)) continue;
      if (++tries > mostTries) return best;
      if (!(await has(candidate))) continue;
      best = candidate;
      shrunk = true;
      break;
    }
  }
  return best;
}

/** Everything that is one change smaller, the greatest steps first. */
function* candidatesOf({ buffers, ...rest }: Problem): Generator<Problem> {
  for (let length = Math.ceil(buffers.length / 2); length >= 1; length >>= 1) {
    for (let from = 0; from < buffers.length; from += length) {
      yield withoutBuffers({ ...rest, buffers }, from, length);
    }
  }
  yield* fewerConstraints({ ...rest, buffers });
  for (const [i, buffer] of buffers.entries()) {
    for (const smaller of smallerBuffers(buffer)) yield { ...rest, buffers: buffers.with(i, smaller) };
  }
  const compressed = compressTime(buffers);
  if (compressed.some(({ lower, upper }, i) => lower !== buffers[i]!.lower || upper !== buffers[i]!.upper)) {
    yield { ...rest, buffers: compressed };
  }
  const { capacity, base, ...others } = rest;
  if (base !== undefined) yield* lowerBases(buffers, base, { ...others, ...defined({ capacity }) });
  if (capacity !== undefined) {
    yield { buffers, ...others, ...defined({ base }) };
    if (capacity !== Infinity) for (const less of lower(capacity, 0)) yield { buffers, ...rest, capacity: less };
  }
}

/** With the memory moved down, fixed offsets and hints included, or with more memory below. */
function* lowerBases(buffers: readonly Buffer[], base: number, rest: object): Generator<Problem> {
  if (base === 0) yield { buffers, ...rest };
  for (const less of lower(base, 0)) {
    const field = less === 0 ? {} : { base: less };
    const down = (bytes: number | undefined) => (bytes === undefined || bytes < 0 ? bytes : bytes - (base - less));
    yield {
      buffers: buffers.map(({ offset, hint, ...buffer }) => {
        return { ...buffer, ...defined({ offset: down(offset), hint: down(hint) }) };
      }),
      ...rest,
      ...field,
    };
    yield { buffers, ...rest, ...field };
  }
}

function* smallerBuffers(buffer: Buffer): Generator<Buffer> {
  const { alignment, offset, hint, ...plain } = buffer;
  if (hint !== undefined) yield { ...plain, ...defined({ alignment, offset }) };
  if (alignment !== undefined) yield { ...plain, ...defined({ offset }) };
  if (offset !== undefined) yield { ...plain, ...defined({ alignment }) };
  for (const size of lower(buffer.size, 1)) yield { ...buffer, size };
  if (alignment !== undefined) for (const less of lower(alignment, 2)) yield { ...buffer, alignment: less };
  if (offset !== undefined) for (const less of lower(offset, 0)) yield { ...buffer, offset: less };
  if (buffer.upper - buffer.lower > 1) {
    yield { ...buffer, upper: buffer.upper - 1 };
    yield { ...buffer, lower: buffer.lower + 1 };
  }
}

/** Half the way down to `least`, a tenth, one. */
function lower(value: number, least: number): number[] {
  const gap = value - least;
  const steps = [gap, Math.floor(gap / 2), Math.floor(gap / 10), 1].filter((step) => step >= 1 && step <= gap);
  return [...new Set(steps)].map((step) => value - step);
}

/** The fields that have a value. */
function defined<Field extends string>(fields: Record<Field, number | undefined>): Partial<Record<Field, number>> {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as Partial<Record<Field, number>>;
}

/** Lifetimes with their cuts counted from 0, without gaps. */
function compressTime(buffers: readonly Buffer[]): Buffer[] {
  const cuts = [...new Set(buffers.flatMap(({ lower, upper }) => [lower, upper]))].sort((a, b) => a - b);
  const rank = new Map(cuts.map((cut, i) => [cut, i]));
  return buffers.map((buffer) => ({ ...buffer, lower: rank.get(buffer.lower)!, upper: rank.get(buffer.upper)! }));
}

function isValid(problem: Problem): boolean {
  try {
    if (isConstrained(problem)) validateBesidesConstraints(problem);
    else validate(problem);
    return true;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}
