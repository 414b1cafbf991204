import { EventEmitter } from "node:events";
import { constants, type OutgoingHttpHeaders, type ServerHttp2Session, type ServerHttp2Stream } from "node:http2";
import { type Fault, toStatus } from "../faults.js";
import type { Arrival, Arrivals } from "./arrivals.js";
import { CALL_BYTES, type Reading, type Share } from "./budget.js";
import { MessageReader } from "./message-reader.js";
import { isPacking, type Unpacker } from "./unpack.js";

/** Milliseconds that a client has to end its side of a call that was answered. */
const FAREWELL_MS = 1_000;

/** No compressed message: grpc-js ends the call of one that it cannot unpack, with the code for that. */
const BROKEN = Buffer.from([1, 0, 0, 0, 2, 0xff, 0xff]);

/** What all calls have in common. */
export interface CallRules {
  readonly arrivals: Arrivals;
  readonly unpacker: Unpacker;
  readonly maxMessageBytes: number;
  /**
   * Milliseconds that a message may take from its first byte to its last, without those that the server waits, and that
   * an answer may wait for its client.
   */
  readonly messageTimeoutMs: number;
  /** A client did not take an answer in time. */
  readonly onUntaken: () => void;
}

/** How the methods take their messages. */
export interface CallKind {
  /** Its messages go by ticket; others are small, and go as they are. */
  readonly isOurs: boolean;
  /** Its client may send more than one message. */
  readonly isStream: boolean;
}

/** Messages of methods that are not ours: health and reflection. */
export const SMALL_MESSAGE_BYTES = 16_384;

/**
 * A call's HTTP/2 stream as grpc-js sees it: what arrives is counted, and handed on as whole messages; what leaves is
 * counted until the client has taken it.
 */
export class CallStream extends EventEmitter implements Reading {
  readonly #real: ServerHttp2Stream;
  readonly #share: Share;
  readonly #rules: CallRules;
  readonly #kind: CallKind;
  readonly #reader: MessageReader;
  readonly #packing: string;
  /** The server asks for messages. */
  #isWanted = false;
  /** The client has sent all. */
  #hasEnded = false;
  /** What comes from now on is dropped. */
  #isDeaf = false;
  #isClosed = false;
  /** When its message began, or was read on; Infinity while the server waits. */
  #since = Date.now();
  /** When the server had said its last; Infinity before. */
  #answeredAt = Number.POSITIVE_INFINITY;
  #sendingBytes = 0;
  /** When the answer that leaves was given, or the one before it had left; Infinity where none waits. */
  #sendingSince = Number.POSITIVE_INFINITY;
  /** Messages that nobody has taken over, each with what frees it. */
  readonly #waiting = new Set<Arrival>();
  /** Messages that are unpacked, and those behind them. */
  #order: Promise<void> | null = null;

  constructor(
    real: ServerHttp2Stream,
    share: Share,
    rules: CallRules,
    kind: CallKind,
    /** Of the messages, as grpc-encoding names it. */
    packing: string,
  ) {
    super();
    this.#real = real;
    this.#share = share;
    this.#rules = rules;
    this.#kind = kind;
    this.#packing = packing;
    share.charge(CALL_BYTES);
    this.#reader = new MessageReader(kind.isOurs ? rules.maxMessageBytes : SMALL_MESSAGE_BYTES, {
      held: (bytes) => share.charge(bytes),
      message: (bytes, isPacked) => this.#receive(bytes, isPacked),
      tooLong: (length) => this.#tooLong(length),
      skipped: (head) => this.#deliver(head, tooLarge(rules.maxMessageBytes)),
    });
    real.on("data", (chunk: Buffer) => this.#read(chunk));
    real.pause();
    real.on("end", () => this.#ended());
    real.on("error", () => {});
    real.on("wantTrailers", () => this.emit("wantTrailers"));
    real.once("close", () => this.#close());
  }

  get session(): ServerHttp2Session | undefined {
    return this.#real.session as ServerHttp2Session | undefined;
  }

  get destroyed(): boolean {
    return this.#real.destroyed;
  }

  get closed(): boolean {
    return this.#real.closed;
  }

  get rstCode(): number {
    return this.#real.rstCode;
  }

  get unfinishedBytes(): number {
    return this.#reader.heldBytes;
  }

  pause(): void {
    this.#isWanted = false;
    this.#update();
  }

  resume(): void {
    if (!this.#isWanted) this.#since = Date.now();
    this.#isWanted = true;
    this.#update();
  }

  readOn(): void {
    this.#since = Date.now();
    this.#update();
  }

  respond(headers: OutgoingHttpHeaders, options?: { endStream?: boolean; waitForTrailers?: boolean }): void {
    this.#real.respond(headers, options);
    if (options?.endStream === true) this.#answered();
  }

  write(bytes: Buffer, done: (error?: Error | null) => void): void {
    const { length } = bytes;
    if (this.#sendingBytes === 0) this.#sendingSince = Date.now();
    this.#sendingBytes += length;
    this.#share.send(length);
    this.#real.write(bytes, (error) => {
      // After its end, all that it held was given back at once.
      if (!this.#isClosed) {
        this.#sendingBytes -= length;
        this.#sendingSince = this.#sendingBytes === 0 ? Number.POSITIVE_INFINITY : Date.now();
        this.#share.send(-length);
      }
      done(error);
    });
  }

  end(): void {
    this.#real.end();
    this.#answered();
  }

  sendTrailers(trailers: OutgoingHttpHeaders): void {
    this.#real.sendTrailers(trailers);
  }

  refuse(fault: Fault): void {
    if (this.#isDeaf || this.#isClosed) return;
    this.#share.release(this.#reader.heldBytes);
    this.#share.finish(this);
    const head = this.#reader.refuse();
    if (this.#kind.isOurs) this.#deliver(head, fault);
    else this.reset();
    this.#update();
  }

  /** Looks after a call that hangs. To be called every second or so. */
  tick(now: number): void {
    const { messageTimeoutMs } = this.#rules;
    const isOwed = this.#reader.isAmid || !(this.#hasEnded || this.#kind.isStream);
    if (now - this.#answeredAt > FAREWELL_MS && !this.#hasEnded && this.#real.writableFinished) {
      this.#real.close(constants.NGHTTP2_NO_ERROR);
    } else if (now - this.#sendingSince > messageTimeoutMs) {
      this.#rules.onUntaken();
      this.reset();
    } else if (isOwed && this.#isWanted && !this.#isDeaf && now - this.#since > messageTimeoutMs) {
      this.#timeOut(`a message was not finished within ${messageTimeoutMs / 1000} s, which is the server's limit`);
    }
  }

  /** Ends the call with an error, unless it has ended. */
  abort(fault: Fault): void {
    if (this.#isClosed || this.#answeredAt !== Number.POSITIVE_INFINITY) return;
    const { code, details, metadata } = toStatus(fault);
    const trailers = {
      "grpc-status": code,
      "grpc-message": encodeURI(details),
      ...metadata?.toHttp2Headers(),
    } as OutgoingHttpHeaders;
    this.#real.removeAllListeners("wantTrailers");
    if (!this.#real.headersSent) {
      const headers = { ":status": 200, "content-type": "application/grpc+proto", ...trailers };
      this.#real.respond(headers, { endStream: true });
    } else {
      this.#real.once("wantTrailers", () => this.#real.sendTrailers(trailers));
      this.#real.end();
    }
    this.#answered();
    // Whoever works for it is told that it is gone.
    this.#close();
  }

  /** Breaks the call off. */
  reset(): void {
    this.#real.close(constants.NGHTTP2_ENHANCE_YOUR_CALM);
  }

  #answered(): void {
    if (this.#answeredAt !== Number.POSITIVE_INFINITY) return;
    this.#answeredAt = Date.now();
    this.#hush();
    this.#update();
  }

  /** The rest of what comes is dropped. */
  #hush(): void {
    if (this.#isDeaf) return;
    this.#isDeaf = true;
    this.#share.release(this.#reader.heldBytes);
    this.#reader.refuse();
    this.#share.forget(this);
  }

  #update(): void {
    if (this.#isClosed) return;
    const reads = this.#isDeaf || (this.#isWanted && (!this.#kind.isOurs || this.#share.mayRead(this)));
    if (reads && this.#real.isPaused()) this.#real.resume();
    else if (!reads && !this.#real.isPaused()) this.#real.pause();
    if (!reads && this.#isWanted) this.#since = Number.POSITIVE_INFINITY;
  }

  #read(chunk: Buffer): void {
    if (this.#isDeaf) return;
    const wasAmid = this.#reader.isAmid;
    this.#reader.push(chunk);
    if (this.#reader.isAmid) {
      if (!wasAmid) this.#since = Date.now();
      if (this.unfinishedBytes > 0) this.#share.unfinished.add(this);
    } else this.#share.finish(this);
    this.#update();
  }

  #receive(bytes: Buffer, isPacked: boolean): void {
    // What follows of it counts anew, and as the youngest.
    this.#share.finish(this);
    if (!isPacked || !isPacking(this.#packing)) {
      // One that is packed in an unknown way is for grpc-js to refuse.
      if (isPacked) this.#inOrder(() => this.#emitFrame(bytes, 1));
      else this.#inOrder(() => this.#deliver(bytes, null));
      return;
    }
    const packing = this.#packing;
    const before = this.#order ?? Promise.resolve();
    const turn = before.then(async () => {
      const plain = await this.#rules.unpacker.unpack(bytes, packing);
      this.#share.release(this.#isClosed ? 0 : bytes.length);
      if (this.#isClosed) return;
      if (plain === "broken") this.emit("data", BROKEN);
      else if (plain === "tooLong") this.#deliver(Buffer.alloc(0), tooLarge(this.#rules.maxMessageBytes));
      else {
        this.#share.charge(plain.length);
        this.#deliver(plain, null);
      }
    });
    this.#follow(turn);
  }

  /** Does it after what came before. */
  #inOrder(act: () => void): void {
    if (this.#order === null) act();
    else this.#follow(this.#order.then(() => (this.#isClosed ? undefined : act())));
  }

  #follow(turn: Promise<void>): void {
    this.#order = turn;
    void turn.finally(() => {
      if (this.#order === turn) this.#order = null;
    });
  }

  /** Hands a message on: `fault` is why it is refused, and then there are only its first bytes. */
  #deliver(bytes: Buffer, fault: Fault | null): void {
    if (!this.#kind.isOurs) {
      this.#emitFrame(bytes, 0);
      return;
    }
    const held = fault === null ? bytes.length : 0;
    let isHeld = true;
    const arrival: Arrival = {
      bytes,
      fault,
      release: () => {
        if (!isHeld) return;
        isHeld = false;
        this.#waiting.delete(arrival);
        drop();
        this.#share.release(held);
      },
    };
    const { ticket, drop } = this.#rules.arrivals.leave(arrival);
    this.#waiting.add(arrival);
    this.emit("data", Buffer.concat([Buffer.from([0, 0, 0, 0, ticket.length]), ticket]));
    // A call that takes one message has had it.
    if (fault !== null && !this.#kind.isStream) this.#noMore();
  }

  #emitFrame(bytes: Buffer, flag: number): void {
    const head = Buffer.alloc(5);
    head[0] = flag;
    head.writeUInt32BE(bytes.length, 1);
    this.#share.release(bytes.length);
    this.emit("data", Buffer.concat([head, bytes]));
  }

  #tooLong(length: number): void {
    if (this.#kind.isOurs && this.#kind.isStream) return;
    if (this.#kind.isOurs) this.#inOrder(() => this.#deliver(Buffer.alloc(0), tooLarge(this.#rules.maxMessageBytes)));
    else {
      // grpc-js refuses it for its length alone.
      const head = Buffer.alloc(5);
      head.writeUInt32BE(length, 1);
      this.emit("data", head);
    }
  }

  #timeOut(message: string): void {
    const fault: Fault = { reason: "MESSAGE_UNFINISHED", message };
    const [whole] = this.#waiting;
    // The message is there, and only the end of the call is missing.
    if (!this.#kind.isStream && whole !== undefined) whole.fault = fault;
    else this.refuse(fault);
    this.#noMore();
  }

  /** As if the client had sent all. */
  #noMore(): void {
    if (this.#isDeaf) return;
    this.#hush();
    this.#update();
    this.emit("end");
  }

  #ended(): void {
    this.#hasEnded = true;
    // Node says so of a call that was broken off, too.
    if (this.#real.aborted || this.#real.rstCode !== constants.NGHTTP2_NO_ERROR) return;
    if (this.#isDeaf || this.#isClosed) return;
    if (this.#kind.isOurs && this.#reader.isAmid) {
      this.refuse({ reason: "MALFORMED_MESSAGE", message: "the call ended in the middle of a message" });
    }
    if (!this.#isDeaf) this.#inOrder(() => this.emit("end"));
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#hush();
    this.#share.forget(this);
    for (const arrival of [...this.#waiting]) arrival.release();
    this.#share.send(-this.#sendingBytes);
    this.#share.release(CALL_BYTES);
    this.emit("close");
  }
}

/** What a message of too many bytes is told. */
function tooLarge(most: number): Fault {
  const message = `the message has more than ${most} bytes, which is the server's limit (--max-message)`;
  return { reason: "MESSAGE_TOO_LARGE", message };
}
