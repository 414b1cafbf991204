import { emptyColumns, type ProblemColumns } from "../../problem/index.js";
import { refuse } from "../faults.js";

/** What every problem may have, as it came over the wire: fields named as in the .proto. */
export interface RawColumns {
  readonly lower?: Float64Array;
  readonly upper?: Float64Array;
  readonly size?: Float64Array;
  readonly alignment?: Float64Array;
  readonly id?: readonly string[];
  readonly fixed_index?: Float64Array;
  readonly fixed_offset?: Float64Array;
  readonly hint_index?: Float64Array;
  readonly hint_offset?: Float64Array;
  readonly capacity?: number;
  readonly base?: number;
}

const NONE = new Float64Array(0);

/**
 * The problem in columns, with its ids, their lengths checked against each other. What `checkColumns` checks is not
 * checked here, apart from hints, on which no answer depends and which end here.
 *
 * @param path of the problem within the request, as in `plan.problem`.
 * @throws ServiceError for columns of different lengths, for indices out of range or given twice, and for hints below
 * −1.
 */
export function columnsOf(raw: RawColumns, path: string): ProblemColumns {
  const count = checkLengths(raw, path);
  const { lower = NONE, upper = NONE, size = NONE, alignment = NONE, id = [] } = raw;
  const { fixed_index = NONE, fixed_offset = NONE, hint_offset = NONE } = raw;
  checkOffsets(hint_offset, `${path}.hint_offset`);
  const { capacity = Number.POSITIVE_INFINITY, base = 0 } = raw;
  const columns = emptyColumns(count, { capacity, base, ids: id.length > 0 ? id : null });
  columns.lower.set(lower);
  columns.upper.set(upper);
  columns.size.set(size);
  if (alignment.length > 0) columns.alignment.set(alignment);
  for (let k = 0; k < fixed_index.length; k++) columns.fixedOffset[fixed_index[k]!] = fixed_offset[k]!;
  return columns;
}

/**
 * Checks the lengths of columns against each other, and indices. Returns the number of buffers.
 *
 * @throws ServiceError
 */
export function checkLengths(raw: RawColumns, path: string): number {
  const { lower = NONE, upper = NONE, size = NONE, alignment = NONE, id = [] } = raw;
  const { fixed_index = NONE, fixed_offset = NONE, hint_index = NONE, hint_offset = NONE } = raw;
  const count = lower.length;
  sameLength(`${path}.upper`, upper.length, `${path}.lower`, count);
  sameLength(`${path}.size`, size.length, `${path}.lower`, count);
  if (alignment.length > 0) sameLength(`${path}.alignment`, alignment.length, `${path}.lower`, count);
  if (id.length > 0) sameLength(`${path}.id`, id.length, `${path}.lower`, count);
  sameLength(`${path}.fixed_offset`, fixed_offset.length, `${path}.fixed_index`, fixed_index.length);
  checkIndices(fixed_index, count, `${path}.fixed_index`);
  sameLength(`${path}.hint_offset`, hint_offset.length, `${path}.hint_index`, hint_index.length);
  checkIndices(hint_index, count, `${path}.hint_index`);
  return count;
}

/** @throws ServiceError where there is no such buffer */
export function checkBuffer(index: number, count: number, field: string): void {
  if (index >= 0 && index < count) return;
  const wanted = count === 0 ? "absent: the problem has no buffers" : `from 0 to ${count - 1}`;
  throw refuse("INVALID_FIELD", `${field} must be ${wanted}, got ${index}`, field);
}

/** @throws ServiceError where two fields that go together have not one length */
export function sameLength(field: string, length: number, other: string, wanted: number): void {
  if (length === wanted) return;
  const message = `${field} has ${length} entries, and ${other} has ${wanted}: both describe the same buffers`;
  throw refuse("INVALID_FIELD", message, field);
}

/** Checks that these are buffers, each once. @throws ServiceError */
export function checkIndices(index: Float64Array, count: number, path: string): void {
  if (index.length === 0) return;
  const given = new Uint8Array(count);
  for (let k = 0; k < index.length; k++) {
    const at = index[k]!;
    const field = `${path}[${k}]`;
    if (at < 0 || at >= count) {
      throw refuse("INVALID_FIELD", `${field} must be from 0 to ${count - 1}, got ${at}`, field);
    }
    if (given[at] === 1) throw refuse("INVALID_FIELD", `${field}: buffer ${at} comes twice`, field);
    given[at] = 1;
  }
}

/** @throws ServiceError for offsets below 0 that are not −1, which stands for none. */
export function checkOffsets(offsets: Float64Array, path: string): void {
  for (let k = 0; k < offsets.length; k++) {
    if (offsets[k]! >= -1) continue;
    const field = `${path}[${k}]`;
    throw refuse("INVALID_PROBLEM", `${field} must be ≥ 0 bytes, or −1 for none, got ${offsets[k]}`, field);
  }
}
