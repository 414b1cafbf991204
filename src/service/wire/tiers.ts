import type { Buffer, Operator, Problem } from "../../problem/index.js";
import { refuse } from "../faults.js";
import { checkBuffer, sameLength } from "./columns.js";
import type { Naming, RawList, RawMemory, RawProblem } from "./raw-problem.js";

// What decides the time that a plan takes, made of its fields: speeds of memories, operators, and counts of accesses.

const NONE = new Float64Array(0);

/** @throws ServiceError for speeds that no memory has */
export function checkSpeeds(memories: readonly RawMemory[], path: string): void {
  for (const [m, { bandwidth, latency }] of memories.entries()) {
    const at = `${path}.memories[${m}]`;
    if (bandwidth !== undefined && bandwidth <= 0) {
      const text = `${at}.bandwidth must be > 0 bytes a nanosecond, got ${bandwidth}`;
      throw refuse("INVALID_FIELD", text, `${at}.bandwidth`);
    }
    atLeastZero(`${at}.latency`, latency);
  }
}

function atLeastZero(field: string, nanoseconds = 0): void {
  if (nanoseconds >= 0) return;
  throw refuse("INVALID_FIELD", `${field} must be ≥ 0 nanoseconds, got ${nanoseconds}`, field);
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Puts counts of accesses into their buffers.
 *
 * @throws ServiceError for columns of another length, and for counts below −1
 */
export function addCounts(raw: RawProblem, buffers: Mutable<Buffer>[], path: string): void {
  for (const side of ["reads", "writes"] as const) {
    const counts = raw[side] ?? NONE;
    if (counts.length > 0) sameLength(`${path}.${side}`, counts.length, `${path}.lower`, buffers.length);
    for (let b = 0; b < counts.length; b++) {
      const count = counts[b]!;
      const field = `${path}.${side}[${b}]`;
      if (count < -1) throw refuse("INVALID_FIELD", `${field} must be ≥ 0, or −1 for the default, got ${count}`, field);
      if (count >= 0) buffers[b]![side] = count;
    }
  }
}

/**
 * The operators of a problem; without any, absent where the request does not say that there are none.
 *
 * @throws ServiceError for buffers that there are not, and for times below 0
 */
export function operatorsOf(raw: RawProblem, count: number, path: string, names: Naming): Pick<Problem, "operators"> {
  const { operators = [], no_operators = false } = raw;
  if (operators.length === 0) return no_operators ? { operators: [] } : {};
  if (no_operators) {
    const text = `${path}.no_operators goes without operators, of which there are ${operators.length}`;
    throw refuse("INVALID_FIELD", text, `${path}.no_operators`);
  }
  const idsOf = (list: RawList | undefined, at: string): readonly string[] | undefined =>
    list?.buffer_index === undefined
      ? list && []
      : list.buffer_index.map((index, i) => {
          checkBuffer(index, count, `${at}.buffer_index[${i}]`);
          return names.buffer(index);
        });
  const converted = operators.map(({ time = 0, compute = 0, reads, writes }, o): Operator => {
    const at = `${path}.operators[${o}]`;
    atLeastZero(`${at}.compute`, compute);
    const id = names.operator(o);
    const [read, written] = [idsOf(reads, `${at}.reads`), idsOf(writes, `${at}.writes`)];
    return {
      ...(id !== undefined && { id }),
      time,
      compute,
      ...(read !== undefined && { reads: read }),
      ...(written !== undefined && { writes: written }),
    };
  });
  return { operators: converted };
}

/** Positions of operators in the order in which they run; null where the problem lists none. */
export function runOrder({ operators }: Pick<Problem, "operators">): Int32Array | null {
  if (operators === undefined) return null;
  // Those of one time run as they are listed: the sort is stable, as that of typed arrays need not be.
  const order = Array.from(operators.keys()).sort((a, b) => operators[a]!.time - operators[b]!.time);
  return Int32Array.from(order);
}
