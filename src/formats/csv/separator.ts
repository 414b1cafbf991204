import { BUFFER_NAMES, squash } from "../../problem/vocabulary.js";

/** What may stand between the cells of a row. */
export type Separator = "," | ";" | "\t";

const SEPARATORS: readonly Separator[] = [",", ";", "\t"];
const FIELDS = Object.values(BUFFER_NAMES).flat();

/** The separator with which the header names most fields; a comma where there is nothing to choose between. */
export function separatorOf(body: string, fields: readonly string[] = FIELDS): Separator {
  const known = new Set(fields.map(squash));
  const begin = body.search(/\S/);
  const end = begin + body.slice(begin).search(/[\r\n]|$/);
  const header = body.slice(begin, end);
  let best: Separator = ",";
  let most = namedBy(header, best, known);
  for (const separator of SEPARATORS) {
    const named = namedBy(header, separator, known);
    if (named > most) [best, most] = [separator, named];
  }
  return best;
}

function namedBy(header: string, separator: Separator, known: ReadonlySet<string>): number {
  return header.split(separator).filter((cell) => known.has(squash(cell.replaceAll('"', "")))).length;
}
