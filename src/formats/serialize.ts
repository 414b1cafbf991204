import { type Alias, type Buffer, InputError, type Problem } from "../problem/index.js";
import { BUFFER_CONSTRAINTS, PROBLEM_CONSTRAINTS } from "../problem/shapes.js";
import { aliasText, gapsText } from "./csv/cells.js";
import { commentsOf } from "./csv/comment-fields.js";
import { type Field, OPTIONAL, REQUIRED, type Stated } from "./fields.js";
import type { Form } from "./file-name.js";

/**
 * A problem as the text of a new file: exclusive ends, optional fields only where some buffer has them, lines that
 * end with LF. CSV has no place for the capacity; it goes into the file's name (`withCapacity`). The base and memories
 * are comments there, `# base=4096`.
 *
 * @param offsets a plan in the order of the buffers, in place of the fixed offsets
 * @param memories the memories of that plan, by id; only those of buffers with a choice are written
 * @throws InputError for CSV where the problem has what it cannot say (`unsaidInCsv`)
 */
export function serialize(
  problem: Problem,
  form: Form,
  offsets?: ArrayLike<number>,
  memories: readonly string[] | null = null,
): string {
  const planned: Planned = { problem: withChoices(problem, form, memories), offsets, memories };
  if (form === "json") return toJson(planned);
  const unsaid = unsaidInCsv(problem);
  if (unsaid.length > 0) throw new InputError(`CSV cannot say ${unsaid.join(", ")}: JSON can`);
  const comment = problem.base === undefined || problem.base === 0 ? "" : `# base=${problem.base}\n`;
  return comment + commentsOf(problem) + toCsv(planned);
}

/** The problem with the choices of a plan that it does not state itself: where time is minimised, it need not. */
function withChoices(problem: Problem, form: Form, plan: readonly string[] | null): Problem {
  const { buffers, memories = [] } = problem;
  if (plan === null || memories.length < 2) return problem;
  const all = memories.map(({ id }) => ({ id }));
  const stated = (buffer: Buffer, i: number): Buffer =>
    buffer.memory !== undefined || buffer.memories !== undefined
      ? buffer
      : { ...buffer, ...(form === "csv" ? { memory: plan[i]! } : { memories: all }) };
  return { ...problem, buffers: buffers.map(stated) };
}

/** What the text says that `serialize` gives. */
export function statedIn({ capacity, base }: Pick<Problem, "capacity" | "base">, form: Form): Stated {
  return { capacity: form === "json" ? capacity : undefined, base, ends: "exclusive" };
}

/**
 * What of a problem a file of CSV cannot say; none where it says all. `splitPairs` moves what pairs of buffers have to
 * a file of their own.
 */
export function unsaidInCsv(problem: Problem): string[] {
  const { buffers, aliases = [], apart = [], free = [], inplace = [], operators, limits } = problem;
  const unsaid: string[] = [];
  if (buffers.some(({ memories }) => memories !== undefined)) unsaid.push('"memories" of buffers');
  for (const [list, entries] of Object.entries({ apart, free, inplace })) {
    if (entries.length > 0) unsaid.push(JSON.stringify(list));
  }
  if (new Set(aliases.map(({ buffer }) => buffer)).size < aliases.length) unsaid.push("several aliases of one buffer");
  if (operators !== undefined) unsaid.push('"operators"');
  if (limits !== undefined && Object.keys(limits).length > 0) unsaid.push('"limits"');
  return unsaid;
}

interface Planned {
  readonly problem: Problem;
  readonly offsets: ArrayLike<number> | undefined;
  readonly memories: readonly string[] | null;
}

type Value = Buffer[keyof Buffer];

/** The fields that some buffer has. */
function fieldsOf({ problem: { buffers }, offsets, memories }: Planned): Field[] {
  const fields: Field[] = [...REQUIRED];
  for (const field of [...OPTIONAL, ...BUFFER_CONSTRAINTS]) {
    const isPlan = field === "offset" ? offsets !== undefined : field === "memory" && memories !== null;
    if (isPlan || buffers.some((buffer) => buffer[field] !== undefined)) fields.push(field);
  }
  return fields;
}

function fieldValue({ problem, offsets, memories }: Planned, index: number, field: Field): Value {
  const buffer = problem.buffers[index]!;
  if (field === "offset" && offsets !== undefined) return offsets[index];
  if (field === "memory" && memories !== null && buffer.memories !== undefined) return memories[index];
  return buffer[field];
}

function toCsv(planned: Planned): string {
  const { buffers, aliases = [] } = planned.problem;
  const fields = fieldsOf(planned).filter((field) => field !== "clock");
  const aliasBy = new Map<string, Alias>(aliases.map((alias) => [alias.buffer, alias]));
  const ids = new Set(buffers.map(({ id }) => id));
  const lines = [[...fields, ...(aliases.length > 0 ? ["alias"] : [])].join(",")];
  for (const [i, buffer] of buffers.entries()) {
    const cells = fields.map((field) => csvCell(cellText(fieldValue(planned, i, field), field, buffer)));
    const alias = aliasBy.get(buffer.id);
    if (aliases.length > 0) cells.push(csvCell(alias === undefined ? "" : aliasText(alias, ids)));
    lines.push(cells.join(","));
  }
  return lines.join("\n") + "\n";
}

function cellText(value: Value, field: Field, { clock, gaps }: Buffer): string {
  if ((field === "lower" || field === "upper") && clock !== undefined) return clock[field].join(":");
  return field === "gaps" ? gapsText(gaps ?? []) : String(value ?? "");
}

/** Quoted where a reader would otherwise split or trim it, or take it for a comment. */
export function csvCell(value: string, separator = ","): string {
  return /["\r\n]|^[\s#]|\s$/.test(value) || value.includes(separator) ? `"${value.replaceAll('"', '""')}"` : value;
}

function toJson(planned: Planned): string {
  const { problem } = planned;
  const fields = fieldsOf(planned);
  const rows = problem.buffers.map((_, i) => {
    const properties: string[] = [];
    for (const field of fields) {
      const value = fieldValue(planned, i, field);
      if (value !== undefined) properties.push(`"${field}": ${JSON.stringify(value)}`);
    }
    return `{ ${properties.join(", ")} }`;
  });
  const bounds = (["capacity", "base"] as const)
    .filter((key) => problem[key] !== undefined && Number.isFinite(problem[key]))
    .map((key) => `"${key}": ${problem[key]}`);
  const lists = PROBLEM_CONSTRAINTS.filter((key) => key !== "memories" && problem[key] !== undefined).map(
    (key) => `"${key}": ${valueText(problem[key])}`,
  );
  const memories = problem.memories === undefined ? [] : [`"memories": ${valueText(problem.memories.map(finite))}`];
  const buffers = `"buffers": ${listText(rows)}`;
  return `{\n${[...bounds, ...memories, buffers, ...lists].map((line) => `  ${line}`).join(",\n")}\n}\n`;
}

/** A list has a line for each entry. */
function valueText(value: unknown): string {
  const isTable = Array.isArray(value) && value.some((entry) => typeof entry === "object");
  return isTable ? listText(value.map((entry) => JSON.stringify(entry))) : JSON.stringify(value);
}

function listText(entries: readonly string[]): string {
  return entries.length === 0 ? "[]" : `[\n${entries.map((entry) => `    ${entry}`).join(",\n")}\n  ]`;
}

/** Without a capacity that has no end: JSON has no word for it. */
function finite<Bounded extends { readonly capacity?: number }>(memory: Bounded): Bounded {
  return memory.capacity === Number.POSITIVE_INFINITY ? { ...memory, capacity: undefined } : memory;
}
