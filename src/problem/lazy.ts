import type { Buffer, Problem } from "./problem.js";
import type { ProblemColumns } from "./problem-columns.js";

/** What a problem was read as, for as long as nobody has asked for its buffers one by one. */
const BEHIND = new WeakMap<Problem, ProblemColumns>();

/** Problems whose buffers were made into objects, since the module was loaded: for those who test that none is. */
let opened = 0;

/**
 * A problem over columns that are valid. Its buffers are made into objects when somebody asks for them: a million of
 * them take a second and some hundred megabytes, and nothing between a file and its plan needs them.
 *
 * @param saysAlignment whether each row states its alignment, be it 1; null where none does
 */
export function problemOver(columns: ProblemColumns, saysAlignment: Uint8Array | null): Problem {
  const { capacity, base } = columns;
  const problem: Problem = {
    get buffers(): Buffer[] {
      opened++;
      BEHIND.delete(problem);
      const buffers = buffersOf(columns, saysAlignment);
      Object.defineProperty(problem, "buffers", { value: buffers, enumerable: true, writable: true });
      return buffers;
    },
    ...(capacity !== Number.POSITIVE_INFINITY && { capacity }),
    ...(base !== 0 && { base }),
  };
  BEHIND.set(problem, columns);
  return problem;
}

/**
 * The valid columns that a problem was made over; null where it was made otherwise, where its buffers are objects by
 * now, which somebody may have changed, or where it has another memory than it had.
 */
export function columnsBehind(problem: Problem): ProblemColumns | null {
  const columns = BEHIND.get(problem);
  if (columns === undefined) return null;
  const { capacity = Number.POSITIVE_INFINITY, base = 0 } = problem;
  return capacity === columns.capacity && base === columns.base ? columns : null;
}

/** How many buffers a problem has; none is made. */
export function bufferCount(problem: Problem): number {
  return columnsBehind(problem)?.count ?? problem.buffers.length;
}

/** How many problems over columns have had their buffers made. */
export function openedProblems(): number {
  return opened;
}

function buffersOf({ count, ids, ...columns }: ProblemColumns, saysAlignment: Uint8Array | null): Buffer[] {
  const buffers = new Array<Buffer>(count);
  for (let b = 0; b < count; b++) {
    const buffer: { -readonly [K in keyof Buffer]: Buffer[K] } = {
      id: ids === null ? String(b) : ids.at(b)!,
      lower: columns.lower[b]!,
      upper: columns.upper[b]!,
      size: columns.size[b]!,
    };
    if (saysAlignment !== null && saysAlignment[b] === 1) buffer.alignment = columns.alignment[b]!;
    if (columns.fixedOffset[b]! >= 0) buffer.offset = columns.fixedOffset[b]!;
    buffers[b] = buffer;
  }
  return buffers;
}
