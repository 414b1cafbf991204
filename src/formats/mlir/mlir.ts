/**
 * MLIR text with `memref.alloc` and `memref.dealloc` in straight-line code. One function is read: the one that
 * allocates, or the one that the option `module` names where several do. Control flow, dynamic shapes and whatever else
 * may change lifetimes is refused by name.
 */
import { type FileContent, textOf } from "../content.js";
import { clip, errorAt, type FormatError } from "../errors.js";
import type { ReadOptions } from "../fields.js";
import type { FileForm, FileSource, SourcedReading } from "../form.js";
import type { NameJudge } from "../names.js";
import { countOf, listOf, readingOf } from "../producer/dump.js";
import { UniqueNames } from "../unique-names.js";
import { type Body, isAllocation, lifetimesIn } from "./lifetimes.js";
import { type Operation, programOf, type Region, symbolOf, walk } from "./operations.js";
import { isMlirWith } from "./sniff.js";

const SOME = /\bmemref\.alloca?\b|\bfunc\.func\b|^[ \t]*(builtin\.)?module\b/m;

export const mlirForm: FileForm = {
  name: "MLIR text (memref)",
  takes: ["module", "alignment"],
  sniff: (file) => isMlirWith(file, SOME),
  read: readMlir,
};

function readMlir(file: FileContent, _: NameJudge, options: ReadOptions): SourcedReading<FileSource> {
  const text = textOf(file);
  const errorIn = (position: number, detail: string) => errorAt(file.fileName, text, { position, detail });
  const program = programOf(text);
  if ("detail" in program) throw errorIn(program.position, program.detail);
  const { name, region } = chosen(functionsIn(program.operations), options.module, errorIn);
  const body = lifetimesIn(region, text, program.aliases);
  if ("detail" in body) throw errorIn(body.position, body.detail);
  const { buffers } = body;
  const spaces = new Set(buffers.map(({ type }) => type.space));
  const rows = buffers.map(({ id, lower, upper, type, alignment, address }) => ({
    id,
    lower,
    upper,
    size: type.size,
    // The option is for buffers whose alignment the file does not state.
    ...((alignment !== null || options.alignment === undefined) && { alignment: alignment ?? type.element }),
    ...(address !== null && { offset: address }),
    ...(spaces.size > 1 && { memory: type.space === "" ? "default" : type.space }),
  }));
  return readingOf(
    {
      rows,
      planner: "the compiler",
      alignment: 1,
      ends: "exclusive",
      notes: notesOf(body, name, spaces),
      errorAt: (row, _field, detail) => errorIn(row === undefined ? region.begin : buffers[row]!.position, detail),
      timesNote: "times are the numbers of operations in the function, counted from 0",
    },
    options,
  );
}

interface Function {
  readonly name: string;
  readonly region: Region;
}

/** What has allocations: functions, and what stands in none. */
function functionsIn(operations: readonly Operation[]): Function[] {
  const found: Function[] = [];
  const names = new UniqueNames();
  const search = (region: Region, depth: number): void => {
    if (region.operations.some(isAllocation)) {
      found.push({ name: names.take("top level"), region });
      return;
    }
    for (const operation of region.operations) {
      const body = operation.regions.at(-1);
      if (body === undefined) continue;
      if (/(^|\.)func$/.test(operation.name)) {
        const isSome = [...walk(body.operations)].some(isAllocation);
        if (isSome) found.push({ name: names.take(symbolOf(operation) ?? "?"), region: body });
      } else if (/(^|\.)module$/.test(operation.name)) search(body, depth + 1);
    }
  };
  search({ operations: [...operations], blocks: [], begin: 0 }, 0);
  return found;
}

type ErrorIn = (position: number, detail: string) => FormatError;

function chosen(functions: readonly Function[], wanted: string | undefined, errorIn: ErrorIn): Function {
  const [first] = functions;
  if (first === undefined) throw errorIn(0, "no function has a memref.alloc: the text must be bufferized");
  const there = `these allocate: ${listOf(functions.map(({ name }) => name))}`;
  if (wanted === undefined) {
    if (functions.length === 1) return first;
    throw errorIn(
      first.region.begin,
      `several functions allocate; --module names one: ${there.replace("these allocate: ", "")}`,
    );
  }
  const found = functions.find(({ name }) => name === wanted.replace(/^@/, ""));
  if (found === undefined)
    throw errorIn(first.region.begin, `no function that allocates is called ${clip(wanted)}: ${there}`);
  return found;
}

function notesOf({ buffers, ignored, calls, foreign }: Body, name: string, spaces: ReadonlySet<string>): string[] {
  const notes: string[] = [];
  const kept = buffers.filter(({ isFreed, isStack }) => !isFreed && !isStack).length;
  if (kept > 0)
    notes.push(`${countOf(kept, "buffer has", "buffers have")} no memref.dealloc: live to the end of ${name}`);
  const stack = buffers.filter(({ isStack }) => isStack).length;
  if (stack > 0)
    notes.push(
      `${countOf(stack, "buffer is", "buffers are")} from memref.alloca: planned too, live to the end of ${name}`,
    );
  if (buffers.some(({ type }) => type.isIndex)) notes.push("elements of the type index are taken to have 8 bytes");
  if (calls.length > 0)
    notes.push(`what is allocated by functions that ${name} calls is not counted: ${listOf(calls)}`);
  if (foreign > 0)
    notes.push(
      `${countOf(foreign, "memref.dealloc frees", "memref.dealloc free")} what somebody else made: not counted`,
    );
  if (ignored.length > 0) notes.push(`attributes of allocations that are ignored: ${listOf(ignored)}`);
  const [space = ""] = spaces;
  if (spaces.size === 1 && space !== "") notes.push(`all buffers lie in the memory space ${space}`);
  return notes;
}
