/**
 * The form of `*-buffer-assignment.txt` files, with the live ranges in the same file, as older versions of XLA print
 * them, or in `*-live-range.txt` beside it. Either of the two may be the file that is read.
 */
import { FileContent } from "../content.js";
import { errorAt, FormatError } from "../errors.js";
import type { ReadOptions } from "../fields.js";
import type { FileForm, FileSource, SourcedReading } from "../form.js";
import type { NameJudge } from "../names.js";
import { unpacked } from "../packing.js";
import { readingOf } from "./reading.js";
import { readText, type TextDump } from "./text.js";
import { assignmentOf } from "./text-values.js";

const HEAD_BYTES = 256;
/** What the texts begin with: the two that are read, and those beside them that are refused by name. */
const MARKS = [
  /^\s*BufferAssignment\b/,
  /^\s*HloLiveRange\b/,
  /^\s*allocation \d+: (0x[\da-f]+, )?size \d/,
  /^\s*Total bytes used: \d+ \(/,
  /^\s*Memory Space: \S+ \(color=/,
  /^\s*Hlo(Dataflow|Alias)Analysis, module /,
];

const ASSIGNMENT = "-buffer-assignment.txt";
const RANGES = "-live-range.txt";
const HOW = "XLA writes both with --xla_dump_to=FOLDER --xla_dump_hlo_as_text --xla_dump_buffer_assignment_analysis";

export const xlaTextForm: FileForm = {
  name: "buffer assignment of XLA (text)",
  takes: ["alignment"],
  sniff: ({ bytes }) => {
    const head = headOf(bytes);
    return MARKS.some((mark) => mark.test(head));
  },
  read,
};

/** The first bytes as characters, without a byte order mark. */
function headOf(bytes: Uint8Array): string {
  const begin = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  return String.fromCharCode(...bytes.subarray(begin, begin + HEAD_BYTES));
}

function read(file: FileContent, _: NameJudge, options: ReadOptions): SourcedReading<FileSource> {
  refuseReports(file);
  const dump = readText(file);
  const own = dump.hasAssignment ? file : null;
  const other = dump.hasAssignment && dump.hasRanges ? null : besideOf(file, dump, options);
  const assigned = own ?? other!.file;
  const ranged = dump.hasRanges ? file : other!.file;
  const assignment = assignmentOf(
    { file: assigned, dump: own === null ? other!.dump : dump },
    { file: ranged, dump: dump.hasRanges ? dump : other!.dump },
  );
  return readingOf(assignment, options, (position, detail) =>
    errorAt(assigned.fileName, assigned.text, { position, detail }),
  );
}

/** @throws FormatError for what XLA writes beside and that has no offsets or lifetimes */
function refuseReports({ text, fileName }: FileContent): void {
  const head = text.slice(0, HEAD_BYTES);
  const what = /^\s*(Total bytes used:|Memory Space:)/.test(head)
    ? "a memory usage report of XLA"
    : /^\s*Hlo(Dataflow|Alias)Analysis/.test(head)
      ? "an analysis of values by XLA"
      : /^\s*HloLiveRange not available/.test(head)
        ? "a live range that XLA says is not available"
        : null;
  if (what === null) return;
  const detail = `${what} says neither offsets nor lifetimes: the file to read is *${ASSIGNMENT} beside it; ${HOW}`;
  throw new FormatError(fileName, 1, 1, detail);
}

/** The file with what is missing. @throws FormatError where it is not there */
function besideOf(
  file: FileContent,
  { hasAssignment }: TextDump,
  { beside }: ReadOptions,
): { file: FileContent; dump: TextDump } {
  const [own, other] = hasAssignment ? [ASSIGNMENT, RANGES] : [RANGES, ASSIGNMENT];
  const name = file.fileName.replace(/^.*[/\\]/s, "").replace(/\.gz$/i, "");
  const missing = hasAssignment ? "the live ranges of its values are" : "the buffer assignment is";
  const fail = (why: string): never => {
    throw new FormatError(file.fileName, 1, 1, `${missing} not in the file, and ${why}; ${HOW}`);
  };
  if (!name.endsWith(own)) fail(`its name does not end with ${own}, so that *${other} beside it cannot be found`);
  const otherName = name.slice(0, -own.length) + other;
  const bytes = beside?.(otherName) ?? beside?.(`${otherName}.gz`) ?? null;
  if (bytes === null) return fail(`there is no ${otherName} beside it`);
  const found = new FileContent(unpacked(bytes, otherName), otherName);
  if (/^\s*HloLiveRange not available/.test(found.text.slice(0, HEAD_BYTES))) refuseReports(found);
  const dump = readText(found);
  if (hasAssignment ? !dump.hasRanges : !dump.hasAssignment) fail(`${otherName} does not say it either`);
  return { file: found, dump };
}
