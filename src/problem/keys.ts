/**
 * The keys of problems and buffers that are made in code. Nothing goes by another name here than its own: a key that
 * means a constraint, nearly means something, or is how files spell a field, is refused where it says something. Any
 * other is the caller's own affair and is let pass.
 */
import { InputError } from "./errors.js";
import { columnsBehind } from "./lazy.js";
import type { Buffer, Problem } from "./problem.js";
import { BUFFER_CONSTRAINTS, PROBLEM_CONSTRAINTS } from "./shapes.js";
import { bindsNothing, type Level, meaningOf, refusalOf } from "./vocabulary.js";

/**
 * Judges the keys of one problem, each name once.
 *
 * @param constraints whether whoever asks can deal with constraints; else their keys are refused too
 */
export class KeyJudge {
  readonly #constraints: boolean;
  readonly #inBuffers = new Map<string, string | null>();

  constructor(constraints = false) {
    this.#constraints = constraints;
  }

  /** @throws InputError */
  checkProblem(problem: Problem): void {
    for (const key in problem) {
      if (isProblemKey(key) || (this.#constraints && isProblemConstraint(key))) continue;
      const refusal = refusalIn(key, "problem");
      if (refusal !== null && says(problem, key)) throw new InputError(refusal, { field: key });
    }
  }

  /** @throws InputError */
  checkBuffer(buffer: Buffer, index: number): void {
    for (const key in buffer) {
      if (isBufferKey(key) || (this.#constraints && isBufferConstraint(key))) continue;
      let refusal = this.#inBuffers.get(key);
      if (refusal === undefined) {
        refusal = refusalIn(key, "buffer");
        this.#inBuffers.set(key, refusal);
      }
      if (refusal === null || !says(buffer, key)) continue;
      throw new InputError(`buffer ${JSON.stringify(buffer.id)}: ${refusal}`, { bufferIndex: index, field: key });
    }
  }
}

/** Checks all keys of a problem, and nothing else. @param constraints as of `KeyJudge` @throws InputError */
export function checkKeys(problem: Problem, constraints = false): void {
  const keys = new KeyJudge(constraints);
  keys.checkProblem(problem);
  for (const [i, buffer] of plainly(problem).entries()) keys.checkBuffer(buffer, i);
}

/** The buffers that may have keys of their own; those over columns have none but fields. */
function plainly(problem: Problem): readonly Buffer[] {
  return columnsBehind(problem) === null ? problem.buffers : [];
}

function says(owner: object, key: string): boolean {
  return !bindsNothing((owner as Readonly<Record<string, unknown>>)[key]);
}

/** Names that a message lists at most. */
const LISTED = 12;

/** A sentence on the keys that are let pass; null where there are none. */
export function ignoredKeys(problem: Problem): string | null {
  const others: string[] = [];
  for (const key in problem) {
    if (!isProblemKey(key) && !isProblemConstraint(key) && isOther(key, "problem")) others.push(JSON.stringify(key));
  }
  const seen = new Set<string>();
  for (const buffer of plainly(problem)) {
    for (const key in buffer) {
      if (isBufferKey(key) || isBufferConstraint(key) || seen.has(key)) continue;
      seen.add(key);
      if (isOther(key, "buffer")) others.push(`${JSON.stringify(key)} of buffers`);
    }
  }
  if (others.length === 0) return null;
  const more = others.length > LISTED ? ` and ${others.length - LISTED} more` : "";
  const [noun, verb] = others.length === 1 ? ["key", "is"] : ["keys", "are"];
  return `${noun} ${others.slice(0, LISTED).join(", ")}${more} ${verb} ignored`;
}

function isOther(key: string, level: Level): boolean {
  return meaningOf(key, level).kind === "other";
}

function refusalIn(key: string, level: Level): string | null {
  const meaning = meaningOf(key, level);
  const called = `key ${JSON.stringify(key)}`;
  if (meaning.kind !== "field") return refusalOf(called, meaning);
  // The field by its own name gets here only where constraints cannot be dealt with.
  if (meaning.field === key) return `${called} is a constraint, which is not supported here`;
  return refusalOf(called, { kind: "nearMiss", of: meaning.field });
}

// Comparisons in place of a set: these see every key of every problem, and take a third of the time.
function isBufferKey(key: string): boolean {
  switch (key) {
    case "id":
    case "lower":
    case "upper":
    case "size":
    case "alignment":
    case "offset":
    case "hint":
      return true;
    default:
      return false;
  }
}

function isBufferConstraint(key: string): boolean {
  return (BUFFER_CONSTRAINTS as readonly string[]).includes(key);
}

function isProblemConstraint(key: string): boolean {
  return (PROBLEM_CONSTRAINTS as readonly string[]).includes(key);
}

/** Whether a problem asks for more than lifetimes, sizes, alignments and fixed offsets in one memory. */
export function isConstrained(problem: Problem): boolean {
  if (problem === null || typeof problem !== "object") return false;
  for (const key of PROBLEM_CONSTRAINTS) if (problem[key] !== undefined && says(problem, key)) return true;
  if (columnsBehind(problem) !== null || !Array.isArray(problem.buffers)) return false;
  for (const buffer of problem.buffers as readonly (Buffer | null | undefined)[]) {
    for (const key in buffer) {
      if (!isBufferKey(key) && isBufferConstraint(key) && says(buffer, key)) return true;
    }
  }
  return false;
}

function isProblemKey(key: string): boolean {
  return key === "buffers" || key === "capacity" || key === "base";
}
