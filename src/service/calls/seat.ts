import type { ServiceError } from "../faults.js";
import type { Party } from "../workers/party.js";
import type { Place, Places } from "./places.js";

/** The places of a server: requests that need a worker for some milliseconds, and those that wait for a search. */
export interface Room {
  readonly quick: Places;
  readonly search: Places;
}

/** The place of one request: among the quick ones, then, where the heuristics do not settle it, among searches. */
export class Seat {
  readonly #room: Room;
  readonly #party: Party;
  #place: Place;
  #isSearch: boolean;

  /** Others use `of` and `patiently`. */
  constructor(room: Room, party: Party, place: Place, isSearch: boolean) {
    this.#room = room;
    this.#party = party;
    this.#place = place;
    this.#isSearch = isSearch;
  }

  /** @throws ServiceError where there is no room */
  static of(room: Room, party: Party): Seat {
    return new Seat(room, party, room.quick.enter(party, null), false);
  }

  /** One that is waited for, and that nobody takes away. It is good for a search from the start. */
  static patiently(room: Room, party: Party, signal: AbortSignal): Seat | Promise<Seat | null> {
    const seat = (place: Place): Seat => new Seat(room, party, place, true);
    const place = room.search.tryEnter(party);
    return place !== null ? seat(place) : room.search.wait(party, signal).then((late) => late && seat(late));
  }

  /**
   * @param onPushedOut told when the place is given to somebody who has fewer
   * @throws ServiceError where there is no room for one more search
   */
  moveToSearches(onPushedOut: (fault: ServiceError) => void): void {
    if (this.#isSearch) return;
    const place = this.#room.search.enter(this.#party, onPushedOut);
    this.#place.leave();
    this.#place = place;
    this.#isSearch = true;
  }

  /** The search has begun. */
  begin(): void {
    this.#place.begin();
  }

  leave(): void {
    this.#place.leave();
  }
}
