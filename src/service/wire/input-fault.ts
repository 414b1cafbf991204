import type { InputError } from "../../problem/index.js";
import { type Fault, refuse, shorten } from "../faults.js";
import type { RawProblem } from "./raw-problem.js";

/** Characters of a name that a message shows: the name is cut rather than what is said of it. */
const LONGEST_NAME = 60;

/** A name in quotes, as JSON writes it. */
const NAME = /"(?:[^"\\]|\\.)*"/g;

/** What was found wrong with a problem, said of the request's field. @param path of the problem in the request */
export function inputFault(error: InputError, raw: RawProblem, path: string): Fault {
  return refuse("INVALID_PROBLEM", withShortNames(error.message), `${path}${fieldOf(error.culprit, raw)}`).fault;
}

/** The message, names in it that are long cut in the middle. */
export function withShortNames(message: string): string {
  return message.replace(NAME, (name) => {
    return name.length <= LONGEST_NAME ? name : JSON.stringify(shorten(JSON.parse(name) as string, LONGEST_NAME));
  });
}

type Place = InputError["culprit"];

function fieldOf({ bufferIndex, field, entry }: Place, raw: RawProblem): string {
  if (bufferIndex !== undefined) return `.${ofBuffer(bufferIndex, field ?? "size", entry, raw)}`;
  if (field === undefined) return "";
  return entry === undefined ? `.${field}` : `.${field}[${entry}]`;
}

/** Where the request has what a buffer's field says. */
function ofBuffer(index: number, field: string, entry: number | undefined, raw: RawProblem): string {
  const nth = (name: string, position: number): string => (position < 0 ? name : `${name}[${position}]`);
  switch (field) {
    case "offset":
      return nth("fixed_offset", positionIn(raw.fixed_index, index));
    case "hint":
      return nth("hint_offset", positionIn(raw.hint_index, index));
    case "withinBank":
      return nth("within_bank_index", positionIn(raw.within_bank_index, index));
    case "exclusive":
      return nth("exclusive_index", positionIn(raw.exclusive_index, index));
    case "clock":
      return nth("clock_lower", (index * (raw.clock_lower?.length ?? 0)) / (raw.lower?.length ?? 1));
    case "gaps":
      return nth("gaps", nthOf(raw.gaps, index, entry ?? 0));
    case "memory":
    case "memories": {
      const choice = nthOf(raw.memory_choices, index, entry ?? 0);
      if (choice >= 0) return nth("memory_choices", choice);
      return nth("memory_index", (raw.memory_index?.length ?? 0) > 0 ? index : -1);
    }
    default:
      return nth(field, index);
  }
}

function positionIn(indices: Float64Array | undefined, index: number): number {
  return indices?.indexOf(index) ?? -1;
}

/** Position of the n-th entry that is about a buffer, counted from 0; −1 where there are not as many. */
function nthOf(list: readonly { readonly buffer_index?: number }[] | undefined, buffer: number, n: number): number {
  let seen = 0;
  for (const [k, { buffer_index = 0 }] of (list ?? []).entries()) if (buffer_index === buffer && seen++ === n) return k;
  return -1;
}
