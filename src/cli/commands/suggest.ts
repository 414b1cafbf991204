import type { Document } from "../../formats/index.js";
import { targetNamed } from "../../formats/index.js";
import { complain } from "../complain.js";
import type { ReadCommand } from "../input/read.js";
import { writeDocument } from "../output/placed-file.js";
import type { SuggestionRow } from "../output/rows.js";
import { namedTarget } from "../output/written-as.js";

/**
 * Writes the problem with the changes of one suggestion, without a plan: as JSON, or as CSV where the name or `--to`
 * asks for it.
 *
 * @param rank from 1
 * @returns false where there is no such suggestion, which is told
 * @throws OutputError
 */
export async function writeChanged(
  document: Document,
  { suggestions, isFit }: { readonly suggestions: readonly SuggestionRow[]; readonly isFit: boolean },
  rank: number,
  path: string,
  command: ReadCommand & { readonly to?: string },
): Promise<boolean> {
  const taken = suggestions[rank - 1];
  if (taken === undefined) {
    const { length } = suggestions;
    const found = length === 1 ? "there is one suggestion" : `there are ${length} suggestions`;
    complain(isFit ? "-o: the file fits as it is; nothing is written" : `--take ${rank}: ${found}; nothing is written`);
    return false;
  }
  const { ignoreOffsets: _, ...read } = command;
  const target =
    command.to === undefined ? targetNamed(/\.csv$/i.test(path) ? "csv" : "json")! : namedTarget(command.to);
  const changed = { ...document, problem: taken.problem };
  await writeDocument(changed, null, path, { target, isAsked: true }, read);
  return true;
}
