/**
 * A place outside of this process that keeps bytes under names for a while. Nothing that comes out of it is trusted,
 * and nothing is lost where it forgets. Every method rejects where the store cannot be asked.
 */
export interface Store {
  /** Where it is, for logs: no password, and no name of a user. */
  readonly place: string;
  /**
   * The value of that name; null where there is none.
   *
   * @param mostBytes of a longer value the first bytes come, one more than these
   */
  get(name: string, mostBytes: number): Promise<Uint8Array | null>;
  /** @param keepMs milliseconds after which it is forgotten */
  set(name: string, value: Uint8Array, keepMs: number): Promise<void>;
  /** There may be no such name. */
  delete(name: string): Promise<void>;
  /** Resolves where it answers. */
  ping(): Promise<void>;
  /** Gives up what waits for an answer, and begins anew. */
  reset(): void;
  close(): void;
}

/** The value of a name is of a kind that nobody of us stores. */
export class ForeignValue extends Error {
  override readonly name = "ForeignValue";
}
