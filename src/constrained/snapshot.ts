import { checkKeys, type Problem } from "../problem/index.js";
import { BUFFER_CONSTRAINTS, PROBLEM_CONSTRAINTS } from "../problem/shapes.js";

const BUFFER_KEYS = ["id", "lower", "upper", "size", "alignment", "offset", "hint", ...BUFFER_CONSTRAINTS] as const;
const PROBLEM_KEYS = ["capacity", "base", ...PROBLEM_CONSTRAINTS] as const;

/** Constraints are less deep than this: what goes on is a fault, which is told when it is checked. */
const DEEPEST = 6;

type Fields = Readonly<Record<string, unknown>>;

/**
 * What a problem says now, as plain data: callers may change theirs while it is planned, and what else their objects
 * hold need not be fit for another thread.
 *
 * @throws InputError for a key that means something, or nearly does
 */
export function snapshotOf(problem: Problem): Problem {
  if (!Array.isArray(problem.buffers)) return problem;
  checkKeys(problem, true);
  const buffers = problem.buffers.map((buffer: unknown) => (isObject(buffer) ? picked(buffer, BUFFER_KEYS) : buffer));
  return { ...picked(problem as unknown as Fields, PROBLEM_KEYS), buffers } as unknown as Problem;
}

function picked(from: Fields, keys: readonly string[]): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  for (const key of keys) {
    const value = from[key];
    if (value !== undefined) found[key] = isObject(value) ? copyOf(value, DEEPEST) : value;
  }
  return found;
}

function copyOf(value: unknown, depth: number): unknown {
  if (!isObject(value) || depth === 0) return value;
  if (Array.isArray(value)) return value.map((each) => copyOf(each, depth - 1));
  const found: Record<string, unknown> = {};
  for (const key in value) found[key] = copyOf(value[key], depth - 1);
  return found;
}

function isObject(value: unknown): value is Fields {
  return value !== null && typeof value === "object";
}
