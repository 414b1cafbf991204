import { InputError, MAX_BYTES, type Problem, validate } from "../problem/index.js";
import { type CsvSource, formatCsv, readCsv } from "./csv.js";
import { isDsaProblem, readDsa } from "./dsa.js";
import { errorAt, FormatError } from "./errors.js";
import type { Reading } from "./fields.js";
import { capacityFromFileName, formOf } from "./file-name.js";
import { formatJson, type JsonSource, readJson } from "./json.js";
import { JsonFile } from "./json-file.js";

/** A file that was read: the problem in it, and what is needed to write the same file with offsets. */
export interface Document {
  readonly fileName: string;
  /** Valid. Its buffers are in the order of the file's. */
  readonly problem: Problem;
  /** With `placed`, the plan in the order of the buffers, as the file has it: integers, checked for nothing else. Else null. */
  readonly offsets: Float64Array | null;
  /** The byte order mark, or nothing. */
  readonly mark: string;
  readonly source: CsvSource | JsonSource;
}

export interface ParseOptions {
  /** Bytes; counts before the capacity in the file, which counts before the one in its name. */
  readonly capacity?: number;
  /**
   * Take the file's offsets for a plan that is to be checked. The problem then has no fixed offsets, every buffer must have
   * an offset, and no buffer is refused for being greater than the capacity: that is for the check to find.
   */
  readonly placed?: boolean;
}

const BYTE_ORDER_MARK = "\uFEFF";

/**
 * Reads a problem in CSV (`csv.ts`) or JSON (`json.ts`, `dsa.ts`); the form goes by the extension, or by the content where that
 * is another.
 *
 * @param fileName for messages, for the form and for the capacity that may be in it; nothing is opened
 * @throws FormatError at the first fault, with file, line and column; an InputError if `options.capacity` is no capacity
 */
export function parse(text: string, fileName: string, options: ParseOptions = {}): Document {
  const { placed = false } = options;
  validate({ buffers: [], ...(options.capacity !== undefined && { capacity: options.capacity }) });
  const mark = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : "";
  const body = text.slice(mark.length);
  if (body.trim() === "") throw new FormatError(fileName, 1, 1, "the file is empty");
  const reading =
    formOf(fileName, body) === "csv" ? readCsv(body, fileName, placed) : readAnyJson(body, fileName, placed);
  const capacity = options.capacity ?? reading.capacity ?? capacityFromFileName(fileName);
  const problem: Problem = { buffers: reading.buffers, ...(capacity !== undefined && { capacity }) };
  const checked = placed ? { buffers: problem.buffers } : problem;
  if (placed) check({ buffers: [], ...(capacity !== undefined && { capacity }) }, reading, body, fileName);
  check(checked, reading, body, fileName);
  return { fileName, problem, offsets: reading.offsets, mark, source: reading.source };
}

/**
 * The document's text with an offset for every buffer: rows, columns, keys, their order, line ends and whatever else is in it
 * stay as they are; the offset goes where the file has a place for it, or into a new last column or key.
 *
 * @param offsets bytes, in the order of the buffers
 * @throws RangeError for another number of offsets, or an offset that is no integer ≥ 0
 */
export function format(document: Document, offsets: ArrayLike<number>): string {
  const { problem, mark, source } = document;
  const count = problem.buffers.length;
  if (offsets.length !== count) throw new RangeError(`expected ${count} offsets, got ${offsets.length}`);
  for (let i = 0; i < count; i++) {
    const offset = offsets[i]!;
    if (!(Number.isInteger(offset) && offset >= 0 && offset <= MAX_BYTES)) {
      throw new RangeError(`offset ${i} (counted from 0) must be an integer ≥ 0 bytes, got ${offset}`);
    }
  }
  return mark + (source.form === "csv" ? formatCsv(source, offsets) : formatJson(source, offsets));
}

type SourcedReading = Reading & { readonly source: CsvSource | JsonSource };

function readAnyJson(text: string, fileName: string, placed: boolean): SourcedReading {
  const file = new JsonFile(text, fileName);
  return isDsaProblem(file.root) ? readDsa(file, placed) : readJson(file, placed);
}

/** Validates, and says of a fault where in the file it is. */
function check(problem: Problem, reading: Reading, text: string, fileName: string): void {
  try {
    validate(problem);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { bufferIndex, field } = error.culprit;
    const inclusive = field === "upper" && bufferIndex !== undefined && reading.endsInclusive(bufferIndex);
    const detail = inclusive ? `${error.message} (the last live time is "end", and upper = end + 1)` : error.message;
    throw errorAt(fileName, text, { position: reading.positionOf(bufferIndex, field), detail });
  }
}
