import type { Found } from "./rules/rule.js";

/** At most `limit` violations, by rule; every rule that is broken gets its share of the list, dealt one at a time. */
export function deal<V>(found: readonly Found<V>[], limit: number): V[] {
  const shares = found.map(() => 0);
  let room = limit;
  for (let dealt = true; dealt && room > 0; ) {
    dealt = false;
    for (const [i, { first }] of found.entries()) {
      if (room === 0 || shares[i]! >= first.length) continue;
      shares[i]!++;
      room--;
      dealt = true;
    }
  }
  return found.flatMap(({ first }, i) => first.slice(0, shares[i]!));
}
