import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { InputError, type Problem, validate } from "../../problem/index.js";
import { UsageError } from "../errors.js";
import { describeSystemError } from "../system-errors.js";

/** A problem as a server has logged it. Buffers are called by their position. */
export interface LoggedProblem {
  /** SHA-256 of rows and memory, in hexadecimal. */
  readonly id: string;
  readonly problem: Problem;
  /** The least peak was asked for. */
  readonly minimize: boolean;
}

/** One problem in so many is held out of training, to be evaluated on. */
const HELD_OUT = 4;

/**
 * Whether a problem is held out. It goes by the problem alone, so that it is the same for whoever asks, whatever else
 * is in the logs.
 */
export function isHeldOut({ id }: Pick<LoggedProblem, "id">): boolean {
  return Number.parseInt(id.slice(0, 8), 16) % HELD_OUT === 0;
}

/**
 * The problems of a server's problem log: one file, or all .jsonl files of a folder in the order of their names. Equal
 * problems count once. A line that cannot be used is told, with its place, and left out.
 *
 * @throws UsageError where nothing can be read
 */
export function readProblemLogs(path: string, tell: (message: string) => void): LoggedProblem[] {
  const found = new Map<string, LoggedProblem>();
  for (const file of filesOf(path)) {
    let text: string;
    try {
      text = readFileSync(file, "utf8");
    } catch (error) {
      throw new UsageError(`--from: cannot read ${file}: ${describeSystemError(error)}`);
    }
    for (const [i, line] of text.split("\n").entries()) {
      if (line.trim() === "") continue;
      try {
        const logged = parseLine(line);
        found.set(logged.id, logged);
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        tell(`${file}:${i + 1}: left out: ${error.message}`);
      }
    }
  }
  return [...found.values()];
}

function filesOf(path: string): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    const names = readdirSync(path).filter((name) => name.endsWith(".jsonl"));
    if (names.length === 0) throw new UsageError(`--from: there are no .jsonl files in ${path}`);
    return names.sort().map((name) => join(path, name));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`--from: cannot read ${path}: ${describeSystemError(error)}`);
  }
}

const COLUMNS = ["lower", "upper", "size", "alignment", "offset"] as const;
const NEEDED: readonly string[] = ["lower", "upper", "size"];
const KEYS: readonly string[] = [...COLUMNS, "capacity", "base"];

/** @throws InputError that says what is wrong with the line */
function parseLine(line: string): LoggedProblem {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new InputError("the line is no JSON, or was cut off");
  }
  const { version, id, minimize, problem } = objectOf(value, "the line");
  if (version !== 1) throw new InputError(`it has version ${String(version)}, this telaplan reads 1`);
  const raw = objectOf(problem, "problem");
  for (const key of Object.keys(raw)) if (!KEYS.includes(key)) throw new InputError(`problem has an unknown ${key}`);
  const columns = new Map<string, readonly number[]>();
  for (const name of COLUMNS) {
    const column = raw[name];
    if (column === undefined && !NEEDED.includes(name)) continue;
    if (!Array.isArray(column)) throw new InputError(`problem.${name} is no list`);
    columns.set(name, column as number[]);
  }
  const count = columns.get("lower")!.length;
  for (const [name, { length }] of columns) {
    if (length !== count) throw new InputError(`problem.${name} has ${length} entries, lower has ${count}`);
  }
  if (id !== createHash("sha256").update(JSON.stringify(problem)).digest("hex")) {
    throw new InputError("its id is not the hash of its problem");
  }
  const { capacity, base } = raw as { capacity?: number; base?: number };
  const made: Problem = {
    ...(capacity !== undefined && { capacity }),
    ...(base !== undefined && { base }),
    buffers: Array.from({ length: count }, (_, b) => {
      const at = (name: (typeof COLUMNS)[number]): number => columns.get(name)![b]!;
      const offset = columns.has("offset") ? at("offset") : -1;
      return {
        id: String(b),
        lower: at("lower"),
        upper: at("upper"),
        size: at("size"),
        ...(columns.has("alignment") && { alignment: at("alignment") }),
        ...(offset !== -1 && { offset }),
      };
    }),
  };
  validate(made);
  return { id: id as string, problem: made, minimize: minimize === true };
}

function objectOf(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new InputError(`${what} is no object`);
  return value as Record<string, unknown>;
}
