import { ServiceError, SHUTTING_DOWN } from "../faults.js";

export interface AdmissionLimits {
  /** Bytes of requests that may be waiting or running. */
  readonly maxInFlightBytes: number;
}

/** The bounds of what a caller is told to wait, in milliseconds. */
const RETRY_MS = { least: 50, most: 5_000 };

/** The weight of the latest request in the average of how long one is in flight. */
const LATEST = 0.05;

/** Counts requests in flight and refuses those of too many bytes, before anything is done for them. How many may wait
 * for workers is for `Places` to say. */
export class Admission {
  inFlight = 0;
  inFlightBytes = 0;
  closed = false;
  #averageMs = 10;

  constructor(readonly limits: AdmissionLimits) {}

  /**
   * Lets a request in, or not.
   *
   * @param isPatient it is let in all the same: whoever reads it reads no more while this is crowded
   * @returns what has to be called, once, when it is answered.
   * @throws ServiceError with the time after which to try again.
   */
  enter(bytes: number, isPatient = false): () => void {
    if (this.closed) throw new ServiceError(SHUTTING_DOWN);
    const { maxInFlightBytes } = this.limits;
    // One request alone may have any size that the transport lets through.
    if (!isPatient && this.inFlight > 0 && this.inFlightBytes + bytes > maxInFlightBytes) {
      const most = `${maxInFlightBytes} bytes of requests`;
      throw new ServiceError({
        reason: "OVERLOADED",
        message: `the server is busy with ${most}, which is its limit`,
        retryAfterMs: this.#retryAfterMs(),
        limit: "max-in-flight-bytes",
      });
    }
    this.inFlight++;
    this.inFlightBytes += bytes;
    const since = Date.now();
    let left = false;
    return () => {
      if (left) return;
      left = true;
      this.inFlight--;
      this.inFlightBytes -= bytes;
      this.#averageMs += LATEST * (Date.now() - since - this.#averageMs);
    };
  }

  /** There are so many bytes in flight that those who can wait are to wait. */
  get isCrowded(): boolean {
    return this.inFlightBytes > this.limits.maxInFlightBytes / 2;
  }

  /**
   * About as long as a request is in flight now, up or down by a quarter, so that those who were refused together do
   * not return so.
   */
  #retryAfterMs(): number {
    const spread = 0.75 + 0.5 * Math.random();
    return Math.round(Math.min(RETRY_MS.most, Math.max(RETRY_MS.least, this.#averageMs * spread)));
  }
}
