import { emptyColumns, type InputError, type ProblemColumns } from "../../problem/index.js";
import { type Fault, refuse, shorten } from "../faults.js";

/** A problem as it came over the wire: fields named as in the .proto. */
export interface RawProblem {
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
export function columnsOf(raw: RawProblem, path: string): ProblemColumns {
  const { lower = NONE, upper = NONE, size = NONE, alignment = NONE, id = [] } = raw;
  const { fixed_index = NONE, fixed_offset = NONE, hint_index = NONE, hint_offset = NONE } = raw;
  const count = lower.length;
  sameLength(`${path}.upper`, upper.length, `${path}.lower`, count);
  sameLength(`${path}.size`, size.length, `${path}.lower`, count);
  if (alignment.length > 0) sameLength(`${path}.alignment`, alignment.length, `${path}.lower`, count);
  if (id.length > 0) sameLength(`${path}.id`, id.length, `${path}.lower`, count);
  checkSparse(fixed_index, fixed_offset, count, `${path}.fixed`);
  checkSparse(hint_index, hint_offset, count, `${path}.hint`);
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

function sameLength(field: string, length: number, other: string, wanted: number): void {
  if (length === wanted) return;
  const message = `${field} has ${length} entries, and ${other} has ${wanted}: both describe the same buffers`;
  throw refuse("INVALID_FIELD", message, field);
}

function checkSparse(index: Float64Array, offset: Float64Array, count: number, path: string): void {
  sameLength(`${path}_offset`, offset.length, `${path}_index`, index.length);
  if (index.length === 0) return;
  const given = new Uint8Array(count);
  for (let k = 0; k < index.length; k++) {
    const at = index[k]!;
    const field = `${path}_index[${k}]`;
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

/** What was found wrong with a problem, said of the request's field. */
export function inputFault(error: InputError, raw: RawProblem, path: string): Fault {
  const { bufferIndex, field } = error.culprit;
  // A name may be long, and it comes first in the message: the name is cut rather than what is said of it.
  const id = bufferIndex === undefined ? undefined : raw.id?.[bufferIndex];
  const message =
    id === undefined ? error.message : error.message.replaceAll(JSON.stringify(id), JSON.stringify(shorten(id, 60)));
  return refuse("INVALID_PROBLEM", message, fieldOf(bufferIndex, field, raw, path)).fault;
}

function fieldOf(index: number | undefined, field: string | undefined, raw: RawProblem, path: string): string {
  if (field === undefined) return index === undefined ? path : `${path}.size[${index}]`;
  if (index === undefined) return `${path}.${field}`;
  if (field === "offset") return `${path}.fixed_offset[${raw.fixed_index?.indexOf(index)}]`;
  return `${path}.${field}[${index}]`;
}
