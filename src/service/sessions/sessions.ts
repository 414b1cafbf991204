import { memoryShort, SHUTTING_DOWN, toStatus } from "../faults.js";
import { type SessionCall, type SessionHouse, SessionStream } from "./session-stream.js";

/** What somebody is told to wait, in milliseconds, who finds all sessions taken: they may last long. */
const RETRY_MS = 1_000;

/** The sessions of a server, and PlanSession. */
export class Sessions {
  readonly #house: SessionHouse;
  readonly #most: number;
  readonly #open = new Set<SessionStream>();

  /** @param most sessions at one time; 0 for none at all */
  constructor(house: SessionHouse, most: number) {
    this.#house = house;
    this.#most = most;
  }

  get count(): number {
    return this.#open.size;
  }

  readonly handler = (call: SessionCall): void => {
    const { admission } = this.#house.context;
    if (admission.closed) call.emit("error", toStatus(SHUTTING_DOWN));
    else if (this.#most === 0) {
      const { noun, flag } = this.#house.trade;
      const message = `this server keeps no ${noun}s (${flag} 0)`;
      call.emit("error", toStatus({ reason: "SESSIONS_OFF", message }));
    } else if (this.#open.size >= this.#most && !this.#makeRoom(this.#house.context.partyOf(call).caller)) {
      const { noun, flag } = this.#house.trade;
      const message = `the server keeps ${this.#most} ${noun}s, which is its limit (${flag})`;
      call.emit("error", toStatus({ reason: "TOO_MANY_SESSIONS", message, retryAfterMs: RETRY_MS }));
    } else {
      const stream = new SessionStream(call, this.#house, () => this.#open.delete(stream));
      this.#open.add(stream);
    }
  };

  /** Ends a session that rests, of the caller with the most of them, if he keeps more than the newcomer would have. */
  #makeRoom(newcomer: string): boolean {
    const counts = new Map<string, number>();
    for (const { caller } of this.#open) counts.set(caller, (counts.get(caller) ?? 0) + 1);
    const most = Math.max(...counts.values());
    if (most <= (counts.get(newcomer) ?? 0) + 1) return false;
    let longest: SessionStream | null = null;
    for (const stream of this.#open) {
      if (counts.get(stream.caller) !== most || stream.quietSince === Number.POSITIVE_INFINITY) continue;
      if (longest === null || stream.quietSince < longest.quietSince) longest = stream;
    }
    const { noun, flag } = this.#house.trade;
    const message = `the server keeps ${this.#most} ${noun}s (${flag}), and a caller with fewer asked for one`;
    longest?.abort({ reason: "TOO_MANY_SESSIONS", message, retryAfterMs: RETRY_MS });
    return longest !== null;
  }

  /** The server is going down: sessions end when what they are at is answered. */
  drain(): void {
    for (const stream of this.#open) stream.drain();
  }

  /** Plans under way end with the best that there is. */
  stop(): void {
    for (const stream of this.#open) stream.stop();
  }

  /** Ends all that are left. */
  close(): void {
    for (const stream of this.#open) stream.abort(SHUTTING_DOWN);
  }

  /** Ends the largest session, as memory is short. Returns false where there is none. */
  shed(): boolean {
    let largest: SessionStream | null = null;
    for (const stream of this.#open) if (largest === null || stream.weight > largest.weight) largest = stream;
    largest?.abort(memoryShort(this.#open.size === 1));
    return largest !== null;
  }
}
