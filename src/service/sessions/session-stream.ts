import type { ServerDuplexStream } from "@grpc/grpc-js";
import type { Entry } from "../../threads/index.js";
import { type Caller, live } from "../calls/call-life.js";
import type { ServiceContext } from "../calls/context.js";
import { factsOf } from "../calls/facts.js";
import { Seat } from "../calls/seat.js";
import { type Fault, ServiceError, SHUTTING_DOWN, toStatus } from "../faults.js";
import { sessionRefusal } from "../wire/session-answer.js";
import type { RunFacts } from "../workers/jobs.js";
import { PLANNING_ENTRY, SessionThread, type ThreadSetting } from "./session-thread.js";

export type SessionCall = ServerDuplexStream<Buffer, Uint8Array>;

/** What all sessions of a server have in common. */
export interface SessionHouse {
  readonly context: ServiceContext;
  readonly setting: ThreadSetting;
  /** Milliseconds without a message, or with an answer that is not taken, after which a session is ended. */
  readonly idleMs: number;
  readonly watch: SessionWatch;
  readonly trade: SessionTrade;
}

/** What is done in a session: planning, or playing episodes. */
export interface SessionTrade {
  /** As in "a session was idle". */
  readonly noun: string;
  /** The flag that says how many there may be. */
  readonly flag: string;
  /** The file that its threads run. */
  readonly entry: Entry;
  /** The response to a message at fault; null where such a message ends the call. */
  readonly refusal: ((fault: Fault) => Uint8Array) | null;
}

/** A problem that is edited and planned again. */
export const PLANNING: SessionTrade = {
  noun: "session",
  flag: "--max-sessions",
  entry: PLANNING_ENTRY,
  refusal: sessionRefusal,
};

/** Who wants to know what happens. */
export interface SessionWatch {
  /** A message was answered. */
  answered(fault: Fault | null): void;
  run(facts: RunFacts): void;
  died(error: Error): void;
}

/**
 * One stream of PlanSession: a message is read when the answer to the one before has been handed to the transport. Its
 * thread is made when the first message comes, and ends with it.
 */
export class SessionStream {
  readonly #call: SessionCall;
  readonly #house: SessionHouse;
  readonly #onEnd: () => void;
  #thread: SessionThread | null = null;
  /** The first message has been answered with a plan. */
  #isOpen = false;
  /** Messages that came, though no more are asked for while one is worked on. */
  readonly #queue: Buffer[] = [];
  /** A message is worked on, or its answer unsent. */
  #isBusy = false;
  /** The client has sent all; or the server reads no more. */
  #isComplete = false;
  #isDraining = false;
  #isEnded = false;
  #idle: NodeJS.Timeout | undefined;
  #cancel = (): void => {};
  /** Why the session cannot go on. */
  #fatal: Fault | null = null;
  /** Buffers, or before it is open bytes of its first message: what it may weigh. */
  weight = 0;
  /** Since when nothing is worked on, in milliseconds; Infinity while something is. */
  #quietSince = performance.now();
  /** Who has it: by token, certificate or address. */
  readonly caller: string;

  constructor(call: SessionCall, house: SessionHouse, onEnd: () => void) {
    this.#call = call;
    this.#house = house;
    this.#onEnd = onEnd;
    this.caller = house.context.partyOf(call).caller;
    call.on("data", (bytes: Buffer) => this.#receive(bytes));
    call.on("end", () => {
      this.#isComplete = true;
      this.#endIfDone();
    });
    call.on("cancelled", () => {
      if (this.#end()) this.#cancel();
    });
    this.#wait();
  }

  get quietSince(): number {
    return this.#quietSince;
  }

  /** The server is going down: no more is read, what is worked on is answered, and the call ends with UNAVAILABLE. */
  drain(): void {
    this.#isDraining = true;
    this.#isComplete = true;
    this.#call.pause();
    this.#endIfDone();
  }

  /** The plan under way ends with the best that there is. */
  stop(): void {
    this.#thread?.stop();
  }

  /** Ends the call with an error, whatever it is at. */
  abort(fault: Fault): void {
    if (this.#end()) this.#call.emit("error", toStatus(fault));
  }

  #receive(bytes: Buffer): void {
    if (this.#isEnded || this.#isDraining) return;
    this.#call.pause();
    if (this.#isBusy) this.#queue.push(bytes);
    else this.#begin(bytes);
  }

  #begin(bytes: Buffer): void {
    this.#isBusy = true;
    this.#quietSince = Number.POSITIVE_INFINITY;
    clearTimeout(this.#idle);
    const { context, watch } = this.#house;
    const facts = factsOf(this.#call);
    const caller: Caller = {
      bytes,
      onGone: (cancel) => {
        this.#cancel = cancel;
      },
      answer: (response) => {
        watch.answered(null);
        facts.count("OK");
        this.#write(response);
      },
      fail: (fault) => {
        watch.answered(fault);
        facts.count(fault.reason);
        // Without a session, or where it is lost, there is nothing to go on with.
        const { refusal } = this.#house.trade;
        if (this.#isOpen && this.#fatal === null && refusal !== null) this.#write(refusal(fault));
        else this.abort(fault);
      },
    };
    void live(caller, () => this.#work(bytes), context);
  }

  async #work(bytes: Buffer): Promise<Uint8Array> {
    const { context } = this.#house;
    const seat = Seat.of(context.room, context.partyOf(this.#call));
    try {
      return await this.#plan(bytes);
    } finally {
      seat.leave();
    }
  }

  async #plan(bytes: Uint8Array): Promise<Uint8Array> {
    const { setting, watch, context, trade } = this.#house;
    if (!this.#isOpen) this.weight = bytes.length;
    this.#thread ??= new SessionThread(trade.entry, setting, (error, fault) => this.#die(error, fault));
    const ending = await this.#thread.ask({ bytes, callDeadline: Number(this.#call.getDeadline()) });
    if (ending.kind === "answer") {
      this.#isOpen = true;
      this.weight = ending.count;
      if (ending.run !== null) watch.run(ending.run);
      return ending.bytes;
    }
    if (ending.kind === "over") {
      this.#fatal = ending.fault;
      if (ending.broken !== null) context.onBroken(ending.broken);
    }
    throw new ServiceError(ending.fault);
  }

  #die(error: Error, fault: Fault): void {
    this.#house.watch.died(error);
    // Whoever waits for an answer is told by it.
    if (!this.#isBusy) this.abort(fault);
  }

  #write(message: Uint8Array): void {
    if (this.#isEnded) return;
    this.#wait();
    this.#call.write(message, () => this.#sent());
  }

  #sent(): void {
    this.#isBusy = false;
    this.#quietSince = performance.now();
    if (this.#isEnded) return;
    const next = this.#isDraining ? undefined : this.#queue.shift();
    if (next !== undefined) this.#begin(next);
    else if (!this.#isDraining && this.#call.isPaused()) this.#call.resume();
    this.#endIfDone();
  }

  /** From now on the client has so long. */
  #wait(): void {
    clearTimeout(this.#idle);
    if (this.#isEnded) return;
    const { idleMs, trade } = this.#house;
    this.#idle = setTimeout(() => {
      const message = `the ${trade.noun} was idle for ${idleMs / 1000} s, which is the server's limit`;
      this.abort({ reason: "SESSION_IDLE", message });
    }, idleMs);
    this.#idle.unref();
  }

  #endIfDone(): void {
    if (!this.#isComplete || this.#isBusy || this.#queue.length > 0) return;
    if (this.#isDraining) this.abort(SHUTTING_DOWN);
    else if (this.#end()) this.#call.end();
  }

  /** Lets the thread go. @returns false where that has been done before */
  #end(): boolean {
    if (this.#isEnded) return false;
    this.#isEnded = true;
    clearTimeout(this.#idle);
    void this.#thread?.end();
    this.#onEnd();
    return true;
  }
}
