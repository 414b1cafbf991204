import { collectGarbage } from "../garbage.js";

/** How often memory is looked at. */
const LOOK_MS = 250;

/** Milliseconds between two collections where memory is short. */
const AGAIN_MS = 1_000;

/** Milliseconds without a call after which a server counts as at rest. */
const QUIET_MS = 1_000;

/** Growth that is worth a collection at rest: bytes, and a share of what there was after the last one. */
const GROWTH = { bytes: 8 * 2 ** 20, share: 0.05 };

/** The share of the limit that a search may add to what the process keeps at rest. */
const HEADROOM = { bytes: 32 * 2 ** 20, share: 0.1 };

export interface MemoryGuardOptions {
  /** Resident bytes that the process may have. */
  readonly maxBytes: number;
  /** Resident bytes now. */
  readonly residentBytes: () => number;
  /** Something is under way that takes memory: calls, messages. */
  readonly isBusy: () => boolean;
  /** Searches or sessions run. */
  readonly isSearching: () => boolean;
  /** Ends the largest of them. Returns false where there is none. */
  readonly shed: () => boolean;
  /** Has the idle workers collect their garbage. */
  readonly collectElsewhere: () => void;
  /** Told when there is room for searches, and when there is none. */
  readonly onRoom: (hasRoom: boolean) => void;
}

/**
 * Watches the memory of the process. Where it is short, garbage is collected first, and then the largest search is
 * ended, if searches are to blame: the C library keeps pages that are free, so that resident memory alone does not
 * tell. What the process keeps while nothing runs is no search's fault.
 *
 * ```text
 *  resident
 *   │            ┌── ended: above the limit, and above what the process keeps by more than the headroom
 *   │~~~~~~~~~~~~│~~~~~~ kept at rest + headroom
 *   │      ╭─────╯
 *   │──────╯- - - - - - kept at rest
 *   │=================== the limit
 * ```
 */
export class MemoryGuard {
  readonly #options: MemoryGuardOptions;
  #timer: NodeJS.Timeout | undefined;
  /** Resident bytes when nothing ran last, after a collection; 0 where they were within the limit. */
  #keptBytes = 0;
  /** The limit leaves no room for anything: the server needs more by itself. */
  readonly #isTooLow: boolean;
  #settledBytes: number;
  /** Resident bytes at the last collection at rest. */
  #restingBytes = 0;
  #collectedAt = Number.NEGATIVE_INFINITY;
  #busyAt = performance.now();
  #hasRoom = true;

  constructor(options: MemoryGuardOptions) {
    this.#options = options;
    this.#settledBytes = options.residentBytes();
    this.#isTooLow = this.#settledBytes > options.maxBytes;
  }

  start(): void {
    this.#timer = setInterval(() => this.look(), LOOK_MS);
    this.#timer.unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  look(): void {
    const { isBusy, isSearching, shed } = this.#options;
    const now = performance.now();
    const busy = isBusy() || isSearching();
    if (busy) this.#busyAt = now;
    if (!busy) this.#rest(now);
    const isShort = this.#options.residentBytes() > this.#options.maxBytes;
    this.#tell(!isShort);
    if (!isShort) this.#keptBytes = 0;
    // What a collection frees is gone by the next look.
    else if (now - this.#collectedAt >= AGAIN_MS) this.#collect(now);
    else if (!busy && !this.#isTooLow) this.#keptBytes = this.#options.residentBytes();
    else if (this.#isBlamed()) shed();
  }

  /** Whether what runs has added more to what the process keeps than it may. */
  #isBlamed(): boolean {
    const { maxBytes, residentBytes, isSearching } = this.#options;
    if (!isSearching()) return false;
    const headroom = Math.max(HEADROOM.bytes, HEADROOM.share * maxBytes);
    return this.#keptBytes === 0 || residentBytes() > this.#keptBytes + headroom;
  }

  /** Gives back what the last calls took. */
  #rest(now: number): void {
    const resident = this.#options.residentBytes();
    this.#settledBytes = Math.min(this.#settledBytes, resident);
    const least = Math.max(GROWTH.bytes, GROWTH.share * this.#settledBytes);
    if (now - this.#busyAt < QUIET_MS || now - this.#collectedAt < AGAIN_MS) return;
    // What is freed may have held other things: it goes on for as long as it helps.
    const hasHelped = this.#restingBytes - resident > GROWTH.bytes;
    if (resident - this.#settledBytes < least && !hasHelped) return;
    this.#restingBytes = resident;
    this.#collect(now);
    // What does not go then is there to stay.
    this.#settledBytes = resident;
  }

  #collect(now: number): void {
    this.#collectedAt = now;
    collectGarbage();
    this.#options.collectElsewhere();
  }

  #tell(hasRoom: boolean): void {
    if (hasRoom === this.#hasRoom) return;
    this.#hasRoom = hasRoom;
    this.#options.onRoom(hasRoom);
  }
}
