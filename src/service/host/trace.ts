import { randomBytes } from "node:crypto";

/** The caller's position in a trace, from W3C trace context, and the server's own. */
export interface Trace {
  readonly traceId: string;
  /** Null where the trace begins here. */
  readonly parentId: string | null;
  readonly spanId: string;
  /** 01 where it is recorded. */
  readonly flags: string;
}

/** Version 00 ends with the flags; a later one may have more behind another dash. Version ff is none. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(.*)$/;

/** The trace that a `traceparent` header tells of; null where it is none. */
export function traceOf(header: string | undefined): Trace | null {
  const [text, traceId, parentId, flags, more] = TRACEPARENT.exec(header ?? "") ?? [];
  if (more !== "" && (text?.startsWith("00") || !more?.startsWith("-"))) return null;
  if (traceId === undefined || /^0+$/.test(traceId) || /^0+$/.test(parentId!)) return null;
  return { traceId, parentId: parentId!, flags: flags!, spanId: newId(8) };
}

/** The `traceparent` of whoever goes on from our span. */
export function headerOf({ traceId, spanId, flags }: Trace): string {
  return `00-${traceId}-${spanId}-${flags}`;
}

/** A trace that begins with this call. */
export function newTrace(): Trace {
  return { traceId: newId(16), parentId: null, spanId: newId(8), flags: "01" };
}

function newId(bytes: number): string {
  return randomBytes(bytes).toString("hex");
}
