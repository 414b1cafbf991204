import type { Problem } from "../problem/index.js";
import { type Field, OPTIONAL, REQUIRED, type Stated } from "./fields.js";
import type { Form } from "./file-name.js";

/**
 * A problem as the text of a new file: exclusive ends, optional fields only where some buffer has them, lines that
 * end with LF. CSV has no place for the capacity; it goes into the file's name (`withCapacity`). The base is a
 * comment there, `# base=4096`.
 *
 * @param offsets a plan in the order of the buffers, in place of the fixed offsets
 */
export function serialize(problem: Problem, form: Form, offsets?: ArrayLike<number>): string {
  const { buffers } = problem;
  const fields: Field[] = [...REQUIRED];
  for (const field of OPTIONAL) {
    const isPlan = field === "offset" && offsets !== undefined;
    if (isPlan || buffers.some((buffer) => buffer[field] !== undefined)) fields.push(field);
  }
  const cellAt = (index: number, field: Field): string | number | undefined =>
    field === "offset" && offsets !== undefined ? offsets[index] : buffers[index]![field];
  if (form === "json") return toJson(problem, fields, cellAt);
  const comment = problem.base === undefined || problem.base === 0 ? "" : `# base=${problem.base}\n`;
  return comment + toCsv(buffers.length, fields, cellAt);
}

/** What the text says that `serialize` gives. */
export function statedIn({ capacity, base }: Problem, form: Form): Stated {
  return { capacity: form === "json" ? capacity : undefined, base, ends: "exclusive" };
}

type CellAt = (index: number, field: Field) => string | number | undefined;

function toCsv(count: number, fields: readonly Field[], cellAt: CellAt): string {
  const lines = [fields.join(",")];
  for (let i = 0; i < count; i++) lines.push(fields.map((field) => csvCell(cellAt(i, field))).join(","));
  return lines.join("\n") + "\n";
}

/** Quoted where a reader would otherwise split or trim it, or take it for a comment. */
function csvCell(value: string | number | undefined): string {
  if (typeof value !== "string") return value === undefined ? "" : String(value);
  return /[",\r\n]|^[\s#]|\s$/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

function toJson(problem: Problem, fields: readonly Field[], cellAt: CellAt): string {
  const lines: string[] = [];
  for (let i = 0; i < problem.buffers.length; i++) {
    const properties: string[] = [];
    for (const field of fields) {
      const value = cellAt(i, field);
      if (value !== undefined) properties.push(`"${field}": ${JSON.stringify(value)}`);
    }
    lines.push(`    { ${properties.join(", ")} }`);
  }
  const bounds = (["capacity", "base"] as const)
    .filter((key) => problem[key] !== undefined && Number.isFinite(problem[key]))
    .map((key) => `  "${key}": ${problem[key]},\n`)
    .join("");
  const buffers = lines.length === 0 ? "[]" : `[\n${lines.join(",\n")}\n  ]`;
  return `{\n${bounds}  "buffers": ${buffers}\n}\n`;
}
