/** Writes a plan into a text of JSON, which otherwise stays as it is. */
import type { FileSource } from "../form.js";
import { type Path, type ValueSpan, walkJson } from "./walk.js";

export interface JsonSource extends FileSource {
  readonly form: "json";
  readonly mark: string;
  /** Without the mark. */
  readonly text: string;
  /** Where the array of buffers stands. */
  readonly at: Path;
  /** True for a key of a buffer that holds its offset. */
  readonly holdsOffset: (key: string) => boolean;
  /** What a key of a buffer holds of the memories: that of the plan, or those that it may lie in. */
  readonly memoryField?: (key: string) => "memory" | "memories" | undefined;
  /** Ids of the memories where there are several: a buffer that names none may lie in any of them. */
  readonly listed?: readonly string[];
}

/**
 * The text with each buffer's offset in its object, and for a buffer with a choice of memories its memory beside: where
 * such keys are, or after the last key, spaced and indented as that one is. A choice that is not stated, as where the
 * time is minimised, is written too: the memory alone would be a constraint.
 */
export function formatJson(
  { mark, text, at, holdsOffset, memoryField, listed = [] }: JsonSource,
  { offsets, memories }: { readonly offsets: ArrayLike<number>; readonly memories: readonly string[] | null },
): string {
  let edits: Edit[] = [];
  let final: Edit[] = [];
  let last: ValueSpan | null = null;
  let given: ValueSpan[] = [];
  let memory: ValueSpan[] = [];
  let hasChoice = false;
  walkJson(text, (path, span) => {
    const depth = path.length - at.length;
    if (depth < 0 || depth > 2 || !at.every((step, i) => step === path[i])) return;
    if (depth === 2) {
      last = span;
      const key = path.at(-1) as string;
      if (holdsOffset(key)) given.push(span);
      if (memories === null || memoryField === undefined) return;
      const field = memoryField(key);
      if (field === "memory") memory.push(span);
      else if (field === "memories") hasChoice = true;
    } else if (depth === 1) {
      const i = path.at(-1) as number;
      const put = (key: string, value: string, spans: readonly ValueSpan[]): void => {
        for (const { begin, end } of spans) edits.push({ begin, end, text: value });
        if (spans.length > 0 || last === null) return;
        edits.push({ begin: last.end, end: last.end, text: likeProperty(text, last, key) + value });
      };
      put("offset", String(offsets[i]), given);
      if (memories !== null) {
        const isNamed = memory.some(({ begin, end }) => text.slice(begin, end) !== "null");
        const isUnsaid = listed.length > 1 && !hasChoice && !isNamed;
        if (isUnsaid) put("memories", JSON.stringify(listed.map((id) => ({ id }))), []);
        if (isUnsaid || hasChoice) put("memory", JSON.stringify(memories[i]), memory);
      }
      last = null;
      given = [];
      memory = [];
      hasChoice = false;
    } else {
      // Of two arrays of buffers, the last is the one that was read.
      final = edits;
      edits = [];
    }
  });
  // What is new comes after the last key, whose value may be an edit itself.
  final.sort((a, b) => a.begin - b.begin || a.end - b.end);
  const pieces: string[] = [mark];
  let written = 0;
  for (const edit of final) {
    pieces.push(text.slice(written, edit.begin), edit.text);
    written = edit.end;
  }
  pieces.push(text.slice(written));
  return pieces.join("");
}

interface Edit {
  readonly begin: number;
  readonly end: number;
  readonly text: string;
}

/** A comma and the key, with the white space that stands before the property's key and before its value. */
function likeProperty(text: string, { keyBegin, keyEnd, begin }: ValueSpan, key: string): string {
  let gapBegin = keyBegin;
  while (/\s/.test(text[gapBegin - 1]!)) gapBegin--;
  return `,${text.slice(gapBegin, keyBegin)}${JSON.stringify(key)}${text.slice(keyEnd, begin)}`;
}
