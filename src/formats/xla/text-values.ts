/** From the text of a buffer assignment and of live ranges to the values in XLA's temporary allocations. */
import type { FileContent } from "../content.js";
import { errorAt } from "../errors.js";
import {
  type Assignment,
  addTo,
  checkBytes,
  counted,
  type Heap,
  type HeapValue,
  type Kind,
  type Sum,
} from "./assignment.js";
import type { TextDump } from "./text.js";

const LISTED = 3;

interface Source {
  readonly file: FileContent;
  readonly dump: TextDump;
}

/**
 * @param assigned where the allocations are
 * @param ranged where the live ranges are: the same file, or the one beside it
 * @throws FormatError for values that do not fit into their allocation
 */
export function assignmentOf(assigned: Source, ranged: Source): Assignment {
  const { fileName, text } = assigned.file;
  const { ranges, lastStep } = ranged.dump;
  const others = new Map<Kind, Sum>();
  const heaps: Heap[] = [];
  const values: HeapValue[] = [];
  const unranged: string[] = [];
  const names = new Set<string>();
  let temporaryBytes = 0;
  for (const { index, bytes, color, kind, values: own } of assigned.dump.allocations) {
    if (kind !== null) {
      addTo(others, kind, bytes);
      continue;
    }
    temporaryBytes += bytes;
    if (own.length === 0) continue;
    const called = `allocation ${index}${color === 0 ? "" : `, memory space ${color}`}`;
    const name = names.has(called) ? `${called}#${heaps.length}` : called;
    names.add(name);
    const heap = heaps.push({ name }) - 1;
    for (const { position, ...value } of own) {
      checkBytes(value, { name, bytes }, (detail) => {
        throw errorAt(fileName, text, { position, detail });
      });
      const range = ranges.get(value.name);
      if (range === undefined) unranged.push(value.name);
      const { first, last } = range ?? { first: 0, last: Math.max(lastStep, 0) };
      values.push({ ...value, heap, first, last, at: position });
    }
  }
  const notes =
    unranged.length === 0
      ? []
      : [
          `${counted(unranged.length, "value", ["has", "have"])} no live range, and a whole life is taken instead: ` +
            `${unranged.slice(0, LISTED).join(", ")}${unranged.length > LISTED ? ", …" : ""}`,
        ];
  return { heaps, values, tied: [], others, temporaryBytes, notes };
}
