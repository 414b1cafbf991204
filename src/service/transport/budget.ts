import type { Fault } from "../faults.js";

// What messages weigh between the network and the methods: those that arrive, and answers that are not yet taken.
//
//   all ──── peer (an address) ──── connection ──── call
//
// A connection above its share is not read from, but for its oldest unfinished message: flow control slows its client
// down, and messages are finished one after the other. Where all together pass the limit, the peer that holds most
// loses its largest unfinished message, or, where it has none, its connection.

/** Bytes that an open call counts for, besides its messages: what the libraries keep of it. */
export const CALL_BYTES = 16_384;

/** A message may have so many bytes, however much there is of others. */
const SMALL_BYTES = 65_536;

/** The share of the limit above which large messages wait. */
const FULL = 0.75;

/** Milliseconds after which one that was refused may try again. */
const RETRY_MS = 1_000;

export interface BudgetLimits {
  /** Bytes of all connections. */
  readonly inAll: number;
  /** Bytes of one connection. */
  readonly ofConnection: number;
}

/** Somebody who reads a message. */
export interface Reading {
  /** Bytes of its unfinished message that have arrived. */
  readonly unfinishedBytes: number;
  /** It may be read from again. */
  readOn(): void;
  /** Its unfinished message is lost. */
  refuse(fault: Fault): void;
}

/** What is counted of one address. */
interface Peer {
  readonly name: string;
  held: number;
  readonly shares: Set<Share>;
}

/** The bytes of all connections. */
export class Budget {
  held = 0;
  readonly #peers = new Map<string, Peer>();
  #isWaking = false;
  #isShedding = false;

  constructor(
    readonly limits: BudgetLimits,
    /** Told of each refusal for want of room. */
    readonly onShed: (what: "message" | "connection") => void = () => {},
  ) {}

  /** The share of a new connection. @param drop ends the connection */
  share(peerName: string, drop: (why: string) => void): Share {
    const peer = this.#peers.get(peerName) ?? { name: peerName, held: 0, shares: new Set() };
    this.#peers.set(peerName, peer);
    const share = new Share(this, peer, drop);
    peer.shares.add(share);
    return share;
  }

  /** Connections of an address. */
  connectionsOf(peerName: string): number {
    return this.#peers.get(peerName)?.shares.size ?? 0;
  }

  /** There is room for large messages. */
  get hasRoom(): boolean {
    return this.held < FULL * this.limits.inAll;
  }

  /** The connection is gone. */
  forget(share: Share): void {
    const { peer } = share;
    peer.shares.delete(share);
    if (peer.shares.size === 0) this.#peers.delete(peer.name);
  }

  /** Lets those read on that may, when this turn is over. */
  wake(): void {
    if (this.#isWaking) return;
    this.#isWaking = true;
    queueMicrotask(() => {
      this.#isWaking = false;
      for (const { shares } of this.#peers.values()) for (const share of shares) share.wake();
    });
  }

  /** Looks, when this turn is over, whether too much is held. */
  check(): void {
    if (this.#isShedding || this.held <= this.limits.inAll) return;
    this.#isShedding = true;
    queueMicrotask(() => {
      this.#isShedding = false;
      let before = Number.POSITIVE_INFINITY;
      while (this.held > this.limits.inAll && this.held < before) {
        before = this.held;
        this.#shed();
      }
    });
  }

  #shed(): void {
    const peer = most(this.#peers.values(), ({ held }) => held);
    const share = peer && most(peer.shares, ({ held }) => held);
    if (share === undefined) return;
    const largest = most(share.unfinished, ({ unfinishedBytes }) => unfinishedBytes);
    const message =
      `the server holds ${this.limits.inAll} bytes of messages that arrive or are not yet taken, which is its limit ` +
      "(--max-transfer-bytes)";
    this.onShed(largest === undefined ? "connection" : "message");
    if (largest === undefined) share.drop(message);
    else largest.refuse({ reason: "OVERLOADED", message, retryAfterMs: RETRY_MS, limit: "max-transfer-bytes" });
  }
}

/** The bytes of one connection. */
export class Share {
  held = 0;
  /** Those of them that wait for the client to take them. */
  #sending = 0;
  /** Calls with a part of a message, the oldest first. */
  readonly unfinished = new Set<Reading>();
  readonly #paused = new Set<Reading>();

  constructor(
    readonly budget: Budget,
    readonly peer: Peer,
    readonly drop: (why: string) => void,
  ) {}

  charge(bytes: number): void {
    this.#count(bytes);
    this.budget.check();
  }

  release(bytes: number): void {
    this.#count(-bytes);
    this.budget.wake();
  }

  /** Bytes that are on their way to the client; negative ones have left. */
  send(bytes: number): void {
    this.#sending += bytes;
    if (bytes > 0) this.charge(bytes);
    else this.release(-bytes);
  }

  #count(bytes: number): void {
    this.held += bytes;
    this.peer.held += bytes;
    this.budget.held += bytes;
  }

  /** Whether more of a message may be read now. Where not, the reading is told when it may. */
  mayRead(reading: Reading): boolean {
    const may = this.#may(reading);
    if (may) this.#paused.delete(reading);
    else this.#paused.add(reading);
    return may;
  }

  #may(reading: Reading): boolean {
    const { ofConnection } = this.budget.limits;
    if (this.held < ofConnection && (this.budget.hasRoom || reading.unfinishedBytes < SMALL_BYTES)) return true;
    const [oldest] = this.unfinished;
    return this.#sending < ofConnection && oldest === reading;
  }

  /** The message is whole, refused or gone. */
  finish(reading: Reading): void {
    if (this.unfinished.delete(reading) && this.#paused.size > 0) this.budget.wake();
  }

  /** The call is gone. */
  forget(reading: Reading): void {
    this.#paused.delete(reading);
    this.finish(reading);
  }

  wake(): void {
    for (const reading of [...this.#paused]) {
      if (!this.#may(reading)) continue;
      this.#paused.delete(reading);
      reading.readOn();
    }
  }
}

/** The one with the most; undefined where there is none. */
function most<Item>(items: Iterable<Item>, amount: (item: Item) => number): Item | undefined {
  let found: Item | undefined;
  for (const item of items) if (found === undefined || amount(item) > amount(found)) found = item;
  return found;
}
