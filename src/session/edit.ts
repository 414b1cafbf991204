import { type Buffer, InputError, shown } from "../problem/index.js";

/** A change of a problem, as plain data. */
export type Edit =
  | { readonly kind: "add"; readonly buffer: Buffer }
  | { readonly kind: "remove"; readonly id: string }
  /** To so many bytes. */
  | { readonly kind: "resize"; readonly id: string; readonly size: number }
  /** A lifetime: [lower, upper). */
  | { readonly kind: "retime"; readonly id: string; readonly lower: number; readonly upper: number }
  /** Bytes of memory; null for no limit. */
  | { readonly kind: "capacity"; readonly capacity: number | null };

export type EditKind = Edit["kind"];

const KEYS: Readonly<Record<EditKind, readonly string[]>> = {
  add: ["kind", "buffer"],
  remove: ["kind", "id"],
  resize: ["kind", "id", "size"],
  retime: ["kind", "id", "lower", "upper"],
  capacity: ["kind", "capacity"],
};

/** Checks that an edit is one: its kind, and that it says what the kind needs and nothing else. @throws InputError */
export function checkEdit(edit: Edit): void {
  if (edit === null || typeof edit !== "object") throw new InputError(`an edit must be an object, got ${shown(edit)}`);
  const keys = Object.hasOwn(KEYS, edit.kind) ? KEYS[edit.kind] : undefined;
  if (keys === undefined) {
    const kinds = Object.keys(KEYS).join(", ");
    throw new InputError(`there is no edit ${shown(edit.kind)}; there are ${kinds}`, { field: "kind" });
  }
  for (const key of keys) {
    if ((edit as unknown as Readonly<Record<string, unknown>>)[key] === undefined)
      throw new InputError(`an edit ${edit.kind} needs ${key}`, { field: key });
  }
  for (const key of Object.keys(edit)) {
    if (keys.includes(key)) continue;
    throw new InputError(`an edit ${edit.kind} has no ${key}; it has ${keys.slice(1).join(", ")}`, { field: key });
  }
}

/** The buffer after an edit of it, which need not be sound. */
export function editedBuffer(buffer: Buffer, edit: Extract<Edit, { kind: "resize" | "retime" }>): Buffer {
  if (edit.kind === "resize") return { ...buffer, size: edit.size };
  return { ...buffer, lower: edit.lower, upper: edit.upper };
}
