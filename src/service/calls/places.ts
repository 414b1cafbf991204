import { ServiceError } from "../faults.js";
import type { Party } from "../workers/party.js";

export interface PlaceLimits {
  /** Requests that may have a place at one time. */
  readonly most: number;
  /** The same of one caller. */
  readonly mostOfCaller: number;
}

/** A place that a request has. */
export interface Place {
  /** What it waits for has begun: nobody takes the place away any more. */
  begin(): void;
  leave(): void;
}

interface Taken extends Place {
  readonly party: Party;
  readonly pushOut: (() => void) | null;
  begun: boolean;
}

/** Who waits for a place, rather than being refused. */
interface Patient {
  readonly party: Party;
  readonly seat: (place: Place) => void;
}

/** The share of all places that those may have who wait for theirs. The others are for those who do not. */
const PATIENT_SHARE = 0.5;

/**
 * Counts the requests that wait for workers or have one, and refuses those above the limits. Where all places are
 * taken, who has fewer than others still gets one: the latest request that has not begun, of the caller (or the
 * connection) with the most, is pushed out.
 */
export class Places {
  readonly #limits: PlaceLimits;
  readonly #name: string;
  readonly #retryAfterMs: (party: Party) => number;
  readonly #taken = new Set<Taken>();
  readonly #patient = new Set<Patient>();
  readonly #counts = new Map<string, Map<string, number>>();
  /** Requests that were refused or pushed out since the start. */
  refused = 0;

  /**
   * @param name of what is counted, for the error
   * @param retryAfterMs how long somebody is told to wait who is refused, in milliseconds
   */
  constructor(limits: PlaceLimits, name: string, retryAfterMs: (party: Party) => number) {
    this.#limits = limits;
    this.#name = name;
    this.#retryAfterMs = retryAfterMs;
  }

  get count(): number {
    return this.#taken.size;
  }

  /**
   * @param pushOut called when the place is taken away for somebody who has fewer; null where it cannot be
   * @throws ServiceError with the time after which to try again
   */
  enter(party: Party, pushOut: ((fault: ServiceError) => void) | null): Place {
    const { most, mostOfCaller } = this.#limits;
    const isBeyond = this.#countOf(party.caller) >= mostOfCaller;
    if (isBeyond && !this.#makeRoom(party, true)) throw this.#refusal(party, mostOfCaller, " of yours");
    if (this.#taken.size >= most && !this.#makeRoom(party, false)) throw this.#refusal(party, most, "");
    return this.#take(party, pushOut === null ? null : () => pushOut(this.#refusal(party, most, "")));
  }

  /** A place at once where there is one for somebody who would wait; null where he has to. */
  tryEnter(party: Party): Place | null {
    return this.#patient.size === 0 && this.#hasRoomFor(party) ? this.#take(party, null) : null;
  }

  /** Waits for a place. Resolves to null when the signal is aborted first. */
  wait(party: Party, signal: AbortSignal): Promise<Place | null> {
    return new Promise((resolve) => {
      const patient: Patient = { party, seat: resolve };
      this.#patient.add(patient);
      const give = (): void => {
        if (this.#patient.delete(patient)) resolve(null);
      };
      if (signal.aborted) give();
      else signal.addEventListener("abort", give, { once: true });
      this.#seat();
    });
  }

  #take(party: Party, pushOut: (() => void) | null): Place {
    const { caller, connection } = party;
    const counts = this.#counts.get(caller) ?? new Map<string, number>();
    this.#counts.set(caller, counts);
    counts.set(connection, (counts.get(connection) ?? 0) + 1);
    const taken: Taken = {
      party,
      pushOut,
      begun: false,
      begin: () => {
        taken.begun = true;
      },
      leave: () => this.#leave(taken),
    };
    this.#taken.add(taken);
    return taken;
  }

  #leave(taken: Taken): void {
    if (!this.#taken.delete(taken)) return;
    const { caller, connection } = taken.party;
    const counts = this.#counts.get(caller)!;
    const left = counts.get(connection)! - 1;
    if (left > 0) counts.set(connection, left);
    else counts.delete(connection);
    if (counts.size === 0) this.#counts.delete(caller);
    this.#seat();
  }

  #hasRoomFor({ caller }: Party): boolean {
    const { most, mostOfCaller } = this.#limits;
    const part = (all: number): number => Math.max(1, Math.floor(PATIENT_SHARE * all));
    return this.#taken.size < part(most) && this.#countOf(caller) < part(mostOfCaller);
  }

  /** Gives what places there are to those who wait, those with the fewest first. */
  #seat(): void {
    while (this.#patient.size > 0) {
      let next: Patient | null = null;
      for (const patient of this.#patient) {
        if (this.#hasRoomFor(patient.party) && (next === null || this.#isBehind(patient.party, next.party))) {
          next = patient;
        }
      }
      if (next === null) return;
      this.#patient.delete(next);
      next.seat(this.#take(next.party, null));
    }
  }

  /** Whether the first has fewer places than the second. */
  #isBehind(one: Party, other: Party): boolean {
    const [mine, theirs] = [this.#countOf(one.caller), this.#countOf(other.caller)];
    return mine !== theirs ? mine < theirs : this.#countOn(one) < this.#countOn(other);
  }

  /** @param amongOwn takes a place of the same caller's, from another connection */
  #makeRoom(party: Party, amongOwn: boolean): boolean {
    let latest: Taken | null = null;
    for (const taken of this.#taken) {
      if (taken.begun || taken.pushOut === null || !this.#hasTooMany(taken.party, party)) continue;
      if (amongOwn && taken.party.caller !== party.caller) continue;
      if (latest === null || !this.#isBehind(taken.party, latest.party)) latest = taken;
    }
    if (latest === null) return false;
    latest.leave();
    latest.pushOut!();
    return true;
  }

  /** Whether `other` has more than `party` would have with one more. */
  #hasTooMany(other: Party, party: Party): boolean {
    if (other.caller !== party.caller) return this.#countOf(other.caller) > this.#countOf(party.caller) + 1;
    return this.#countOn(other) > this.#countOn(party) + 1;
  }

  #countOf(caller: string): number {
    let sum = 0;
    for (const count of this.#counts.get(caller)?.values() ?? []) sum += count;
    return sum;
  }

  #countOn({ caller, connection }: Party): number {
    return this.#counts.get(caller)?.get(connection) ?? 0;
  }

  #refusal(party: Party, most: number, whose: string): ServiceError {
    this.refused++;
    return new ServiceError({
      reason: "OVERLOADED",
      message: `the server is busy with ${most} ${this.#name}${whose}, which is its limit`,
      retryAfterMs: this.#retryAfterMs(party),
      limit: whose === "" ? "max-in-flight" : "max-in-flight-per-caller",
    });
  }
}
