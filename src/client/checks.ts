import { checkKeys, InputError, type Problem, shown } from "../problem/index.js";
import { invalidArgument } from "./errors.js";

// What the wire would round, cut or drop in silence is refused here, as the server would refuse it if it saw it.

/** An integer that arrives as it is. @throws PlannerError that names the field and the value */
export function wireInteger(field: string, value: number): number {
  if (Number.isSafeInteger(value)) return value;
  const message = `${field} must be an integer within ±(2^53 − 1), got ${shown(value)}`;
  throw invalidArgument(field, message, "INVALID_FIELD");
}

/** A number that may be a fraction. @throws PlannerError that names the field and the value */
export function wireNumber(field: string, value: number): number {
  if (Number.isFinite(value)) return value;
  throw invalidArgument(field, `${field} must be a finite number, got ${shown(value)}`, "INVALID_FIELD");
}

/** A column of integers. */
export function wireIntegers(field: string, values: ArrayLike<number>): number[] {
  return Array.from(values, (value, i) => (Number.isSafeInteger(value) ? value : wireInteger(`${field}[${i}]`, value)));
}

export function wireFlag(field: string, value: boolean): boolean {
  if (typeof value === "boolean") return value;
  throw invalidArgument(field, `${field} must be true or false, got ${shown(value)}`, "INVALID_FIELD");
}

export function wireText(field: string, value: string): string {
  if (typeof value === "string") return value;
  throw invalidArgument(field, `${field} must be text, got ${shown(value)}`, "INVALID_FIELD");
}

/** Refuses keys of a problem that mean something and would not be sent, as the library does. */
export function checkProblemKeys(problem: Problem, constraints: boolean): void {
  try {
    checkKeys(problem, constraints);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { bufferIndex, field } = error.culprit;
    const owner = bufferIndex === undefined ? "problem" : `problem.buffers[${bufferIndex}]`;
    throw invalidArgument(`${owner}.${field}`, error.message, "INVALID_FIELD");
  }
}

/** Refuses options that nobody would look at. @param where as in "tls."; empty for the options of a call */
export function checkNames(options: object, known: readonly string[], where = ""): void {
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    const message = `there is no option ${where}${name}; the options are ${known.join(", ")}`;
    throw invalidArgument(`${where}${name}`, message);
  }
}
