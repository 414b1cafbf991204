/**
 * The share of the time left that is kept for the way back, and its bounds in milliseconds. The least is what a busy
 * machine takes until the client has read its answer; of a shorter deadline, half is kept.
 */
const MARGIN = { share: 0.2, least: 20, most: 150 };

/** Buffers that a millisecond more is kept for, to check, encode and send their offsets. */
const BUFFERS_PER_MS = 1_000;

/** What of a deadline is sent to a thread. */
export type DeadlineValue = Pick<Deadline, "at" | "limitMs">;

/**
 * How long the answer to a request may take. It is made once, when the request has been read; whoever works on the
 * request asks it what is left.
 */
export class Deadline {
  /**
   * @param at when the answer has to be on its way, in milliseconds since the epoch; Infinity for no deadline
   * @param limitMs milliseconds that a run may take from when it begins, however long it had to wait for that
   */
  constructor(
    readonly at: number,
    readonly limitMs: number,
  ) {}

  /**
   * Of a call, and a request in it for that many buffers. Its answer has to leave some time before the call's own
   * deadline, so that it arrives in time.
   */
  static ofCall(callDeadline: Date | number, limitMs: number, count: number): Deadline {
    const end = Number(callDeadline);
    const handling = Math.floor(count / BUFFERS_PER_MS);
    // A limit is one of the answer, as far as may be.
    const ofRun = Math.max(limitMs / 2, limitMs - handling);
    if (end === Number.POSITIVE_INFINITY) return new Deadline(end, ofRun);
    const left = Math.max(0, end - Date.now());
    const margin = Math.min(MARGIN.most, Math.max(Math.min(MARGIN.least, left / 2), MARGIN.share * left));
    return new Deadline(end - margin - handling, ofRun);
  }

  /** One that a thread was sent. */
  static of({ at, limitMs }: DeadlineValue): Deadline {
    return new Deadline(at, limitMs);
  }

  /** What all of these allow together: as long as the most patient one does. */
  static latest(deadlines: Iterable<Deadline>): Deadline {
    let at = 0;
    let limitMs = 0;
    for (const deadline of deadlines) {
      at = Math.max(at, deadline.at);
      limitMs = Math.max(limitMs, deadline.limitMs);
    }
    return new Deadline(at, limitMs);
  }

  /** When a run that begins now has to end, in milliseconds since the epoch. */
  endIfBegunNow(): number {
    return Math.min(this.at, Date.now() + this.limitMs);
  }

  /** Milliseconds that a run which begins now may take; 0 where the deadline has passed. */
  remainingMs(): number {
    return Math.max(0, Math.min(this.limitMs, this.at - Date.now()));
  }
}
