import type { ProblemColumns } from "../problem/index.js";
import { LiveByAddress } from "./live-by-address.js";

/** What it costs to lay a buffer somewhere: bytes of what has to leave, and its own if it is not at its hint. */
export interface Place {
  /** Absolute; −1 where there is none. */
  readonly offset: number;
  readonly cost: number;
}

/** What a buffer weighs that lies elsewhere already, by its bytes: it can be sent on for next to nothing. */
const MOVED_ALREADY = 1 / 1024;

/** What it takes to sort an event, in looks. */
const SORTED_LOOKS = 8;

/**
 * Where buffers lie while a plan is changed: most at their hints, some elsewhere, some nowhere. Every question looks at
 * all buffers once, as few are asked about.
 */
export class Arrangement {
  readonly count: number;
  /** By buffer: absolute; −1 for one that lies nowhere. */
  readonly offsets: Float64Array;
  /** By buffer: −1 where it has none, or may not lie there. */
  readonly hints: Float64Array;
  /** The address that no buffer may reach above. */
  readonly limit: number;
  /** Bytes of buffers whose hint is no place for them. */
  readonly lost: number;
  readonly #columns: ProblemColumns;
  /** By buffer: what it costs to send it away is this many times its bytes. */
  readonly #reluctance: Float64Array;
  /** Breakpoints of `cheapest`: where a buffer begins and ends to be in the way. */
  readonly #at: Float64Array;
  readonly #by: Int32Array;
  /** Buffers that may still be looked at. */
  #looks: number;

  /**
   * @param hints absolute; −1 for none
   * @param looks buffers that may be looked at, each time that a question is asked; by default as many as like
   */
  constructor(columns: ProblemColumns, hints: Float64Array, limit: number, looks = Number.POSITIVE_INFINITY) {
    this.#looks = looks;
    const { count, base, size, alignment, fixedOffset } = columns;
    this.#columns = columns;
    this.count = count;
    this.limit = limit;
    this.offsets = new Float64Array(count).fill(-1);
    this.hints = hints.slice();
    this.#reluctance = new Float64Array(count).fill(1);
    this.#at = new Float64Array(2 * count);
    this.#by = new Int32Array(2 * count);
    let lost = 0;
    for (let b = 0; b < count; b++) {
      const hint = hints[b]!;
      if (hint < 0) continue;
      const fixed = fixedOffset[b]!;
      const suits = hint >= base && hint + size[b]! <= limit && hint % alignment[b]! === 0;
      if (suits && (fixed < 0 || fixed === hint)) continue;
      lost += size[b]!;
      this.hints[b] = -1;
    }
    this.lost = lost;
  }

  /**
   * Lays fixed buffers at their offsets and the others at their hints, as far as they share no byte: of two that do,
   * the one stays that weighs more.
   *
   * @returns the others; null where fixed ones are in each other's way or beyond the limit, or where it was stopped
   */
  keep(shouldStop: () => boolean = () => false): Int32Array | null {
    const { count, base, lower, size, fixedOffset } = this.#columns;
    const { offsets, hints } = this;
    const order = Int32Array.from({ length: count }, (_, b) => b).sort((a, b) => lower[a]! - lower[b]! || a - b);
    const live = new LiveByAddress(this.#columns, offsets);
    offsets.fill(-1);
    for (const [k, b] of order.entries()) {
      if (k % 512 === 0 && shouldStop()) return null;
      const fixed = fixedOffset[b]!;
      const x = fixed >= 0 ? fixed : hints[b]!;
      if (fixed >= 0 && (fixed < base || fixed + size[b]! > this.limit)) return null;
      if (x < 0) continue;
      if (!this.#isSolid(b)) {
        offsets[b] = x;
        continue;
      }
      live.endUntil(lower[b]!);
      const [from, to] = live.meeting(x, x + size[b]!);
      let weight = 0;
      let blocked = false;
      for (let at = from; at < to; at++) {
        weight += size[live.list[at]!]!;
        if (fixedOffset[live.list[at]!]! >= 0) blocked = true;
      }
      if (blocked && fixed >= 0) return null;
      if (blocked || (weight > 0 && weight >= size[b]! && fixed < 0)) continue;
      for (let at = from; at < to; at++) offsets[live.list[at]!] = -1;
      offsets[b] = x;
      live.replace(from, to, b);
    }
    return Int32Array.from(order.filter((b) => offsets[b]! < 0));
  }

  /** Whether as many buffers have been looked at as may be: what was begun is to be given up. */
  get isSpent(): boolean {
    return this.#looks <= 0;
  }

  /** Counts buffers that others look at. */
  spend(looks: number): void {
    this.#looks -= looks;
  }

  /** Whether a buffer meets others at all. */
  #isSolid(b: number): boolean {
    const { size, lower, upper } = this.#columns;
    return size[b]! > 0 && upper[b]! > lower[b]!;
  }

  /** Bytes of the buffers that do not lie at their hints. */
  get moved(): number {
    const { size } = this.#columns;
    let moved = this.lost;
    for (let b = 0; b < this.count; b++) {
      if (this.hints[b]! >= 0 && this.hints[b] !== this.offsets[b]) moved += size[b]!;
    }
    return moved;
  }

  get peak(): number {
    const { base, size } = this.#columns;
    let top = base;
    for (let b = 0; b < this.count; b++) top = Math.max(top, this.offsets[b]! + size[b]!);
    return top - base;
  }

  /** Forgets how reluctant buffers have become, and makes them differ by up to `noise` times their bytes. */
  relax(next: () => number, noise: number): void {
    for (let b = 0; b < this.count; b++) this.#reluctance[b] = 1 + noise * next();
  }

  /**
   * The place of a buffer that costs least: exact over all places within the limit. Of equal ones it is in the tightest
   * gap.
   *
   * @param plainly counts every buffer by its bytes, whether it has been moved before or not
   */
  cheapest(b: number, plainly = false): Place {
    const { base, lower, upper, size, alignment, fixedOffset } = this.#columns;
    const { offsets, hints, limit } = this;
    const [bytes, step, hint] = [size[b]!, alignment[b]!, hints[b]!];
    if (fixedOffset[b]! >= 0) return { offset: fixedOffset[b]!, cost: this.#costAt(b, fixedOffset[b]!) };
    const own = hint < 0 ? 0 : bytes;
    if (!this.#isSolid(b)) {
      if (hint >= 0) return { offset: hint, cost: 0 };
      const lowest = alignUp(base, step);
      return { offset: lowest + bytes <= limit ? lowest : -1, cost: 0 };
    }
    this.#looks -= this.count;
    const [at, by] = [this.#at, this.#by];
    let events = 0;
    for (let i = 0; i < this.count; i++) {
      if (i === b || offsets[i]! < 0 || lower[i]! >= upper[b]! || lower[b]! >= upper[i]! || !this.#isSolid(i)) continue;
      at[2 * i] = offsets[i]! - bytes + 1;
      at[2 * i + 1] = offsets[i]! + size[i]!;
      by[events++] = 2 * i;
      by[events++] = 2 * i + 1;
    }
    this.#looks -= SORTED_LOOKS * events;
    const order = by.subarray(0, events).sort((x, y) => at[x]! - at[y]!);
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    let tightest = Number.POSITIVE_INFINITY;
    let due = 0;
    let walls = 0;
    let from = base;
    for (let k = 0; k <= events; ) {
      // All that begins or ends up to here.
      for (; k < events && at[order[k]!]! <= from; k++) {
        const i = order[k]! >> 1;
        const sign = (order[k]! & 1) === 0 ? 1 : -1;
        if (fixedOffset[i]! >= 0) walls += sign;
        else due += sign * (plainly ? size[i]! : this.#weight(i));
      }
      const until = Math.min(k < events ? at[order[k]!]! : Number.POSITIVE_INFINITY, limit - bytes + 1);
      if (walls === 0 && from < until) {
        const rest = k === 0 || due < 1e-6 ? 0 : due;
        if (hint >= from && hint < until && rest < least) {
          [best, least, tightest] = [hint, rest, 0];
        }
        const x = alignUp(from, step);
        const cost = rest + (x === hint ? 0 : own);
        if (x < until && (cost < least || (cost === least && until - from < tightest))) {
          [best, least, tightest] = [x, cost, until - from];
        }
      }
      if (k >= events || at[order[k]!]! > limit - bytes) break;
      from = at[order[k]!]!;
    }
    return { offset: best, cost: least };
  }

  /** Infinity where a fixed buffer is in the way. */
  #costAt(b: number, x: number): number {
    let due = 0;
    this.forInWay(b, x, (i) => {
      due += this.#columns.fixedOffset[i]! >= 0 ? Number.POSITIVE_INFINITY : this.#weight(i);
    });
    return due;
  }

  #weight(i: number): number {
    const bytes = this.#columns.size[i]! * this.#reluctance[i]!;
    return this.offsets[i] === this.hints[i] ? bytes : bytes * MOVED_ALREADY;
  }

  /** Calls `visit` for each buffer that shares bytes with `b` if that lies at `x`. */
  forInWay(b: number, x: number, visit: (other: number) => void): void {
    const { lower, upper, size } = this.#columns;
    const { offsets, count } = this;
    if (!this.#isSolid(b)) return;
    this.#looks -= count;
    const [from, to, top] = [lower[b]!, upper[b]!, x + size[b]!];
    for (let i = 0; i < count; i++) {
      const y = offsets[i]!;
      if (y < 0 || y >= top || x >= y + size[i]! || lower[i]! >= to || from >= upper[i]! || i === b) continue;
      if (this.#isSolid(i)) visit(i);
    }
  }

  /** Lays a buffer somewhere; who is in the way lies nowhere then, and is less willing to be sent away again. */
  place(b: number, x: number): number[] {
    const sent: number[] = [];
    this.forInWay(b, x, (i) => sent.push(i));
    for (const i of sent) {
      this.offsets[i] = -1;
      this.#reluctance[i]! *= 2;
    }
    this.offsets[b] = x;
    return sent;
  }

  /** Lays moved buffers at their hints again where these are free, the largest first, as far as looks are left. */
  settleBack(): void {
    const { size, fixedOffset } = this.#columns;
    const { offsets, hints } = this;
    const moved: number[] = [];
    for (let b = 0; b < this.count; b++) {
      if (hints[b]! >= 0 && hints[b] !== offsets[b] && fixedOffset[b]! < 0) moved.push(b);
    }
    moved.sort((a, b) => size[b]! - size[a]! || a - b);
    for (const b of moved) {
      if (this.isSpent) return;
      let isFree = true;
      this.forInWay(b, hints[b]!, () => {
        isFree = false;
      });
      if (isFree) offsets[b] = hints[b]!;
    }
  }
}

export function alignUp(x: number, step: number): number {
  const over = x % step;
  return over === 0 ? x : x + step - over;
}
