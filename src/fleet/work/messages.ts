import type { AnswerStatus } from "../store/store.js";

/** What a thread is asked. */
export interface Ask {
  readonly id: string;
  /** As `readTask` reads it. */
  readonly text: string;
}

/** What a thread is made with. */
export interface ThreadData {
  /** Of the solver. */
  readonly version: string;
}

/** What a thread says. */
export type Told =
  | { readonly kind: "ready" }
  | { readonly kind: "answer"; readonly text: string; readonly status: AnswerStatus }
  /** The job is none, or telaplan has a fault: another attempt would come to the same. */
  | { readonly kind: "refused"; readonly reason: string };
