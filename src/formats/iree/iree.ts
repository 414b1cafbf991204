/**
 * IREE's `stream.resource.pack` in MLIR text: slices `[first, last] = %size` with both times live, and sizes that are
 * constants. Offsets are multiples of the resource configuration's offset alignment, and sizes are rounded up to its
 * range alignment, as IREE's own layout does.
 *
 * Source: `ResourcePackOp` and `LayoutSlices.cpp` in IREE's Stream dialect.
 */
import { type FileContent, textOf } from "../content.js";
import { clip, errorAt, type FormatError } from "../errors.js";
import type { ReadOptions } from "../fields.js";
import type { FileForm, FileSource, SourcedReading } from "../form.js";
import { type Operation, type Program, programOf, symbolOf, walk } from "../mlir/operations.js";
import { isMlirWith } from "../mlir/sniff.js";
import type { Token } from "../mlir/tokens.js";
import type { NameJudge } from "../names.js";
import { type DumpRow, listOf, readingOf } from "../producer/dump.js";
import { UniqueNames } from "../unique-names.js";
import { Constants } from "./constants.js";

const PACK = "stream.resource.pack";
/** What IREE takes for a host without a configuration. */
const HOST_ALIGNMENT = 64;

export const ireeForm: FileForm = {
  name: "IREE pack text",
  takes: ["module", "alignment"],
  sniff: (file) => isMlirWith(file, /\bstream\.resource\.pack\b/),
  read: readIree,
};

/** A pack, and what is around it, the outermost first. */
interface Pack {
  readonly name: string;
  readonly functionName: string;
  readonly operation: Operation;
  readonly around: readonly Operation[];
}

type ErrorIn = (position: number, detail: string) => FormatError;

function readIree(file: FileContent, _: NameJudge, options: ReadOptions): SourcedReading<FileSource> {
  const text = textOf(file);
  const errorIn: ErrorIn = (position, detail) => errorAt(file.fileName, text, { position, detail });
  const program = programOf(text);
  if ("detail" in program) throw errorIn(program.position, program.detail);
  const pack = chosen(packsIn(program), options.module, errorIn);
  const { operation, around } = pack;
  const scope = around.find(({ name }) => /(^|\.)func$/.test(name));
  const constants = new Constants(walk(scope === undefined ? program.operations : [scope]));
  const notes: string[] = [];
  const config = configOf(around, program, text, errorIn);
  let ranges = config?.range ?? options.alignment ?? HOST_ALIGNMENT;
  const alignment = config?.offset ?? options.alignment ?? HOST_ALIGNMENT;
  if (ranges === 0) ranges = 1;
  if (config === null && options.alignment === undefined) {
    notes.push(`the text states no stream.resources: alignment ${HOST_ALIGNMENT}, as IREE takes it for hosts`);
  }
  const slices = slicesOf(operation, errorIn);
  const names = operation.results;
  if (names.length !== slices.length + 1) {
    const detail = `${PACK} makes a total and ${slices.length} offsets, but ${names.length} values are named`;
    throw errorIn(operation.begin, detail);
  }
  const rows = slices.map(({ first, last, size, position }, i): DumpRow => {
    const bytes = constantAt(size, constants, errorIn);
    const rounded = Math.ceil(bytes / ranges) * ranges;
    if (last < first) throw errorIn(position, `slice [${first}, ${last}] ends before it begins`);
    return { id: `%${names[i + 1]!}`, lower: first, upper: last + 1, size: rounded, alignment: Math.max(1, alignment) };
  });
  const base = baseOf(operation, constants, errorIn);
  return readingOf(
    {
      rows,
      planner: "IREE",
      alignment: 1,
      ...(base !== undefined && base !== 0 && { base }),
      ends: "inclusive",
      notes,
      errorAt: (row, _field, detail) => errorIn(row === undefined ? operation.begin : slices[row]!.position, detail),
      timesNote: "the last live time is the second number of a slice, and upper = last + 1",
    },
    options,
  );
}

function packsIn(program: Program): Pack[] {
  const found: Pack[] = [];
  const names = new UniqueNames();
  const stack = program.operations.map((operation) => ({ operation, around: [] as readonly Operation[] })).reverse();
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { operation, around } = next;
    const scope = around.find(({ name }) => /(^|\.)func$/.test(name));
    const functionName = scope === undefined ? "" : (symbolOf(scope) ?? "");
    if (operation.name === PACK) {
      const value = `%${operation.results[0]?.replace(/#0$/, "") ?? "?"}`;
      const name = names.take(functionName === "" ? value : `${functionName}/${value}`);
      found.push({ name, functionName, operation, around });
    }
    const inner = operation.regions.flatMap(({ operations }) => operations);
    for (const each of inner.reverse()) stack.push({ operation: each, around: [...around, operation] });
  }
  return found;
}

/** The pack that is meant: by its own name, its value, or its function where that has one. */
function chosen(packs: readonly Pack[], wanted: string | undefined, errorIn: ErrorIn): Pack {
  const [first] = packs;
  if (first === undefined) throw errorIn(0, `no operation of the text is a ${PACK}`);
  const there = listOf(packs.map(({ name }) => name));
  if (wanted === undefined) {
    if (packs.length === 1) return first;
    throw errorIn(first.operation.begin, `the text has several ${PACK}; --module names one: ${there}`);
  }
  const bare = wanted.replace(/^@/, "");
  const byName = packs.filter(({ name }) => name === bare);
  const byPart = packs.filter(
    ({ name, functionName }) => functionName === bare || name.endsWith(`%${bare.replace(/^%/, "")}`),
  );
  const found = byName.length > 0 ? byName : byPart;
  if (found.length === 1) return found[0]!;
  const what = found.length === 0 ? "no" : "more than one";
  throw errorIn(first.operation.begin, `${what} ${PACK} is called ${clip(wanted)}: it has ${there}`);
}

interface Config {
  /** Bytes. */
  readonly offset: number;
  readonly range: number;
}

/** The resource configuration around a pack, the nearest one; null where there is none. */
function configOf(around: readonly Operation[], { aliases }: Program, text: string, errorIn: ErrorIn): Config | null {
  for (const operation of [...around].reverse()) {
    const { tokens } = operation;
    const at = tokens.findIndex(({ text: word }) => word === "stream.resources" || word === '"stream.resources"');
    const value = at < 0 ? undefined : tokens[at + 2];
    if (value === undefined) continue;
    const written =
      value.text === "#stream.resource_config"
        ? text.slice(value.begin, tokens.at(-1)!.end)
        : (aliases.get(value.text) ?? "");
    if (!written.startsWith("#stream.resource_config")) {
      throw errorIn(value.begin, `stream.resources is no #stream.resource_config: ${clip(value.text)}`);
    }
    const own = written.slice(0, (written.indexOf("}>") + 1 || written.length) + 1);
    const bytes = (key: string): number => {
      const [, digits] = new RegExp(`\\b${key}\\s*=\\s*(\\d+)`).exec(own) ?? [];
      const number = Number(digits ?? 0);
      if (!Number.isSafeInteger(number)) throw errorIn(value.begin, `${key} must be bytes, got ${clip(digits ?? "")}`);
      return number;
    };
    return { offset: bytes("min_buffer_offset_alignment"), range: bytes("min_buffer_range_alignment") };
  }
  return null;
}

interface Slice {
  readonly first: number;
  readonly last: number;
  readonly size: Token;
  readonly position: number;
}

function slicesOf({ tokens, nameAt }: Operation, errorIn: ErrorIn): Slice[] {
  const begin = tokens.findIndex(({ text }) => text === "slices");
  if (begin < 0 || tokens[begin + 1]?.text !== "(" || tokens[begin + 2]?.text !== "{") {
    throw errorIn(nameAt, `${PACK} has no slices({…}): its generic form is not read`);
  }
  const slices: Slice[] = [];
  let at = begin + 3;
  while (tokens[at]?.text === "[") {
    const [, first, comma, last, close, equals, size] = tokens.slice(at, at + 7);
    const isWhole = [first, last].every((token) => token !== undefined && /^-?\d+$/.test(token.text));
    const isSlice = comma?.text === "," && close?.text === "]" && equals?.text === "=" && size?.kind === "value";
    const numbers = [Number(first?.text), Number(last?.text)] as const;
    if (!isWhole || !isSlice || !numbers.every(Number.isSafeInteger)) {
      throw errorIn(tokens[at]!.begin, "a slice must be of the form [first, last] = %size");
    }
    slices.push({ first: numbers[0], last: numbers[1], size: size!, position: tokens[at]!.begin });
    at += 7;
    if (tokens[at]?.text === ",") at++;
  }
  const end = tokens[at];
  if (end?.text !== "}") throw errorIn(end?.begin ?? nameAt, "a slice must be of the form [first, last] = %size");
  return slices;
}

/** The bytes of a size. */
function constantAt(token: Token, constants: Constants, errorIn: ErrorIn): number {
  const name = token.text.slice(1);
  const value = constants.value(name);
  if (value !== null && value >= 0) return value;
  const definition = constants.definition(name);
  const why =
    value !== null
      ? `it is ${value}`
      : definition === undefined
        ? "it is an argument"
        : `it comes from ${definition.name}`;
  throw errorIn(token.begin, `size ${token.text} is no constant number of bytes: ${why}`);
}

/** The offset of the whole slab, `offset(%base)`; undefined where it has none. */
function baseOf({ tokens }: Operation, constants: Constants, errorIn: ErrorIn): number | undefined {
  const slices = tokens.findIndex(({ text }) => text === "slices");
  const at = tokens.findIndex(({ text }) => text === "offset");
  const value = tokens[at + 2];
  if (at < 0 || at > slices || value?.kind !== "value") return undefined;
  return constantAt(value, constants, errorIn);
}
