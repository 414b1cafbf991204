/**
 * Comments in CSV: lines that begin with `#`. They are blanked before the cells are found, in a text of the same
 * length, so that every position stays what it is; the file's own text keeps them.
 */

const HASH = 35;
const QUOTE = 34;
const LF = 10;
const CR = 13;

/** A line that begins with `#`, without its line end; `begin` is at the `#`. */
export interface Comment {
  readonly begin: number;
  readonly end: number;
}

export interface Uncommented {
  /** As long as the text. */
  readonly body: string;
  readonly comments: readonly Comment[];
}

/** A comment that says something of the problem, as in `# pool_offset=4096`. */
export interface Statement {
  readonly name: string;
  readonly value: string;
  /** Positions in the text. */
  readonly nameBegin: number;
  readonly valueBegin: number;
}

/** Blanks the comments of a text; a `#` within a quoted cell begins none. */
export function uncomment(text: string): Uncommented {
  const comments: Comment[] = [];
  if (text.includes("#")) {
    let at = 0;
    while (at < text.length) {
      const begin = afterBlanks(text, at);
      if (text.charCodeAt(begin) === HASH) {
        at = lineEnd(text, begin);
        comments.push({ begin, end: at });
      } else {
        at = recordEnd(text, at);
      }
      at++;
    }
  }
  if (comments.length === 0) return { body: text, comments };
  const pieces: string[] = [];
  let written = 0;
  for (const { begin, end } of comments) {
    pieces.push(text.slice(written, begin), " ".repeat(end - begin));
    written = end;
  }
  pieces.push(text.slice(written));
  return { body: pieces.join(""), comments };
}

/** What a comment of the form `# NAME=VALUE` says; null for any other. */
export function statementOf(text: string, { begin, end }: Comment): Statement | null {
  const match = /^(#[ \t]*)([A-Za-z_][\w.-]*)([ \t]*=[ \t]*)(\S+)[ \t]*$/.exec(text.slice(begin, end));
  if (match === null) return null;
  const [, hash = "", name = "", equals = "", value = ""] = match;
  const nameBegin = begin + hash.length;
  return { name, value, nameBegin, valueBegin: nameBegin + name.length + equals.length };
}

function afterBlanks(text: string, at: number): number {
  while (text.charCodeAt(at) === 32 || text.charCodeAt(at) === 9) at++;
  return at;
}

function lineEnd(text: string, at: number): number {
  while (at < text.length && text.charCodeAt(at) !== LF && text.charCodeAt(at) !== CR) at++;
  return at;
}

/** The end of the row that begins at `at`: the first line end outside quotes. */
function recordEnd(text: string, at: number): number {
  let quoted = false;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) quoted = !quoted;
    else if (!quoted && (code === LF || code === CR)) break;
  }
  return at;
}
