import type { Problem } from "../../problem/index.js";
import { BUFFER_SHAPES, type Fields, PROBLEM_SHAPES, type Shape } from "../../problem/shapes.js";

/** What a caller calls things, in the order of the problem; null where nothing has a name of its own. */
export interface Names {
  readonly buffers: readonly string[] | null;
  readonly memories: readonly string[] | null;
  /** An empty text for an operator without a name. */
  readonly operators: readonly string[] | null;
}

/** A problem in which everything is called by its position: buffer "3", memory "m0", operator "o1". */
export interface Nameless {
  readonly problem: Problem;
  readonly names: Names;
}

/** What an id in a field stands for. */
type Kind = "buffer" | "memory" | "operator";

/** Takes the names out of a valid problem. Keys that mean nothing to the planner are left out with them. */
export function nameless(problem: Problem): Nameless {
  const { buffers, memories = [], operators = [] } = problem;
  const maps = {
    buffer: new Map(buffers.map(({ id }, b) => [id, `${b}`])),
    memory: new Map(memories.map(({ id }, m) => [id, `m${m}`])),
    operator: new Map<string, string>(),
  };
  const names: Names = {
    buffers: ownNames(buffers, ""),
    memories: memories.length === 0 ? null : ownNames(memories, "m"),
    operators: operators.some(({ id }) => id !== undefined) ? operators.map(({ id }) => id ?? "") : null,
  };
  return { problem: renamed(problem, (kind, id) => maps[kind].get(id)), names };
}

/** Gives a problem its names back. */
export function withNames(problem: Problem, names: Names): Problem {
  const named = renamed(problem, (kind, id) => {
    if (kind === "buffer") return names.buffers?.[Number(id)] ?? id;
    return names.memories?.[Number(id.slice(1))] ?? id;
  });
  const { operators } = names;
  if (operators === null || named.operators === undefined) return named;
  const listed = named.operators.map((operator, o) => (operators[o] ? { id: operators[o], ...operator } : operator));
  return { ...named, operators: listed };
}

function ownNames(entries: readonly { readonly id: string }[], prefix: string): readonly string[] | null {
  return entries.every(({ id }, position) => id === `${prefix}${position}`) ? null : entries.map(({ id }) => id);
}

/** A copy with the fields that telaplan knows, in the order of their tables, and every id as `name` says. */
function renamed(problem: Problem, name: (kind: Kind, id: string) => string | undefined): Problem {
  const copy = (value: unknown, shape: Shape, kind: Kind): unknown => {
    if (shape === "id" || shape === "id!") return name(kind, value as string);
    if (typeof shape === "string") return value;
    if (Array.isArray(shape)) return (value as unknown[]).map((entry) => copy(entry, shape[0], kind));
    return fields(value as object, shape as Fields, (field) => (field === "id" ? kind : "buffer"));
  };
  const fields = (owner: object, shapes: Fields, kindOf: (field: string) => Kind): object => {
    const made: Record<string, unknown> = {};
    for (const [field, shape] of Object.entries(shapes)) {
      const value = (owner as Readonly<Record<string, unknown>>)[field];
      if (value === undefined || value === null || value === Number.POSITIVE_INFINITY) continue;
      const copied = copy(value, shape, kindOf(field));
      if (copied !== undefined) made[field] = copied;
    }
    return made;
  };
  const inBuffer = (field: string): Kind => (field === "memory" || field === "memories" ? "memory" : "buffer");
  const buffers = problem.buffers.map(({ id, lower, upper, size, alignment, offset, hint, ...others }) => ({
    id: name("buffer", id)!,
    lower,
    upper,
    size,
    ...(alignment !== undefined && { alignment }),
    ...(offset !== undefined && offset !== -1 && { offset }),
    ...(hint !== undefined && hint !== -1 && { hint }),
    ...fields(others, BUFFER_SHAPES, inBuffer),
  }));
  const inProblem = (field: string): Kind => {
    if (field === "memories") return "memory";
    return field === "operators" ? "operator" : "buffer";
  };
  const { capacity, base } = problem;
  return {
    ...(capacity !== undefined && Number.isFinite(capacity) && { capacity }),
    ...(base !== undefined && base !== 0 && { base }),
    ...fields(problem, PROBLEM_SHAPES, inProblem),
    buffers,
  };
}
