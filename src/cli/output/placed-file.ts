import { extname } from "node:path";
import { type Document, type Form, formatBytes, serialize, statedIn } from "../../formats/index.js";
import { complain } from "../complain.js";
import type { ReadCommand } from "../input/read.js";
import { unsaid } from "./unsaid.js";
import { writeOutput } from "./write-output.js";

/**
 * Writes a file with its offsets, and says what it needs to be read again.
 *
 * @param read how the file was read
 * @throws OutputError
 */
export async function writePlaced(
  document: Document,
  { offsets, memories }: { readonly offsets: ArrayLike<number>; readonly memories: readonly string[] | null },
  target: string,
  { capacity, ends, pairs }: Pick<ReadCommand, "capacity" | "ends" | "pairs">,
): Promise<void> {
  const { problem, source } = document;
  const form = formOf(target, source.form);
  const isAnew = form !== source.form;
  // As it was read with offsets put in; written anew where the target's name asks for the other form.
  await writeOutput(
    target,
    isAnew ? serialize(problem, form, offsets, memories) : formatBytes(document, offsets, memories),
  );
  const stated = isAnew ? statedIn(problem, form) : document.stated;
  const isUnbounded = problem.memories !== undefined && capacity === Number.POSITIVE_INFINITY;
  const others = [...(isUnbounded ? ["-c none"] : []), ...(pairs === undefined ? [] : [`--pairs ${pairs}`])];
  // What is written anew says all of the problem.
  const note = unsaid({ target, form, problem, stated, ...(!isAnew && { ends, others }) });
  if (note !== null) complain(note);
}

/** The form that a file's name asks for; `other` where it asks for none. */
function formOf(target: string, other: Form): Form {
  const extension = extname(target).toLowerCase();
  return extension === ".json" ? "json" : extension === ".csv" ? "csv" : other;
}
