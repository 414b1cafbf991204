import { createReadStream, readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { createInterface } from "node:readline";
import type { Submitted } from "../../fleet/index.js";
import { parse } from "../../formats/index.js";
import type { Buffer as Entry, Problem } from "../../problem/index.js";
import { UsageError } from "../errors.js";
import { describeSystemError } from "../system-errors.js";
import { displayName, STDIN } from "./files.js";
import { parseOptions, type ReadCommand, readDocument } from "./read.js";

/** Files of which each line is a problem. */
const LINES = /\.(jsonl|ndjson)$/i;

/**
 * The problems of a batch, one after the other: a file has one, a folder one in each of its files, and of JSON lines
 * and standard input each line is one. What cannot be read is told in its place.
 *
 * @param explain says what went wrong with a file
 */
export async function* problemsIn(
  sources: readonly string[],
  command: ReadCommand,
  tell: (message: string) => void,
  explain: (error: unknown, file: string) => string,
): AsyncGenerator<Submitted> {
  for (const source of sources) {
    for (const file of filesOf(source)) {
      if (file === STDIN || LINES.test(file)) yield* linesOf(file, command, tell, explain);
      else {
        let given: Submitted;
        try {
          given = { name: file, problem: (await readDocument(file, command, { tell })).problem };
        } catch (error) {
          given = { name: file, error: explain(error, file) };
        }
        yield given;
      }
    }
  }
}

/** @throws UsageError where a source is not there, or standard input is named twice */
export function lookAtSources(sources: readonly string[]): void {
  if (sources.filter((source) => source === STDIN).length > 1) {
    throw new UsageError(`${STDIN}: standard input can be read once`);
  }
  for (const source of sources) {
    if (source !== STDIN && statSync(source, { throwIfNoEntry: false }) === undefined) {
      throw new UsageError(`${source}: there is no such file or folder`);
    }
  }
}

/** A folder's files by name, without hidden ones; or the file itself. */
function filesOf(source: string): readonly string[] {
  if (source === STDIN || !statSync(source, { throwIfNoEntry: false })?.isDirectory()) return [source];
  const entries = readdirSync(source, { withFileTypes: true }).filter(({ name }) => !name.startsWith("."));
  const files = entries.filter((entry) => entry.isFile() || entry.isSymbolicLink()).map(({ name }) => name);
  return files.sort().map((name) => join(source, name));
}

async function* linesOf(
  file: string,
  command: ReadCommand,
  tell: (message: string) => void,
  explain: (error: unknown, file: string) => string,
): AsyncGenerator<Submitted> {
  const shown = displayName(file);
  const options = await parseOptions(file, command);
  const isPlain = Object.values(command).every((value) => value === undefined);
  let number = 0;
  try {
    const input = file === STDIN ? process.stdin : createReadStream(file);
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      number++;
      if (line.trim() === "") continue;
      yield lineOf(
        line,
        `${shown}:${number}`,
        isPlain,
        (text, name) => {
          const document = parse(Buffer.from(text), name, options);
          for (const note of document.notes) tell(`${shown}: ${note}`);
          return document.problem;
        },
        explain,
      );
    }
  } catch (error) {
    if (describeSystemError(error) === undefined) throw error;
    yield { name: shown, error: explain(error, file) };
  }
}

function lineOf(
  line: string,
  place: string,
  isPlain: boolean,
  read: (text: string, name: string) => Problem,
  explain: (error: unknown, file: string) => string,
): Submitted {
  let name = place;
  try {
    const value = parsed(line);
    if (typeof value?.name === "string" && value.name !== "") name = value.name;
    const simple = isPlain ? simpleIn(value) : null;
    return { name, problem: simple ?? read(line, place) };
  } catch (error) {
    return { name, error: explain(error, place) };
  }
}

type Loose = Readonly<Record<string, unknown>>;

function parsed(line: string): Loose | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null ? (value as Loose) : null;
  } catch {
    return null;
  }
}

const NUMBERS: ReadonlySet<string> = new Set(["lower", "upper", "size", "alignment", "offset"]);

/**
 * A problem that is written with the library's own keys and whole numbers, and nothing else: it needs no reader that
 * knows of other spellings, and of where a fault is. Null for all others.
 */
function simpleIn(value: Loose | null): Problem | null {
  if (value === null) return null;
  const { name: _, ...problem } = value;
  for (const key in problem) {
    const isNumber = (key === "capacity" || key === "base") && Number.isSafeInteger(problem[key]);
    if (key !== "buffers" && !isNumber) return null;
  }
  if (!Array.isArray(problem.buffers)) return null;
  for (const entry of problem.buffers as readonly unknown[]) {
    if (typeof entry !== "object" || entry === null) return null;
    const buffer = entry as Loose & Entry;
    if (typeof buffer.id !== "string" || buffer.lower === undefined || buffer.size === undefined) return null;
    for (const key in buffer) {
      if (key !== "id" && !(NUMBERS.has(key) && Number.isSafeInteger(buffer[key]))) return null;
    }
  }
  return problem as unknown as Problem;
}

/** What a problem's file in a folder of results is called: no two have the same, and any name will do. */
export function resultFile(index: number, name: string): string {
  const stem = basename(name).replace(/\.(json|csv)$/i, "");
  const safe = stem.replace(/[^\w.-]+/g, "_").slice(0, 100);
  return `${String(index).padStart(6, "0")}-${safe}.json`;
}
