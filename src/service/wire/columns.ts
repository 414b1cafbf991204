import type { Buffer, InputError, Problem } from "../../problem/index.js";
import { type Fault, refuse, shorten } from "../faults.js";

/** A problem as it came over the wire: columns, named as in the .proto. */
export interface RawProblem {
  readonly lower?: readonly number[];
  readonly upper?: readonly number[];
  readonly size?: readonly number[];
  readonly alignment?: readonly number[];
  readonly id?: readonly string[];
  readonly fixed_index?: readonly number[];
  readonly fixed_offset?: readonly number[];
  readonly hint_index?: readonly number[];
  readonly hint_offset?: readonly number[];
  readonly capacity?: number;
  readonly base?: number;
}

/** A problem that `validate` has passed, as flat numbers: without names and hints, on which no answer depends. */
export interface PackedProblem {
  readonly count: number;
  /** lower, upper and size of all buffers, one column after the other; then the alignments, unless all are 1. */
  readonly numbers: Float64Array;
  /** Index and offset of every fixed buffer, in pairs, by index. */
  readonly fixed: Float64Array;
  /** Bytes; Infinity where there is none. */
  readonly capacity: number;
  /** Where the memory begins, in bytes. */
  readonly base: number;
}

const NONE: readonly never[] = [];

/**
 * The problem as objects, its columns checked against each other. What `validate` checks is not checked here.
 *
 * @param path of the problem within the request, as in `plan.problem`.
 * @throws ServiceError for columns of different lengths, and for indices out of range or given twice.
 */
export function toProblem(raw: RawProblem, path: string): Problem {
  const { lower = NONE, upper = NONE, size = NONE, alignment = NONE, id = NONE } = raw;
  const count = lower.length;
  sameLength(`${path}.upper`, upper.length, `${path}.lower`, count);
  sameLength(`${path}.size`, size.length, `${path}.lower`, count);
  if (alignment.length > 0) sameLength(`${path}.alignment`, alignment.length, `${path}.lower`, count);
  if (id.length > 0) sameLength(`${path}.id`, id.length, `${path}.lower`, count);
  const fixed = sparse(raw.fixed_index ?? NONE, raw.fixed_offset ?? NONE, count, `${path}.fixed`);
  const hints = sparse(raw.hint_index ?? NONE, raw.hint_offset ?? NONE, count, `${path}.hint`);
  const named = id.length > 0;
  const aligned = alignment.length > 0;
  const buffers: Buffer[] = new Array(count);
  for (let i = 0; i < count; i++) {
    buffers[i] = {
      id: named ? id[i]! : nameOf(i),
      lower: lower[i]!,
      upper: upper[i]!,
      size: size[i]!,
      alignment: aligned ? alignment[i]! : undefined,
      offset: fixed?.get(i),
      hint: hints?.get(i),
    };
  }
  return { buffers, ...memoryOf(raw) };
}

/** Capacity and base as the request has them. */
function memoryOf({ capacity, base }: RawProblem): Omit<Problem, "buffers"> {
  return { ...(capacity !== undefined && { capacity }), ...(base !== undefined && { base }) };
}

function sameLength(field: string, length: number, other: string, wanted: number): void {
  if (length === wanted) return;
  const message = `${field} has ${length} entries, and ${other} has ${wanted}: both describe the same buffers`;
  throw refuse("INVALID_FIELD", message, field);
}

function sparse(
  index: readonly number[],
  offset: readonly number[],
  count: number,
  path: string,
): Map<number, number> | null {
  sameLength(`${path}_offset`, offset.length, `${path}_index`, index.length);
  if (index.length === 0) return null;
  const found = new Map<number, number>();
  for (let k = 0; k < index.length; k++) {
    const at = index[k]!;
    const field = `${path}_index[${k}]`;
    if (at < 0 || at >= count) {
      throw refuse("INVALID_FIELD", `${field} must be from 0 to ${count - 1}, got ${at}`, field);
    }
    if (found.has(at)) throw refuse("INVALID_FIELD", `${field}: buffer ${at} comes twice`, field);
    found.set(at, offset[k]!);
  }
  return found;
}

const names: string[] = [];

/** The decimal of an index; made once. */
function nameOf(index: number): string {
  while (names.length <= index) names.push(String(names.length));
  return names[index]!;
}

/** What `validate` or the simulator found wrong with a problem, said of the request's field. */
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
  if (field === "hint") return `${path}.hint_offset[${raw.hint_index?.indexOf(index)}]`;
  return `${path}.${field}[${index}]`;
}

/** Lays out a problem that has passed `validate`. */
export function packProblem(raw: RawProblem): PackedProblem {
  const { lower = NONE, upper = NONE, size = NONE, alignment = NONE, fixed_index = NONE, fixed_offset = NONE } = raw;
  const count = lower.length;
  const aligned = alignment.some((value) => value !== 1);
  const numbers = new Float64Array((aligned ? 4 : 3) * count);
  numbers.set(lower);
  numbers.set(upper, count);
  numbers.set(size, 2 * count);
  if (aligned) numbers.set(alignment, 3 * count);
  // An offset of −1 says the same as none.
  const order = Array.from(fixed_index.keys()).filter((k) => fixed_offset[k] !== -1);
  order.sort((a, b) => fixed_index[a]! - fixed_index[b]!);
  const fixed = Float64Array.from(order.flatMap((k) => [fixed_index[k]!, fixed_offset[k]!]));
  return { count, numbers, fixed, capacity: raw.capacity ?? Number.POSITIVE_INFINITY, base: raw.base ?? 0 };
}

/** The problem again, its buffers named by their index. */
export function unpackProblem({ count, numbers, fixed, capacity, base }: PackedProblem): Problem {
  const aligned = numbers.length > 3 * count;
  const buffers = new Array<Buffer>(count);
  for (let i = 0; i < count; i++) {
    buffers[i] = {
      id: nameOf(i),
      lower: numbers[i]!,
      upper: numbers[count + i]!,
      size: numbers[2 * count + i]!,
      alignment: aligned ? numbers[3 * count + i]! : undefined,
      offset: undefined,
    };
  }
  for (let k = 0; k < fixed.length; k += 2) buffers[fixed[k]!] = { ...buffers[fixed[k]!]!, offset: fixed[k + 1]! };
  return { buffers, base, ...(capacity !== Number.POSITIVE_INFINITY && { capacity }) };
}
