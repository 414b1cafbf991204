import { extname } from "node:path";
import { type Document, type Form, format, serialize, statedIn } from "../../formats/index.js";
import { complain } from "../complain.js";
import type { ReadCommand } from "../input/read.js";
import { unsaid } from "./unsaid.js";
import { writeOutput } from "./write-output.js";

/**
 * Writes a file with its offsets, and says what it needs to be read again.
 *
 * @param command how the document was read: what its times mean, and the file of pairs, where options said so
 * @throws OutputError
 */
export async function writePlaced(
  document: Document,
  { offsets, memories }: { readonly offsets: ArrayLike<number>; readonly memories: readonly string[] | null },
  target: string,
  { ends, pairs }: Pick<ReadCommand, "ends" | "pairs">,
): Promise<void> {
  const { problem, source } = document;
  const form = formOf(target, source.form);
  const isAnew = form !== source.form;
  // As it was read with offsets put in; written anew where the target's name asks for the other form.
  await writeOutput(target, isAnew ? serialize(problem, form, offsets, memories) : format(document, offsets, memories));
  const stated = isAnew ? statedIn(problem, form) : document.stated;
  const note = unsaid({ target, form, problem, stated, ...(!isAnew && { ends, pairs }) });
  if (note !== null) complain(note);
}

/** The form that a file's name asks for; `other` where it asks for none. */
function formOf(target: string, other: Form): Form {
  const extension = extname(target).toLowerCase();
  return extension === ".json" ? "json" : extension === ".csv" ? "csv" : other;
}
