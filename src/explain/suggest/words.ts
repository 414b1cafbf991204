import type { Problem } from "../../problem/index.js";
import { idsListed } from "../constraint.js";
import { count, listed, quote, shownBytes } from "../words.js";
import type { SuggestedChange } from "./change.js";

/**
 * What is to be done, in words for people, and what it comes to.
 *
 * @param isProved whether it is known that less does not do
 */
export function messageOf(problem: Problem, changes: readonly SuggestedChange[], isProved: boolean): string {
  const others = changes.length > 1 && !isProved ? " (a smaller set is not excluded)" : "";
  return `${listed(
    changes.map((change) => wordsOf(problem, change)),
    MOST_TOLD,
    ", and ",
  )}: everything fits then${others}`;
}

/** Changes that a sentence lists at most. */
const MOST_TOLD = 12;

function wordsOf(problem: Problem, change: SuggestedChange): string {
  switch (change.kind) {
    case "shrink":
      return `shrink ${quote(change.buffer)} from ${count(change.from)} to ${shownBytes(change.to)}`;
    case "end":
      return `end ${quote(change.buffer)} at t = ${change.to} instead of ${change.from}`;
    case "start":
      return `begin ${quote(change.buffer)} at t = ${change.to} instead of ${change.from}`;
    case "shift": {
      const units = Math.abs(change.by) === 1 ? "unit" : "units";
      const when = change.by < 0 ? "earlier" : "later";
      return `let ${quote(change.buffer)} live ${count(Math.abs(change.by))} ${units} of time ${when}`;
    }
    case "split":
      return `drop ${quote(change.buffer)} at t = ${change.lower} and compute it again at t = ${change.upper}`;
    case "move": {
      const from = change.from.length === 1 ? ` from memory ${quote(change.from[0]!)}` : "";
      const size = problem.buffers.find(({ id }) => id === change.buffer)!.size;
      return `move ${quote(change.buffer)} (${shownBytes(size)})${from} to memory ${quote(change.to)}`;
    }
    case "align":
      if (change.to === 1) return `drop the alignment of ${quote(change.buffer)} to ${count(change.from)}`;
      return `align ${quote(change.buffer)} to ${count(change.to)} instead of ${shownBytes(change.from)}`;
    case "unfix": {
      const where = change.to === change.from ? "" : ` (the plan puts it at ${count(change.to)})`;
      return `free ${quote(change.buffer)} from its fixed offset ${count(change.from)}${where}`;
    }
    case "exclusive":
      return `let ${quote(change.buffer)} share bytes with buffers of other times`;
    case "withinBank":
      return `let ${quote(change.buffer)} lie across banks`;
    case "apart": {
      const entry = problem.apart![change.index]!;
      const ids = change.pair ?? idsListed(entry);
      return `keep ${listed(ids.map(quote), 6)} apart no longer (apart[${change.index}])`;
    }
    case "reserved": {
      const { reserved } = problem.memories!.find(({ id }) => id === change.memory)!;
      const { from, to } = reserved![change.index]!;
      return `give up the reserved bytes [${count(from)}, ${count(to)}) of memory ${quote(change.memory)}`;
    }
    case "limit":
      return `raise the limit on ${change.term} from ${count(change.from)} to ${count(change.to)}`;
    case "inplace":
      return `let ${quote(change.buffer)} be written in place of ${quote(change.of)}`;
    case "view":
      return `make ${quote(change.buffer)} a view of ${quote(change.of)}`;
    case "copy":
      return `give ${quote(change.buffer)} bytes of its own, apart from ${quote(change.of)}`;
    case "capacity": {
      const where = change.memory === "" ? "" : ` of memory ${quote(change.memory)}`;
      return `raise the capacity${where} from ${count(change.from)} to ${shownBytes(change.to)}`;
    }
  }
}
