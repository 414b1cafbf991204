/**
 * Reads the text that XLA prints of its buffer assignment (`BufferAssignment::ToString`) and of live ranges
 * (`HloLiveRange::ToString`), in the spellings of its versions since 2019:
 *
 *     allocation 7: size 128, preallocated-temp:          allocation 7: 0x55d0, size 128, color 1, preallocated-temp:
 *      value: <3 dot @0> (size=64,offset=0): f32[16]{0}     dot(#3 @0) [0,64]: f32[16]{0}
 *     HloLiveRange (max 9):
 *       BufferLiveRange:
 *         dot{}:3-5
 *
 * Source: openxla/xla, buffer_assignment.cc, hlo_live_range.cc and hlo_value.cc.
 */
import type { FileContent } from "../content.js";
import { clip, errorAt } from "../errors.js";
import { KINDS, type Kind } from "./assignment.js";

export interface TextAllocation {
  readonly index: number;
  readonly bytes: number;
  readonly color: number;
  /** Null for temporary memory. */
  readonly kind: Kind | null;
  readonly values: TextValue[];
}

export interface TextValue {
  /** With the index of the part of a tuple in braces; `{}`, the whole, is left out. */
  readonly name: string;
  readonly number: number;
  readonly size: number;
  readonly offset: number;
  /** Where the line begins. */
  readonly position: number;
}

/** Both ends are live. */
export interface TextRange {
  readonly first: number;
  readonly last: number;
}

export interface TextDump {
  readonly hasAssignment: boolean;
  readonly hasRanges: boolean;
  readonly allocations: readonly TextAllocation[];
  /** By the name of the value. */
  readonly ranges: ReadonlyMap<string, TextRange>;
  /** The last step of the schedule, where the text says it. */
  readonly lastStep: number;
}

/** Parts of the text, each with its own lines; those of "passed over" say nothing that is needed. */
type Part = "begin" | "assignment" | "passed over" | "ranges";

const ALLOCATION = /^allocation (\d+): (?:0x[\da-f]+, )?size (-?\d+)(.*)$/;
const VALUE = /^ +value: (.+) \(size=(-?\d+),offset=(-?\d+)\): ?.*$/;
const OLD_VALUE = /^ +(\S.*) \[(-?\d+),(-?\d+)\]: ?.*$/;
const OTHER_COLOR = /^ +(reused by buffers of a different color:|value: .+ \(color=-?\d+\))$/;
const RANGE = /^ +(\S.*):(-?\d+)-(-?\d+)$/;

/** @throws FormatError at the first line that XLA does not print */
export function readText(file: FileContent): TextDump {
  const { text } = file;
  const reader = new TextReader(file);
  for (let begin = 0; begin < text.length; ) {
    const found = text.indexOf("\n", begin);
    const end = found === -1 ? text.length : found;
    const line = text.slice(begin, text[end - 1] === "\r" ? Math.max(begin, end - 1) : end);
    if (line.trim() !== "") reader.take(line, begin);
    begin = end + 1;
  }
  return reader;
}

class TextReader implements TextDump {
  hasAssignment = false;
  hasRanges = false;
  readonly allocations: TextAllocation[] = [];
  readonly ranges = new Map<string, TextRange>();
  lastStep = 0;
  readonly #file: FileContent;
  #part: Part = "begin";

  constructor(file: FileContent) {
    this.#file = file;
  }

  take(line: string, position: number): void {
    const fail = (detail: string): never => {
      throw errorAt(this.#file.fileName, this.#file.text, { position, detail });
    };
    // Most lines are values and ranges, and no heading has their form.
    if (this.#part === "assignment" && this.#value(line, position, fail)) return;
    if (this.#part === "ranges" && this.#range(line, fail)) return;
    if (this.#heading(line, fail) || this.#part === "passed over") return;
    if (this.#part === "ranges") fail(`the line is no live range as XLA prints it, name{}:first-last: ${clip(line)}`);
    if (this.#allocation(line, fail)) return;
    if (this.allocations.length > 0 && OTHER_COLOR.test(line)) return;
    fail(`the line is none that XLA prints here: ${clip(line)}`);
  }

  /** Takes a line that begins another part of the text. */
  #heading(line: string, fail: (detail: string) => never): boolean {
    if (/^\s*BufferAssignment:$/.test(line)) {
      if (this.hasAssignment) fail("the text has two buffer assignments: one module at a time is read");
      this.hasAssignment = true;
      this.#part = "assignment";
    } else if (line.trim().startsWith("BufferAssignment OOM Debugging")) {
      fail("XLA's message of an exhausted memory lists no offsets: *-buffer-assignment.txt does");
    } else if (/^(Total bytes used: |Used values:)/.test(line)) {
      this.#part = "passed over";
    } else if (/^\s*HloLiveRange \(max -?\d+\):$/.test(line)) {
      if (this.hasRanges) fail("the text has the live ranges of two modules: one at a time is read");
      this.lastStep = whole(/-?\d+/.exec(line)![0], fail);
      this.hasRanges = true;
      this.#part = "passed over";
    } else if (/^ +InstructionSequence:$/.test(line) && this.hasRanges) {
      this.#part = "passed over";
    } else if (/^ +BufferLiveRange:$/.test(line) && this.hasRanges) {
      this.#part = "ranges";
    } else if (/^ +(Live ranges at -?\d+ \(peak\):|Peak memory could not be determined)/.test(line)) {
      this.#part = "passed over";
    } else {
      return false;
    }
    return true;
  }

  #allocation(line: string, fail: (detail: string) => never): boolean {
    const head = ALLOCATION.exec(line.trimStart());
    if (head === null) return false;
    this.hasAssignment = true;
    this.#part = "assignment";
    this.allocations.push(allocationOf(head, fail));
    return true;
  }

  #value(line: string, position: number, fail: (detail: string) => never): boolean {
    const allocation = this.allocations.at(-1);
    const match = VALUE.exec(line);
    const old = match === null ? OLD_VALUE.exec(line) : null;
    const [, printed, size, offset] = match ?? (old === null ? [] : [old[0], old[1], old[3], old[2]]);
    if (allocation === undefined || printed === undefined) return false;
    allocation.values.push({
      ...printedValue(printed, fail),
      size: whole(size!, fail),
      offset: whole(offset!, fail),
      position,
    });
    return true;
  }

  #range(line: string, fail: (detail: string) => never): boolean {
    const match = RANGE.exec(line);
    if (match === null) return false;
    const name = keyOf(match[1]!);
    const [first, last] = [whole(match[2]!, fail), whole(match[3]!, fail)];
    if (last < first) fail(`the live range ${first}-${last} ends before it begins`);
    if (this.ranges.has(name)) fail(`value ${clip(name)} has two live ranges`);
    this.ranges.set(name, { first, last });
    return true;
  }
}

function allocationOf([, index, bytes, rest]: RegExpExecArray, fail: (detail: string) => never): TextAllocation {
  const words = rest!.replace(/\|[^|]*\|/g, "").replace(/\{[^{}]*\}/g, "");
  const color = /, color (-?\d+)/.exec(words)?.[1];
  const has = (word: RegExp) => word.test(words);
  const [parameters, constants, threadLocal, outputs] = KINDS;
  const kind = has(/, parameter \d/)
    ? parameters
    : has(/, constant\b/)
      ? constants
      : has(/, thread-local\b/)
        ? threadLocal
        : has(/, maybe-live-out\b/)
          ? outputs
          : null;
  if (kind === null && !has(/, preallocated-temp\b/)) {
    fail(`allocation ${index} is of no kind that is known, such as preallocated-temp: ${clip(rest!)}`);
  }
  return {
    index: whole(index!, fail),
    bytes: whole(bytes!, fail),
    color: color === undefined ? 0 : whole(color, fail),
    kind,
    values: [],
  };
}

/**
 * The name and number of a value, as versions print them: `<3 dot{1} (phi) @0>`, `3 PHI dot{1}`, `dot{1}(#3 @0)`. A
 * name without a number has −1.
 */
function printedValue(printed: string, fail: (detail: string) => never): Pick<TextValue, "name" | "number"> {
  const inBrackets = /^<(.*)>$/.exec(printed)?.[1] ?? printed;
  const bare = inBrackets.replace(/ @-?\d+$/, "").replace(/ \(phi\)$/, "");
  const old = /^(.*)\(#(\d+)(?: @-?\d+)?\)$/.exec(bare);
  if (old !== null) return { name: keyOf(old[1]!), number: whole(old[2]!, fail) };
  const [, number, name] = /^(\d+) (?:PHI )?(.+)$/.exec(bare) ?? [];
  return name === undefined ? { name: keyOf(bare), number: -1 } : { name: keyOf(name), number: whole(number!, fail) };
}

/** A name as both parts of the text can be matched by: without blanks in its index, and without an empty one. */
function keyOf(name: string): string {
  const [, before, index] = /^(.*?)\{([\d, ]*)\}$/s.exec(name.trim()) ?? [];
  if (before === undefined) return name.trim();
  const parts = index!.replace(/ /g, "");
  return parts === "" ? before : `${before}{${parts}}`;
}

function whole(digits: string, fail: (detail: string) => never): number {
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value : fail(`the number ${clip(digits)} is beyond ±(2^53 − 1)`);
}
