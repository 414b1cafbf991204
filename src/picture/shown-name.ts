/** Names as people may be shown them: whatever a file calls its buffers, it is text, on one line, and in its place. */

/** Characters of a name that are shown at most; the middle of longer ones is left out. */
export const MOST_SHOWN = 160;

/**
 * What has no look of its own, or changes that of its surroundings: controls, line ends, marks of direction and
 * embedding (Unicode, Bidirectional Algorithm), characters of no width, private ones, halves of pairs.
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\u115F\u1160\u3164\uFFA0]/gu;
/** More marks than these on one letter would be drawn over the lines around it. */
const PILED = /(\p{M}{3})\p{M}+/gu;

/** The name with what is unseen spelled out, and cut where it is too long; `(no name)` where there is nothing. */
export function shownName(name: string, most = MOST_SHOWN): string {
  // What is cut away is not looked at: a name may have a million characters.
  const near = name.length > 4 * most ? `${name.slice(0, 2 * most)}${name.slice(-2 * most)}` : name;
  const plain = near.replace(UNSEEN, spelled).replace(PILED, "$1…");
  if (plain.trim() === "") return plain === "" ? "(no name)" : `"${plain}"`;
  const letters = Array.from(plain);
  if (letters.length <= most) return plain;
  const head = Math.ceil((most - 1) * 0.6);
  return `${letters.slice(0, head).join("")}…${letters.slice(letters.length - (most - 1 - head)).join("")}`;
}

function spelled(character: string): string {
  const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");
  return `⟨U+${code}⟩`;
}
