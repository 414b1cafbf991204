import type { Fault } from "../faults.js";

/** A message that has arrived, or what is left of one that was refused on its way. */
export interface Arrival {
  /** Of a refused message its first bytes only, in which its id may stand. */
  readonly bytes: Buffer;
  /** Why it is refused; null where nothing is known against it. */
  fault: Fault | null;
  /** Its bytes count as arriving until this is called. */
  readonly release: () => void;
}

/** What is known of the bytes that a handler was given. */
const known = new WeakMap<Uint8Array, Arrival>();

const TICKET_BYTES = 8;

/**
 * Keeps messages while grpc-js carries a ticket of eight bytes for each to its handler: it would copy the whole message
 * twice on that way, and could not be told that one was refused.
 */
export class Arrivals {
  readonly #waiting = new Map<number, Arrival>();
  #last = 0;

  /** Takes a message in. @returns the ticket, and what takes the message away if nobody comes for it */
  leave(arrival: Arrival): { readonly ticket: Buffer; readonly drop: () => void } {
    const number = ++this.#last;
    this.#waiting.set(number, arrival);
    const ticket = Buffer.alloc(TICKET_BYTES);
    ticket.writeDoubleBE(number);
    return { ticket, drop: () => void this.#waiting.delete(number) };
  }

  /** The message of a ticket; no bytes where its call is gone. */
  take(ticket: Buffer): Buffer {
    const number = ticket.readDoubleBE();
    const arrival = this.#waiting.get(number);
    this.#waiting.delete(number);
    if (arrival === undefined) return Buffer.alloc(0);
    known.set(arrival.bytes, arrival);
    return arrival.bytes;
  }
}

/** Why a message was refused on its way in; null for one that has come whole. */
export function refusalOf(bytes: Uint8Array): Fault | null {
  return known.get(bytes)?.fault ?? null;
}

/** Somebody else counts the message from now on. */
export function release(bytes: Uint8Array): void {
  known.get(bytes)?.release();
}
