import { idOf, type ProblemColumns } from "../problem/index.js";
import { VIOLATION_KINDS, type Violation, type ViolationKind } from "./report.js";

/**
 * Counts every violation and keeps the first `limit` of each kind, so that memory stays bounded however broken the plan
 * is.
 */
export class ViolationLog {
  readonly counts: Record<ViolationKind, number> = {
    offset: 0,
    fixed: 0,
    alignment: 0,
    capacity: 0,
    overlap: 0,
    "clobbered-read": 0,
  };
  private readonly kept = new Map<ViolationKind, Violation[]>();

  constructor(
    private readonly problem: ProblemColumns,
    readonly limit: number,
  ) {}

  get total(): number {
    let sum = 0;
    for (const kind of VIOLATION_KINDS) sum += this.counts[kind];
    return sum;
  }

  offset(bufferIndex: number, given: unknown): void {
    if (!this.isListed("offset")) return;
    const buffer = idOf(this.problem, bufferIndex);
    const offset = typeof given === "number" ? given : Number.NaN;
    const what = Number.isSafeInteger(given)
      ? (given as number) < 0
        ? `offset must be ≥ 0 bytes, got ${given}`
        : `ends beyond byte 2^53 − 1 at offset ${given}`
      : `offset must be an integer within 2^53 − 1, got ${String(given)}`;
    this.keep({ kind: "offset", buffer, bufferIndex, offset, message: `buffer ${quote(buffer)}: ${what}` });
  }

  fixed(bufferIndex: number, offset: number, fixedOffset: number): void {
    if (!this.isListed("fixed")) return;
    const buffer = idOf(this.problem, bufferIndex);
    const message = `buffer ${quote(buffer)}: fixed at offset ${fixedOffset}, but placed at ${offset}`;
    this.keep({ kind: "fixed", buffer, bufferIndex, offset, fixedOffset, message });
  }

  alignment(bufferIndex: number, offset: number, alignment: number): void {
    if (!this.isListed("alignment")) return;
    const buffer = idOf(this.problem, bufferIndex);
    const message = `buffer ${quote(buffer)}: offset ${offset} is no multiple of the alignment ${alignment}`;
    this.keep({ kind: "alignment", buffer, bufferIndex, offset, alignment, message });
  }

  capacity(bufferIndex: number, offset: number, end: number, base: number, capacity: number): void {
    if (!this.isListed("capacity")) return;
    const buffer = idOf(this.problem, bufferIndex);
    const memory = base === 0 ? "" : `, in a memory that begins at ${base}`;
    const what = offset < base ? "below the memory" : `beyond the capacity of ${capacity} bytes`;
    const message = `buffer ${quote(buffer)}: placed at ${range(offset, end)}, ${what}${memory}`;
    this.keep({ kind: "capacity", buffer, bufferIndex, offset, end, capacity, message });
  }

  /** Counts overlaps; those to be listed come through `overlap`. */
  countOverlaps(pairs: number): void {
    this.counts.overlap += pairs;
  }

  /** Lists one overlap, which `countOverlaps` counts. */
  overlap(bufferIndex: number, otherIndex: number, from: number, to: number, time: number, until: number): void {
    const buffer = idOf(this.problem, bufferIndex);
    const other = idOf(this.problem, otherIndex);
    const message =
      `buffers ${quote(other)} and ${quote(buffer)} share the bytes ${range(from, to)} ` +
      `at the times ${range(time, until)}`;
    this.keep({ kind: "overlap", buffer, bufferIndex, other, otherIndex, from, to, time, until, message });
  }

  /** Whether `clobberedRead` would keep one more; the details are only looked up then. Counts the violation. */
  countClobberedRead(): boolean {
    return this.isListed("clobbered-read");
  }

  /** Lists one clobbered read, which `countClobberedRead` counted. */
  clobberedRead(
    bufferIndex: number,
    time: number,
    clobberedBytes: number,
    from: number,
    to: number,
    writerIndex: number,
    writtenAt: number,
  ): void {
    const buffer = idOf(this.problem, bufferIndex);
    const size = this.problem.size[bufferIndex]!;
    const writer = idOf(this.problem, writerIndex);
    const message =
      `buffer ${quote(buffer)}: ${clobberedBytes} of its ${size} bytes are clobbered when it is read at time ${time}; ` +
      `buffer ${quote(writer)} wrote ${range(from, to)} at time ${writtenAt}`;
    this.keep({
      kind: "clobbered-read",
      buffer,
      bufferIndex,
      from,
      to,
      writer,
      writerIndex,
      writtenAt,
      time,
      clobberedBytes,
      message,
    });
  }

  /** At most `limit` violations, by kind; every kind that occurs gets its share, dealt one at a time. */
  list(): Violation[] {
    const share = new Map<ViolationKind, number>();
    let room = this.limit;
    for (let dealt = true; dealt && room > 0; ) {
      dealt = false;
      for (const kind of VIOLATION_KINDS) {
        const taken = share.get(kind) ?? 0;
        if (room === 0 || taken >= (this.kept.get(kind)?.length ?? 0)) continue;
        share.set(kind, taken + 1);
        room--;
        dealt = true;
      }
    }
    return VIOLATION_KINDS.flatMap((kind) => this.kept.get(kind)?.slice(0, share.get(kind) ?? 0) ?? []);
  }

  private isListed(kind: ViolationKind): boolean {
    return ++this.counts[kind] <= this.limit;
  }

  private keep(violation: Violation): void {
    const kept = this.kept.get(violation.kind);
    if (kept === undefined) this.kept.set(violation.kind, [violation]);
    else kept.push(violation);
  }
}

function quote(id: string): string {
  return JSON.stringify(id);
}

function range(from: number, to: number): string {
  return `[${from}, ${to})`;
}
