import { type Buffer, InputError, type Problem, validate } from "../problem/index.js";

/**
 * Makes a problem smaller for as long as it keeps a property, one change at a time: fewer buffers, no alignments and fixed offsets,
 * smaller sizes, shorter lifetimes, earlier times. In the result no single change of these keeps it, unless `mostTries` came first.
 * The same problem and property give the same result.
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
      yield { ...rest, buffers: buffers.toSpliced(from, length) };
    }
  }
  for (const [i, buffer] of buffers.entries()) {
    for (const smaller of smallerBuffers(buffer)) yield { ...rest, buffers: buffers.with(i, smaller) };
  }
  const compressed = compressTime(buffers);
  if (compressed.some(({ lower, upper }, i) => lower !== buffers[i]!.lower || upper !== buffers[i]!.upper)) {
    yield { ...rest, buffers: compressed };
  }
  if (rest.capacity !== undefined && rest.capacity > 0) {
    for (const less of lower(rest.capacity, 0)) yield { ...rest, buffers, capacity: less };
  }
  if (rest.base !== undefined && rest.base > 0)
    for (const less of lower(rest.base, 0)) yield { ...rest, buffers, base: less };
}

function* smallerBuffers(buffer: Buffer): Generator<Buffer> {
  const { alignment, offset, hint, ...plain } = buffer;
  if (hint !== undefined) yield { ...plain, ...defined({ alignment, offset }) };
  if (alignment !== undefined) yield { ...plain, ...defined({ offset }) };
  if (offset !== undefined) yield { ...plain, ...defined({ alignment }) };
  for (const size of lower(buffer.size, 0)) yield { ...buffer, size };
  if (alignment !== undefined) for (const less of lower(alignment, 2)) yield { ...buffer, alignment: less };
  if (offset !== undefined) for (const less of lower(offset, 0)) yield { ...buffer, offset: less };
  if (buffer.upper > buffer.lower) {
    yield { ...buffer, upper: buffer.upper - 1 };
    yield { ...buffer, lower: buffer.lower + 1 };
  }
}

/** Half the way down to `least`, a tenth, one. */
function lower(value: number, least: number): number[] {
  const gap = value - least;
  const steps = [gap, gap >> 1, Math.floor(gap / 10), 1].filter((step) => step >= 1 && step <= gap);
  return [...new Set(steps)].map((step) => value - step);
}

function defined(fields: { alignment?: number | undefined; offset?: number | undefined }): Partial<Buffer> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** Lifetimes with their cuts counted from 0, without gaps. */
function compressTime(buffers: readonly Buffer[]): Buffer[] {
  const cuts = [...new Set(buffers.flatMap(({ lower, upper }) => [lower, upper]))].sort((a, b) => a - b);
  const rank = new Map(cuts.map((cut, i) => [cut, i]));
  return buffers.map((buffer) => ({ ...buffer, lower: rank.get(buffer.lower)!, upper: rank.get(buffer.upper)! }));
}

function isValid(problem: Problem): boolean {
  try {
    validate(problem);
    return true;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}
