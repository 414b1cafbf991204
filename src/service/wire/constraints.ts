import {
  type Apart,
  type Buffer,
  type Gap,
  type Memory,
  type MemoryChoice,
  type Problem,
  TERMS,
  type Term,
} from "../../problem/index.js";
import { enumNumbers } from "../../proto/index.js";
import { refuse } from "../faults.js";
import { checkBuffer, checkIndices, checkLengths, sameLength } from "./columns.js";
import type { Naming, RawConstraints, RawPairs, RawProblem, RawTie } from "./raw-problem.js";
import { addCounts, checkSpeeds, operatorsOf } from "./tiers.js";

// A problem with constraints, made of its fields. That indices mean something is checked here; what the constraints say
// is for `compile` to judge.

/** Entries that the lists of a problem may have together, and pairs of buffers that they may stand for. */
export const MAX_CONSTRAINTS = 1_000_000;

const NONE = new Float64Array(0);
const TERM = enumNumbers("Term", TERMS);
const WORDS: ReadonlyMap<number, Term> = new Map(TERMS.map((term) => [TERM[term], term]));

/**
 * The problem as an object. What is absent is absent in it too.
 *
 * @param path of the problem within the request, as in `plan.problem`.
 * @throws ServiceError for columns of different lengths, indices out of range, and what comes twice.
 */
export function problemOf(raw: RawProblem, path: string, names: Naming): Problem {
  const count = checkLengths(raw, path);
  checkPairs(raw, count, path);
  checkSpeeds(raw.memories ?? [], path);
  const { memories = [], capacity, base } = raw;
  const term = termReader();
  const minimize = Array.from(raw.minimize ?? NONE, (value, i) => term(value, `${path}.minimize[${i}]`));
  const problem: Problem = {
    buffers: buffersOf(raw, count, path, names),
    ...(capacity !== undefined && { capacity }),
    ...(base !== undefined && { base }),
    ...(memories.length > 0 && { memories: memoriesOf(raw, names) }),
    ...listsOf(raw, count, path, names),
    ...operatorsOf(raw, count, path, names),
    ...(minimize.length > 0 && { minimize }),
    ...(raw.limits !== undefined && { limits: limitsOf(raw.limits, path) }),
  };
  return problem;
}

function memoriesOf({ memories = [] }: RawProblem, names: Naming): Memory[] {
  return memories.map(({ reserved, ...numbers }, m) => {
    const ranges = reserved?.map(({ from = 0, to = 0 }) => ({ from, to }));
    return { ...numbers, id: names.memory(m), ...(ranges !== undefined && { reserved: ranges }) };
  });
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function buffersOf(raw: RawProblem, count: number, path: string, names: Naming): Buffer[] {
  const { lower = NONE, upper = NONE, size = NONE, alignment = NONE, memory_index = NONE } = raw;
  const { fixed_index = NONE, fixed_offset = NONE, hint_index = NONE, hint_offset = NONE } = raw;
  const buffers = Array.from(lower, (from, b): Mutable<Buffer> => {
    const buffer = { id: names.buffer(b), lower: from, upper: upper[b]!, size: size[b]! };
    return (alignment[b] ?? 0) === 0 ? buffer : { ...buffer, alignment: alignment[b]! };
  });
  for (let k = 0; k < fixed_index.length; k++) buffers[fixed_index[k]!]!.offset = fixed_offset[k]!;
  for (let k = 0; k < hint_index.length; k++) buffers[hint_index[k]!]!.hint = hint_offset[k]!;
  const { memories = [], exclusive_index = NONE, within_bank_index = NONE } = raw;
  if (memory_index.length > 0) sameLength(`${path}.memory_index`, memory_index.length, `${path}.lower`, count);
  for (let b = 0; b < memory_index.length; b++) {
    if (memory_index[b] === -1) continue;
    checkMemory(memory_index[b]!, memories.length, `${path}.memory_index[${b}]`);
    buffers[b]!.memory = names.memory(memory_index[b]!);
  }
  addChoices(raw, buffers, path, names);
  addGaps(raw, buffers, path);
  checkIndices(exclusive_index, count, `${path}.exclusive_index`);
  for (const b of exclusive_index) buffers[b]!.exclusive = true;
  checkIndices(within_bank_index, count, `${path}.within_bank_index`);
  for (const b of within_bank_index) buffers[b]!.withinBank = true;
  addClocks(raw, buffers, path);
  addCounts(raw, buffers, path);
  return buffers;
}

function checkMemory(index: number, count: number, field: string): void {
  if (index >= 0 && index < count) return;
  const wanted = count === 0 ? "−1: the problem lists no memories" : `from 0 to ${count - 1}`;
  throw refuse("INVALID_FIELD", `${field} must be ${wanted}, got ${index}`, field);
}

function addChoices(raw: RawProblem, buffers: Mutable<Buffer>[], path: string, names: Naming): void {
  const { memories = [], memory_choices = [] } = raw;
  const chosen = new Map<number, MemoryChoice[]>();
  for (const [k, { buffer_index = 0, memory_index = 0, cost }] of memory_choices.entries()) {
    const at = `${path}.memory_choices[${k}]`;
    checkBuffer(buffer_index, buffers.length, `${at}.buffer_index`);
    checkMemory(memory_index, memories.length, `${at}.memory_index`);
    const choices = chosen.get(buffer_index) ?? [];
    chosen.set(buffer_index, choices);
    choices.push({ id: names.memory(memory_index), ...(cost !== undefined && { cost }) });
  }
  for (const [b, choices] of chosen) buffers[b]!.memories = choices;
}

function addGaps({ gaps = [] }: RawProblem, buffers: Mutable<Buffer>[], path: string): void {
  const found = new Map<number, Gap[]>();
  for (const [k, { buffer_index = 0, lower = 0, upper = 0, from, to }] of gaps.entries()) {
    checkBuffer(buffer_index, buffers.length, `${path}.gaps[${k}].buffer_index`);
    const own = found.get(buffer_index) ?? [];
    found.set(buffer_index, own);
    own.push({ lower, upper, ...(from !== undefined && { from }), ...(to !== undefined && { to }) });
  }
  for (const [b, own] of found) buffers[b]!.gaps = own;
}

function addClocks(raw: RawProblem, buffers: Mutable<Buffer>[], path: string): void {
  const { clock_lower = NONE, clock_upper = NONE } = raw;
  const { length } = clock_lower;
  sameLength(`${path}.clock_upper`, clock_upper.length, `${path}.clock_lower`, length);
  if (length === 0) return;
  const entries = length / buffers.length;
  if (!Number.isInteger(entries)) {
    const field = `${path}.clock_lower`;
    throw refuse("INVALID_FIELD", `${field} has ${length} entries, not as many for each of ${buffers.length}`, field);
  }
  for (const [b, buffer] of buffers.entries()) {
    const [from, to] = [b * entries, (b + 1) * entries];
    buffer.clock = { lower: [...clock_lower.subarray(from, to)], upper: [...clock_upper.subarray(from, to)] };
  }
}

type Lists = Pick<Problem, "aliases" | "apart" | "free" | "inplace">;

function listsOf(raw: RawConstraints, count: number, path: string, names: Naming): Lists {
  const { aliases, apart, free, inplace } = raw;
  const ties = (list: readonly RawTie[], field: string) =>
    list.map(({ buffer_index = 0, of_index = 0, at }, k) => {
      checkBuffer(buffer_index, count, `${path}.${field}[${k}].buffer_index`);
      checkBuffer(of_index, count, `${path}.${field}[${k}].of_index`);
      return { buffer: names.buffer(buffer_index), of: names.buffer(of_index), ...(at !== undefined && { at }) };
    });
  const members = ({ buffer_index = [], groups = [] }: RawPairs) => ({
    ...(buffer_index.length > 0 && { buffers: buffer_index.map(names.buffer) }),
    ...(groups.length > 0 && { groups: groups.map((group) => (group.buffer_index ?? []).map(names.buffer)) }),
  });
  return {
    ...(aliases !== undefined && { aliases: ties(aliases, "aliases") }),
    ...(apart !== undefined && {
      apart: apart.map(({ buffer_index, groups, ...rule }): Apart => {
        return { ...members({ buffer_index, groups } as RawPairs), ...rule };
      }),
    }),
    ...(free !== undefined && { free: free.map(members) }),
    ...(inplace !== undefined && { inplace: ties(inplace, "inplace") }),
  };
}

/** Checks the buffers of `apart` and `free`, and how many pairs they stand for. @throws ServiceError */
function checkPairs({ apart = [], free = [] }: RawConstraints, count: number, path: string): void {
  let pairs = 0;
  for (const [field, list] of Object.entries({ apart, free })) {
    for (const [k, { buffer_index = [], groups = [] }] of (list as readonly RawPairs[]).entries()) {
      const at = `${path}.${field}[${k}]`;
      for (const [i, index] of buffer_index.entries()) checkBuffer(index, count, `${at}.buffer_index[${i}]`);
      pairs += (buffer_index.length * (buffer_index.length - 1)) / 2;
      let before = 0;
      for (const [g, { buffer_index: members = [] }] of groups.entries()) {
        for (const [i, index] of members.entries()) {
          checkBuffer(index, count, `${at}.groups[${g}].buffer_index[${i}]`);
        }
        pairs += before * members.length;
        before += members.length;
      }
      if (pairs > MAX_CONSTRAINTS) {
        const text = `${at}: the lists up to this entry stand for ${pairs} pairs, ${MAX_CONSTRAINTS} at most`;
        throw refuse("TOO_MANY_CONSTRAINTS", text, at);
      }
    }
  }
}

/** Reads terms, each once. */
function termReader(): (value: number, field: string) => Term {
  const seen = new Set<Term>();
  return (value, field) => {
    const term = WORDS.get(value);
    if (term === undefined) throw refuse("INVALID_FIELD", `${field} must name a term, got ${value}`, field);
    if (seen.has(term)) throw refuse("INVALID_FIELD", `${field}: the term ${term} comes twice`, field);
    seen.add(term);
    return term;
  };
}

function limitsOf(limits: NonNullable<RawConstraints["limits"]>, path: string): NonNullable<Problem["limits"]> {
  const read = termReader();
  const found: Partial<Record<Term, number>> = {};
  for (const [k, { term = 0, value = 0 }] of limits.entries()) {
    const at = `${path}.limits[${k}]`;
    found[read(term, `${at}.term`)] = value;
    if (value < 0) throw refuse("INVALID_FIELD", `${at}.value must be ≥ 0, got ${value}`, `${at}.value`);
  }
  return found;
}
