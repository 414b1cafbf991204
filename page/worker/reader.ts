/** Files to documents, and documents with plans to files: loaded at the first file. */
import {
  type Document,
  FormatError,
  lossNotes,
  type ParseOptions,
  type Plan,
  parse,
  possibleTargets,
  serialize,
  TARGETS,
  targetNamed,
} from "../../src/formats/index.js";
import type { GivenFile, TargetChoice, Written } from "./messages.js";

/** As many bytes as a packed file may unpack to, as `src/formats/packing.ts` has it. */
const MOST_UNPACKED = 2 ** 29;
const LEAST_UNPACKED = 2 ** 26;
const MOST_TIMES = 256;

/** @throws FormatError as `parse` does */
export async function read(files: readonly GivenFile[], options: ParseOptions = {}): Promise<Document> {
  const [{ name, bytes }, ...others] = files as [GivenFile, ...GivenFile[]];
  const beside = new Map(others.map((other) => [other.name, other.bytes]));
  return parse(await unpacked(bytes, name), name, { ...options, beside: (wanted) => beside.get(wanted) ?? null });
}

/** The same file read as a plan; null where it has none. */
export async function readPlan(files: readonly GivenFile[]): Promise<Document | null> {
  try {
    return await read(files, { placed: true });
  } catch (error) {
    if (error instanceof FormatError) return null;
    throw error;
  }
}

async function unpacked(bytes: Uint8Array, name: string): Promise<Uint8Array> {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const most = Math.min(MOST_UNPACKED, Math.max(LEAST_UNPACKED, MOST_TIMES * bytes.length));
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    const stream = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(new DecompressionStream("gzip"));
    const reader = stream.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      length += value.length;
      if (length > most) {
        void reader.cancel();
        throw new FormatError(name, 1, 1, `the file is packed with gzip, and unpacked it has more than ${most} bytes`);
      }
      pieces.push(value);
    }
  } catch (error) {
    if (error instanceof FormatError) throw error;
    const detail = `the file is packed with gzip and cannot be unpacked: ${(error as Error).message}`;
    throw new FormatError(name, 1, 1, detail);
  }
  return new Uint8Array(await new Blob(pieces as Uint8Array<ArrayBuffer>[]).arrayBuffer());
}

export function targetsOf(document: Document): TargetChoice[] {
  const possible = new Set(possibleTargets(document));
  return TARGETS.filter(({ name }) => possible.has(name)).map(({ name, title, extensions, needsPlan }) => {
    return { name, title, extension: extensions[0] ?? ownExtension(document), needsPlan };
  });
}

function ownExtension({ fileName }: Document): string {
  return /\.[A-Za-z0-9]+$/.exec(fileName.replace(/\.gz$/i, ""))?.[0] ?? ".csv";
}

/** @throws InputError and RangeError as the target's `write` does */
export function write(document: Document, targetName: string, plan: Plan | null): Written {
  const target = targetNamed(targetName);
  if (target === undefined) throw new RangeError(`no form of output is called ${targetName}`);
  const content = target.write(document, plan);
  const stem = document.fileName.replace(/^.*[/\\]/, "").replace(/(\.[A-Za-z0-9]{1,8}){1,2}$/, "");
  const extension = target.extensions[0] ?? ownExtension(document);
  return {
    fileName: `${stem === "" ? "plan" : stem}.placed${extension}`,
    content: typeof content === "string" ? new TextEncoder().encode(content) : content,
    notes: lossNotes(document, target),
  };
}

/** A document of a changed problem, as the JSON form says it. */
export function documentOf(problem: Document["problem"], fileName: string): Document {
  const name = `${fileName.replace(/\.[^.]*$/, "")}.changed.json`;
  return parse(serialize(problem, "json"), name);
}
