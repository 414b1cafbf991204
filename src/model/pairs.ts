import type { InputError, Problem } from "../problem/index.js";
import { shown } from "../problem/index.js";
import type { Positions, Ties } from "./bodies.js";
import { checkWhole, entryFault, quote } from "./fault.js";
import type { Pair } from "./model.js";

/** Pairs that lists of a problem may stand for at most: groups multiply. */
const MOST_PAIRS = 20_000_000;

/**
 * The rules for pairs of buffers, lists and groups taken apart. Rules that tell nothing within one body are left out.
 *
 * @throws InputError for unknown buffers, a buffer paired with itself, and aliases that are to be apart.
 */
export function pairsOf(problem: Problem, positions: Positions, { rootOf, at }: Ties): Pair[] {
  const { buffers, apart = [], free = [], inplace = [] } = problem;
  const pairs: Pair[] = [];
  for (const [index, entry] of apart.entries()) {
    const fail = (text: string, key?: string): InputError => entryFault("apart", index, text, key);
    const { distance = 0, cost, banks = false } = entry;
    checkWhole("distance", distance, 0, (text) => fail(text, "distance"));
    if (cost !== undefined) checkWhole("cost", cost, 0, (text) => fail(text, "cost"), "");
    if (typeof banks !== "boolean") throw fail(`banks must be true or false, got ${shown(banks)}`, "banks");
    if (cost !== undefined && distance > 0) throw fail("cost and distance cannot go together", "distance");
    if (banks && (cost !== undefined || distance > 0)) throw fail("banks goes without cost and distance", "banks");
    for (const [a, b] of couples(entry, positions, fail)) {
      if (rootOf[a] === rootOf[b] && cost === undefined) {
        const names = `${quote(buffers[a]!.id)} and ${quote(buffers[b]!.id)}`;
        const rigid = Math.abs(at[a]! - at[b]!);
        throw fail(`buffers ${names} cannot be kept apart: aliases lay them ${rigid} bytes from each other`);
      }
      if (cost !== undefined) pairs.push({ rule: "reuse", a, b, cost });
      else pairs.push(banks ? { rule: "banks", a, b } : { rule: "apart", a, b, distance });
    }
  }
  for (const [index, entry] of free.entries()) {
    const fail = (text: string): InputError => entryFault("free", index, text);
    for (const [a, b] of couples(entry, positions, fail)) {
      if (rootOf[a] !== rootOf[b]) pairs.push({ rule: "free", a, b });
    }
  }
  for (const [index, { buffer, of, at: above = 0 }] of inplace.entries()) {
    const fail = (text: string, key?: string): InputError => entryFault("inplace", index, text, key);
    checkWhole("at", above, Number.MIN_SAFE_INTEGER, (text) => fail(text, "at"));
    const a = positionOf(buffer, positions, (text) => fail(text, "buffer"));
    const b = positionOf(of, positions, (text) => fail(text, "of"));
    if (a === b) throw fail(`buffer ${quote(buffer)} cannot lie in its own place`);
    if (rootOf[a] !== rootOf[b]) pairs.push({ rule: "inplace", a, b, at: above });
  }
  return pairs;
}

/** What an entry of `apart` or `free` lists, two by two, the smaller position first; each couple once. */
function* couples(
  { buffers, groups }: { readonly buffers?: readonly string[]; readonly groups?: readonly (readonly string[])[] },
  positions: Positions,
  fail: (text: string) => InputError,
): Generator<[number, number]> {
  if ((buffers === undefined) === (groups === undefined)) throw fail("needs either buffers or groups");
  const lists = buffers === undefined ? groups : buffers.map((id) => [id]);
  if (!Array.isArray(lists) || lists.length < 2) throw fail("needs at least two buffers or groups");
  const found = lists.map((ids: readonly string[]) => {
    if (!Array.isArray(ids)) throw fail(`a group must be an array of ids, got ${shown(ids)}`);
    return ids.map((id) => positionOf(id, positions, fail));
  });
  let count = 0;
  let before = 0;
  for (const { length } of found) {
    count += before * length;
    before += length;
  }
  if (count > MOST_PAIRS) throw fail(`stands for ${count} pairs, ${MOST_PAIRS} at most`);
  for (let i = 0; i < found.length; i++) {
    for (let j = i + 1; j < found.length; j++) {
      for (const a of found[i]!) {
        for (const b of found[j]!) {
          if (a === b)
            throw fail(
              `buffer ${quote(String(lists[i]!.find((id: string) => positions.get(id) === a)))} is listed twice`,
            );
          yield a < b ? [a, b] : [b, a];
        }
      }
    }
  }
}

function positionOf(id: unknown, positions: Positions, fail: (text: string) => InputError): number {
  const position = typeof id === "string" ? positions.get(id) : undefined;
  if (position === undefined) throw fail(`there is no buffer ${shown(id)}`);
  return position;
}
