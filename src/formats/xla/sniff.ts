/**
 * Tells XLA's protobuf files by their first fields: the wire format has no mark of its own, but these files begin with
 * messages that begin with a name, and the bytes around it are none that texts have.
 */
const VARINT_1 = 0x08;
const BYTES_1 = 0x0a;
const BYTES_2 = 0x12;
const BYTES_3 = 0x1a;
const BYTES_5 = 0x2a;
const MOST_NAME_BYTES = 4096;

/** What an HLO file holds: `HloProto`, `HloModuleProto` alone, or an `HloSnapshot` around an `HloProto`. */
export type HloKind = "proto" | "module" | "snapshot";

/** The kind of the message of HLO in bytes [begin, end); null where it is none. Never throws. */
export function hloKind(bytes: Uint8Array, begin = 0, end = bytes.length): HloKind | null {
  const kinds: readonly HloKind[] = ["module", "proto", "snapshot"];
  let at = begin;
  for (const kind of kinds) {
    if (isNamed(bytes, at, end)) return kind;
    const inner = inside(bytes, at, end);
    if (inner === -1) return null;
    at = inner;
  }
  return null;
}

/** Whether a file begins as an XSpace: with a plane that has an id or none, and a name. Never throws. */
export function isXSpace(bytes: Uint8Array): boolean {
  let at = inside(bytes, 0, bytes.length);
  if (at === -1) return false;
  if (bytes[at] === VARINT_1) at = varint(bytes, at + 1, bytes.length).next;
  if (at === -1 || bytes[at] !== BYTES_2) return false;
  return nameEnd(bytes, at, bytes.length) !== -1;
}

/**
 * A module: its name, then the name of its entry computation, or without one its computations. A node of TensorFlow's
 * `GraphDef` has a name and an operator there, and then its attributes, in a field that is a number in a module.
 */
function isNamed(bytes: Uint8Array, at: number, end: number): boolean {
  if (bytes[at] !== BYTES_1) return false;
  const next = nameEnd(bytes, at, end);
  if (next === -1 || next >= end) return false;
  if (bytes[next] !== BYTES_2) return bytes[next] === BYTES_3;
  const behind = nameEnd(bytes, next, end);
  return behind === -1 || behind >= end || bytes[behind] !== BYTES_5;
}

/** Where the message of field 1 begins that stands at `at`; −1 where there is none. */
function inside(bytes: Uint8Array, at: number, end: number): number {
  return at < end && bytes[at] === BYTES_1 ? varint(bytes, at + 1, end).next : -1;
}

/** Where the name ends whose tag stands at `at`; −1 where it is no text of one line. */
function nameEnd(bytes: Uint8Array, at: number, end: number): number {
  const { value, next } = varint(bytes, at + 1, end);
  if (next === -1 || value === 0 || value > MOST_NAME_BYTES || next + value > end) return -1;
  for (let i = next; i < next + value; i++) if (bytes[i]! < 32 || bytes[i] === 127) return -1;
  return next + value;
}

function varint(bytes: Uint8Array, begin: number, end: number): { value: number; next: number } {
  let value = 0;
  for (let i = 0; i < 10 && begin + i < end; i++) {
    const byte = bytes[begin + i]!;
    value += (byte & 127) * 128 ** i;
    if (byte < 128) return { value, next: begin + i + 1 };
  }
  return { value, next: -1 };
}
