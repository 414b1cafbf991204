import { type ExplainOptions, explainResult, GapRecorder, type ReasonSought, suggest } from "../../explain/index.js";
import type { PlanResult, Progress } from "../../planner/index.js";
import type { Problem } from "../../problem/index.js";
import { prove } from "../../proof/index.js";
import type { SearchPolicy } from "../../search/index.js";
import { proofBytes } from "../wire/answer.js";
import { type NamedRequest, type PlanTask, requestedInNames } from "../wire/task.js";
import { reasonsBytes } from "../wire/why.js";

/** The share of a request's time that is kept for reasons and proof, and of what is left then that they may take. */
const REASONS_SHARE = 0.25;
const USED_SHARE = 0.9;
/** What a proof may take of it where reasons are to follow. */
const PROOF_SHARE = 0.5;
const NOTHING = new Uint8Array();

/** Looks for reasons and a proof after a search, in what is left of the request's time, and in the caller's names. */
export class Inquiry {
  readonly #task: PlanTask;
  readonly #problem: Problem;
  readonly #recorder = new GapRecorder();
  /** Ids of memories by what runs call them. */
  readonly #memories: ReadonlyMap<string, string>;
  readonly #endsAt: number;
  /** Milliseconds that the search may take. */
  readonly searchMs: number;

  /** @param limitMs milliseconds for the search and what follows it */
  constructor(task: PlanTask, named: NamedRequest, limitMs: number) {
    this.#task = task;
    this.#problem = requestedInNames(named);
    this.#memories = new Map(this.#problem.memories?.map(({ id }, m) => [`m${m}`, id]));
    this.#endsAt = performance.now() + limitMs;
    this.searchMs = (1 - REASONS_SHARE) * limitMs;
  }

  /** Listens to the search. */
  hear(progress: Progress): void {
    const { memories } = progress;
    this.#recorder.hear(memories == null ? progress : { ...progress, memories: this.#inNames(memories) });
  }

  /**
   * Fields to be put behind an encoded PlanResponse.
   *
   * @returns `isWhole`: no clock had a part in them
   */
  async reasons(
    found: PlanResult,
    signal: AbortSignal,
    policy: SearchPolicy,
  ): Promise<{ readonly bytes: Uint8Array; readonly isWhole: boolean }> {
    const { why, suggestions, seed, stepLimit, omitOffsets } = this.#task;
    const { memories } = found;
    const result = memories === null ? found : { ...found, memories: this.#inNames(memories) };
    const until = performance.now() + USED_SHARE * (this.#endsAt - performance.now());
    /** @param share of the time that is left */
    const options = (share: number): ExplainOptions => ({
      seed,
      signal,
      policy,
      timeLimitMs: Math.max(0, share * (until - performance.now())),
      ...(Number.isFinite(stepLimit) && { stepLimit }),
    });
    const last = suggestions > 0 ? 0.5 : 1;
    const shares: Readonly<Record<ReasonSought, number>> = { unknown: last, core: 0.5, least: last };
    const problem = this.#problem;
    const reasons = why
      ? await explainResult(problem, result, this.#recorder, (sought) => options(shares[sought]))
      : null;
    const isSuggesting = suggestions > 0 && result.offsets === null && !signal.aborted;
    const nothing = { suggestions: [], isComplete: result.offsets !== null };
    const helping = isSuggesting ? await suggest(problem, { ...options(1), count: suggestions, result }) : nothing;
    const bytes = reasonsBytes(problem, reasons, helping, omitOffsets);
    return { bytes, isWhole: performance.now() < until };
  }

  /**
   * The field of a proof, to be put behind an encoded PlanResponse; no bytes where time ran out before.
   *
   * @returns `isWhole`: no clock had a part in it
   */
  async proof(
    found: PlanResult,
    signal: AbortSignal,
    policy: SearchPolicy,
  ): Promise<{ readonly bytes: Uint8Array; readonly isWhole: boolean }> {
    const { why, suggestions, seed, proofBytes: mostProofBytes } = this.#task;
    const share = why || suggestions > 0 ? PROOF_SHARE : USED_SHARE;
    const timeLimitMs = Math.max(0, share * (this.#endsAt - performance.now()));
    const until = performance.now() + timeLimitMs;
    let text = "";
    const options = { seed, signal, policy, timeLimitMs, mostProofBytes };
    const { proof } = await prove(this.#problem, found, options, (line) => {
      text += `${line}\n`;
    });
    if (proof?.written === true) return { bytes: proofBytes({ text }), isWhole: true };
    const isWhole = performance.now() < until && !signal.aborted;
    return { bytes: isWhole ? proofBytes({ reason: proof?.reason }) : NOTHING, isWhole };
  }

  #inNames(memories: readonly string[]): string[] {
    return memories.map((id) => this.#memories.get(id) ?? id);
  }
}
