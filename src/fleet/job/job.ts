import { Digest, keyOfColumns } from "../../keys/index.js";
import { compile } from "../../model/compile.js";
import {
  checkColumns,
  emptyColumns,
  InputError,
  isConstrained,
  isHinted,
  type Problem,
  type ProblemColumns,
  problemOver,
  toColumns,
} from "../../problem/index.js";
import { type Names, nameless } from "./nameless.js";

/** How a problem is planned: together with it and the solver's version, what an answer depends on. */
export interface JobOptions {
  /** Look for the least peak, and not only for a plan that fits. */
  readonly minimize: boolean;
  /** Milliseconds of planning; null is no limit. */
  readonly timeLimitMs: number | null;
  /** Steps of the search; null is no limit. */
  readonly stepLimit: number | null;
  readonly seed: number;
  readonly policy: "learned" | "rules";
}

export const DEFAULT_OPTIONS: JobOptions = {
  minimize: false,
  timeLimitMs: 10_000,
  stepLimit: null,
  seed: 0,
  policy: "learned",
};

/** A problem on its way to the workers, and what stays behind with its batch. */
export interface Job {
  /** SHA-256 of the problem without names, its options and the solver's version: 64 hexadecimal digits. */
  readonly id: string;
  /** What a worker reads with `readTask`: JSON. */
  readonly text: string;
  readonly names: Names;
}

/** What a worker is asked. Either problem is valid, and calls things by position. */
export interface Task {
  readonly options: JobOptions;
  /** A problem without constraints and hints; null for any other. */
  readonly columns: ProblemColumns | null;
  readonly problem: Problem;
}

/** What is written of columns, in this order; those that say nothing are left out. */
interface Written {
  readonly capacity?: number;
  readonly base?: number;
  readonly lower: readonly number[];
  readonly upper: readonly number[];
  readonly size: readonly number[];
  readonly alignment?: readonly number[];
  readonly fixedOffset?: readonly number[];
}

const FORM = 1;

/**
 * Makes the job of a problem.
 *
 * @param version of the solver
 * @throws InputError for a problem that is not valid
 */
export function makeJob(problem: Problem, options: JobOptions, version: string): Job {
  if (isConstrained(problem) || isHinted(problem)) {
    compile(problem);
    const { problem: bare, names } = nameless(problem);
    const text = JSON.stringify({ form: FORM, options, problem: bare });
    return { id: idOfObject(bare, options, version), text, names };
  }
  const columns = toColumns(problem);
  const text = JSON.stringify({ form: FORM, options, columns: written(columns) });
  const { ids, count } = columns;
  let own = false;
  for (let b = 0; b < count && !own; b++) own = ids !== null && ids.at(b) !== `${b}`;
  const buffers = own ? Array.from({ length: count }, (_, b) => ids!.at(b)!) : null;
  const names: Names = { buffers, memories: null, operators: null };
  return { id: keyOfColumns(columns, parametersOf(options, version), "hex"), text, names };
}

/**
 * Reads a job. It is input like any other: whoever can write to the queue may have written it.
 *
 * @throws InputError where the text is no job, its problem is not valid, or it is another one than its id says
 */
export function readTask(id: string, text: string, version: string): Task {
  const { form, options, columns: packed, problem: given } = parsed(text);
  if (form !== FORM) refuse(`form ${JSON.stringify(form)} is none that this version reads`);
  const asked = checkedOptions(options);
  if ((packed === undefined) === (given === undefined)) refuse("it has no problem, or two");
  let task: Task;
  let found: string;
  if (packed !== undefined) {
    const columns = readColumns(packed as Written);
    task = { options: asked, columns, problem: problemOver(columns, null) };
    found = keyOfColumns(columns, parametersOf(asked, version), "hex");
  } else {
    const problem = given as Problem;
    if (typeof problem !== "object" || problem === null) refuse("its problem is no object");
    compile(problem);
    task = { options: asked, columns: null, problem };
    found = idOfObject(problem, asked, version);
  }
  if (found !== id) refuse("its content is not what its id says");
  return task;
}

function parametersOf({ minimize, timeLimitMs, stepLimit, seed, policy }: JobOptions, version: string): object {
  return { minimize, timeLimitMs, stepLimit, seed, policy, version };
}

function idOfObject(problem: Problem, options: JobOptions, version: string): string {
  const digest = new Digest();
  digest.text(`constrained ${Object.values(parametersOf(options, version)).join(" ")}`);
  digest.value(problem);
  return digest.end("hex");
}

function written({ capacity, base, lower, upper, size, alignment, fixedOffset }: ProblemColumns): Written {
  return {
    ...(Number.isFinite(capacity) && { capacity }),
    ...(base !== 0 && { base }),
    lower: [...lower],
    upper: [...upper],
    size: [...size],
    ...(alignment.some((bytes) => bytes !== 1) && { alignment: [...alignment] }),
    ...(fixedOffset.some((offset) => offset !== -1) && { fixedOffset: [...fixedOffset] }),
  };
}

function readColumns(given: Written): ProblemColumns {
  if (typeof given !== "object" || given === null) refuse("its columns are no object");
  const { capacity = Number.POSITIVE_INFINITY, base = 0 } = given;
  const count = Array.isArray(given.lower) ? given.lower.length : refuse("column lower is no list");
  const columns = emptyColumns(count, { capacity, base, ids: null });
  for (const name of ["lower", "upper", "size", "alignment", "fixedOffset"] as const) {
    const list = given[name];
    if (list === undefined && (name === "alignment" || name === "fixedOffset")) continue;
    if (!Array.isArray(list) || list.length !== count) refuse(`column ${name} is no list of ${count} numbers`);
    const numbers = list as unknown[];
    for (let b = 0; b < count; b++) {
      if (typeof numbers[b] !== "number") refuse(`row ${b} of column ${name} is no number`);
      columns[name][b] = numbers[b] as number;
    }
  }
  checkColumns(columns);
  return columns;
}

function checkedOptions(options: unknown): JobOptions {
  if (typeof options !== "object" || options === null) refuse("it has no options");
  const { minimize, timeLimitMs, stepLimit, seed, policy } = options as JobOptions;
  const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
  const isTime = timeLimitMs === null || (Number.isFinite(timeLimitMs) && timeLimitMs >= 0);
  if (typeof minimize !== "boolean") refuse("option minimize is neither true nor false");
  if (!isTime) refuse(`option timeLimitMs is ${JSON.stringify(timeLimitMs)}`);
  if (stepLimit !== null && !isCount(stepLimit)) refuse(`option stepLimit is ${JSON.stringify(stepLimit)}`);
  if (!isCount(seed)) refuse(`option seed is ${JSON.stringify(seed)}`);
  if (policy !== "learned" && policy !== "rules") refuse(`option policy is ${JSON.stringify(policy)}`);
  return { minimize, timeLimitMs, stepLimit, seed, policy };
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    refuse((cause as Error).message);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) refuse("it is no object");
  return value as Readonly<Record<string, unknown>>;
}

function refuse(why: string): never {
  throw new InputError(`the job is not as it was written: ${why}`);
}
