/** The code of a thread, beside the module that starts it. */
export interface Entry {
  /** Null where it is known to be missing. */
  readonly url: URL | null;
  /** Why no thread can run it, for whoever asked for one; null where one can. */
  readonly fault: string | null;
}
