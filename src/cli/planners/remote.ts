import { readFileSync } from "node:fs";
import { nearSteps } from "../../changes/index.js";
import { PlannerClient, type PlannerClientOptions, PlannerError, type RemoteResult } from "../../client/index.js";
import { type Unreachable, unreachableFor } from "../../client/unreachable.js";
import type { PlanResult } from "../../planner/types.js";
import { InputError, type Problem } from "../../problem/index.js";
import { simulate } from "../../sim/index.js";
import { Unavailable, UsageError } from "../errors.js";
import { describeSystemError } from "../system-errors.js";
import type { Answer, Planner, PlanRun } from "./planner.js";

/** How a server is reached. */
export interface ServerOptions {
  /** HOST:PORT. */
  readonly server?: string;
  readonly tls?: boolean;
  readonly tlsCa?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  /** Path of a file with the token. */
  readonly token?: string;
}

/** Milliseconds beyond the time limit after which a server counts as gone. */
const PATIENCE_MS = 30_000;

/** Why a server does not answer, in words, and what to do. */
const WHY_DOWN: Readonly<Record<Unreachable, string>> = {
  refused: 'nothing listens there; "telaplan serve --listen HOST:PORT" starts one',
  "unknown-host": "the host's name is not known; correct --server",
  "no-route": "the host cannot be reached; correct --server, or ask who runs the network",
  "hangs-up": "it hangs up; a server with TLS needs --tls",
  "no-tls": "what listens there speaks no TLS; leave --tls out, or correct the port",
  "no-grpc": "what listens there speaks no gRPC; correct the port",
  "bad-certificate": "its certificate is not accepted; --tls-ca names who signed it",
};

/** A server's search, with the same answers as the one here. */
export class RemotePlanner implements Planner {
  readonly name = "search";
  readonly #client: PlannerClient;
  readonly #server: string;
  /** Name of a policy of the server; its default where undefined. */
  readonly #policy: string | undefined;

  /** @throws UsageError for files that cannot be read, and for options that make no sense together. */
  constructor(options: ServerOptions & { readonly server: string; readonly policy?: string }) {
    this.#server = options.server;
    this.#policy = options.policy;
    const settings = clientSettings(options);
    try {
      this.#client = new PlannerClient(options.server, settings);
    } catch (error) {
      throw error instanceof PlannerError ? new UsageError(inFlags(error)) : error;
    }
  }

  /** Near an earlier plan there are as many calls as that takes. */
  async plan(problem: Problem, run: PlanRun): Promise<Answer> {
    const { previous, pinUnchanged = false, minimize } = run;
    if (previous === undefined) return this.#call(problem, run);
    let policy: string | null = null;
    const steps = nearSteps<PlanResult>(problem, previous, { minimize, pinUnchanged });
    let turn = steps.next();
    while (turn.done !== true) {
      const how = { ...run, quick: true, ...(turn.value.isCheck && { minimize: false }) };
      const answer = await this.#call(turn.value.problem, how).catch((error: unknown) => {
        if (error instanceof InputError) return error;
        throw error;
      });
      if (!(answer instanceof InputError)) policy = answer.policy;
      turn = steps.next(answer instanceof InputError ? answer : answer.result);
    }
    return { result: turn.value, policy, note: null };
  }

  /** An abort ends the run here with the best plan that has arrived. */
  async #call(problem: Problem, run: PlanRun & { readonly quick?: boolean }): Promise<Answer> {
    const { signal, onProgress, minimize, stepLimit, seed = 0, quick = false, why = false, suggestions = 0 } = run;
    const { proof = false } = run;
    const startedAt = performance.now();
    let best: PlanResult = unknownResult(seed);
    try {
      const timeLimitMs = await this.#timeLimit(run);
      const stream = this.#client.planStream(problem, {
        minimize,
        seed,
        timeLimitMs,
        signal,
        deadlineMs: timeLimitMs + PATIENCE_MS,
        quick,
        why,
        suggestions,
        ...(proof && { proofBytes: await this.#mostProofBytes(signal) }),
        ...(this.#policy !== undefined && { policy: this.#policy }),
        ...(stepLimit !== undefined && { stepLimit }),
      });
      for await (const { incumbent, result } of stream) {
        if (result !== undefined) {
          const told = why || suggestions > 0 ? await toldBy(problem, result) : {};
          const { proof: made, ...found } = result;
          const proved = made === undefined ? {} : { proof: made };
          return { result: verified(problem, found), policy: result.policy, note: null, ...told, ...proved };
        }
        const { peak, lowerBound, terms, steps, elapsedMs, fits, offsets, memories } = incumbent;
        onProgress?.({ peak, lowerBound, terms, steps, elapsedMs });
        best = { ...best, lowerBound, steps };
        if (fits && offsets !== null) best = { ...best, status: "feasible", offsets, memories, terms, peak };
      }
      throw new Error("the server ended the call without an answer");
    } catch (error) {
      if (!signal.aborted) throw this.#inWords(error);
      best = { ...best, stoppedBy: "cancel", solveMs: performance.now() - startedAt };
      return { result: verified(problem, best), policy: null, note: null };
    }
  }

  close(): void {
    this.#client.close();
  }

  /** Whole milliseconds; the server's own limit where there is none. */
  async #timeLimit({ timeLimitMs, signal }: PlanRun): Promise<number> {
    if (Number.isFinite(timeLimitMs)) return Math.ceil(timeLimitMs);
    return (await this.#client.capabilities({ deadlineMs: PATIENCE_MS, signal })).maxTimeLimitMs;
  }

  /** @throws UsageError where the server makes no proofs */
  async #mostProofBytes(signal: AbortSignal): Promise<number> {
    const { maxProofBytes } = await this.#client.capabilities({ deadlineMs: PATIENCE_MS, signal });
    if (maxProofBytes > 0) return maxProofBytes;
    throw new UsageError(`--proof: the server at ${this.#server} makes no proofs`);
  }

  /** What a call ended with, as an error that says what to do. */
  #inWords(error: unknown): unknown {
    if (!(error instanceof PlannerError)) return error;
    if (error.code === "INVALID_ARGUMENT") return new InputError(error.message);
    if (error.code === "INTERNAL") return new Error(`${this.#server}: ${error.message} (request ${error.requestId})`);
    if (error.code === "UNAVAILABLE") return new Unavailable(this.#downText(error));
    if (error.code === "UNAUTHENTICATED") {
      return new Unavailable(`the server at ${this.#server} asks for a token that it knows; --token <file> sends one`);
    }
    return new UsageError(`${this.#server}: ${error.code}: ${error.message}`);
  }

  #downText({ message, reason }: PlannerError): string {
    if (reason === "SHUTTING_DOWN") return `the server at ${this.#server} is shutting down; ask another one`;
    const why = unreachableFor(message);
    return why === null ? message : `no server answers at ${this.#server}: ${WHY_DOWN[why]}`;
  }
}

/** @throws UsageError for a file that cannot be read, and for one of two that belong together. */
function clientSettings({ tls, tlsCa, tlsCert, tlsKey, token }: ServerOptions): PlannerClientOptions {
  if ((tlsCert === undefined) !== (tlsKey === undefined)) {
    throw new UsageError("--tls-cert and --tls-key: both are needed, or neither");
  }
  for (const [option, path] of Object.entries({ "--tls-ca": tlsCa, "--tls-cert": tlsCert, "--tls-key": tlsKey })) {
    if (path !== undefined) readOption(option, path);
  }
  const files = {
    ...(tlsCa !== undefined && { ca: tlsCa }),
    ...(tlsCert !== undefined && { cert: tlsCert, key: tlsKey! }),
  };
  const isSecure = tls === true || Object.keys(files).length > 0;
  return {
    ...(isSecure && { tls: files }),
    ...(token !== undefined && { token: readOption("--token", token).trim() }),
  };
}

/** What the client says of its options, said of the flags that they come from. */
function inFlags({ message, violations }: PlannerError): string {
  const flag =
    { token: "--token", address: "--server" }[violations[0]?.field ?? ""] ?? "--tls-ca, --tls-cert, --tls-key";
  return `${flag}: ${message}`;
}

function unknownResult(seed: number): PlanResult {
  return {
    status: "unknown",
    offsets: null,
    peak: null,
    lowerBound: 0,
    memories: null,
    terms: [],
    presolve: [],
    infeasibility: null,
    steps: 0,
    backtracks: 0,
    restarts: 0,
    stoppedBy: "cancel",
    solveMs: 0,
    seed,
    threads: 1,
    verification: null,
  };
}

/** A plan from elsewhere is believed when the simulator here has passed it. */
function verified(problem: Problem, result: RemoteResult | PlanResult): PlanResult {
  const { offsets, memories } = result;
  const verification = offsets === null ? null : simulate(problem, offsets, memories === null ? {} : { memories });
  // A server that goes down stops a run as Ctrl-C does.
  const stoppedBy = result.stoppedBy === "shutdown" ? "cancel" : result.stoppedBy;
  return { ...result, stoppedBy, verification };
}

/** Reasons and suggestions of a server. The plans in them are believed when the simulator here has passed them. */
async function toldBy(
  problem: Problem,
  { why = null, suggestions = [], suggestionsComplete = false }: RemoteResult,
): Promise<Pick<Answer, "reasons" | "suggestions">> {
  const { applied, checkedPlan, closestOf } = await import("../../explain/index.js");
  const closest = why === null ? null : closestOf(why);
  if (closest !== null) {
    const checked = checkedPlan(problem, closest.offsets, closest.memories);
    if (checked === null || checked.peak !== closest.peak || checked.overflow !== closest.overflow) {
      throw new Error("the simulator here refuses the closest plan that the server sent");
    }
  }
  const whole = suggestions.map((suggestion) => ({
    ...suggestion,
    cost: null,
    problem: suggestion.changes.reduce(applied, problem),
  }));
  for (const { problem: changed, offsets, memories, message } of whole) {
    if (simulate(changed, offsets, memories === null ? {} : { memories }).ok) continue;
    throw new Error(`the simulator here refuses the plan of a suggestion that the server sent: ${message}`);
  }
  return { reasons: why, suggestions: { suggestions: whole, isComplete: suggestionsComplete } };
}

function readOption(option: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(`${option}: cannot read ${path}: ${describeSystemError(error)}`);
  }
}
