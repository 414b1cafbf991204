import { InputError } from "../../problem/index.js";
import { type Edit, Session, type SessionResult } from "../../session/index.js";
import { simulate } from "../../sim/index.js";
import { Deadline } from "../deadline.js";
import { type Fault, isOutOfMemory, MASKED, OUT_OF_MEMORY, ServiceError } from "../faults.js";
import { editFault, readEdits, readOpening } from "../wire/edits.js";
import { type SessionFacts, sessionAnswer } from "../wire/session-answer.js";
import { namedProblem, type PlanParameters, parametersIn, type RequestLimits } from "../wire/task.js";
import { runOrder } from "../wire/tiers.js";
import type { RunFacts, WorkerSetting } from "../workers/jobs.js";
import { policyOf } from "../workers/policies.js";

/** What the thread of a session is told when it is made. */
export interface SessionSetting extends WorkerSetting {
  readonly defaultTimeLimitMs: number;
}

/** What became of one message. */
export type SessionEnding =
  /** An encoded response, how many buffers there are, and what a run of the planner came to where there was one. */
  | { readonly kind: "answer"; readonly bytes: Uint8Array; readonly count: number; readonly run: RunFacts | null }
  /** The session is as it was before. */
  | { readonly kind: "refused"; readonly fault: Fault }
  /** The session cannot go on. `broken` is for the log: a fault of ours. */
  | { readonly kind: "over"; readonly fault: Fault; readonly broken: string | null };

/** Whether a plan under way is to stop: the server goes down, and wants the best that there is. */
export type IsStopped = () => boolean;

interface Opened {
  readonly session: Session;
  readonly parameters: PlanParameters;
  readonly memories: readonly string[];
  readonly operatorOrder: ArrayLike<number> | null;
}

/** Where the messages of one session are worked on, one after the other. */
export class Desk {
  readonly #setting: SessionSetting;
  readonly #isStopped: IsStopped;
  #opened: Opened | null = null;

  constructor(setting: SessionSetting, isStopped: IsStopped) {
    this.#setting = setting;
    this.#isStopped = isStopped;
  }

  /**
   * Opens the session with its first message, edits it with a later one, and plans. Never rejects.
   *
   * @param callDeadline of the stream, in milliseconds since the epoch
   */
  async answer(message: Uint8Array, callDeadline: number): Promise<SessionEnding> {
    try {
      if (this.#opened === null) this.#opened = this.#open(message);
      else edit(this.#opened, message, this.#setting.limits);
    } catch (error) {
      if (error instanceof ServiceError) return { kind: "refused", fault: error.fault };
      return over(error);
    }
    try {
      return await this.#plan(this.#opened, callDeadline);
    } catch (error) {
      return over(error);
    }
  }

  #open(message: Uint8Array): Opened {
    const { limits, policies, defaultTimeLimitMs } = this.#setting;
    const raw = readOpening(message, limits);
    const parameters = parametersIn(raw, "open.", limits);
    const problem = namedProblem(raw, "open.");
    const { minimize, stepLimit, seed, quick, policy, timeLimitMs = defaultTimeLimitMs } = parameters;
    const how = { minimize, stepLimit, seed, quick, timeLimitMs, policy: policyOf(policy, policies) };
    return {
      session: new Session(problem, how),
      parameters,
      memories: problem.memories?.map(({ id }) => id) ?? [],
      operatorOrder: runOrder(problem),
    };
  }

  async #plan(opened: Opened, callDeadline: number): Promise<SessionEnding> {
    const { session, parameters } = opened;
    const limitMs = parameters.timeLimitMs ?? this.#setting.defaultTimeLimitMs;
    const { at } = Deadline.ofCall(callDeadline, limitMs, session.size);
    const isStopped = this.#isStopped;
    // The planner looks at `aborted` between slices, without a turn of the event loop.
    const signal = {
      get aborted() {
        return isStopped() || Date.now() >= at;
      },
    } as AbortSignal;
    const result = await session.plan({ signal });
    const cut = isStopped() ? "shutdown" : "deadline";
    const stoppedBy = result.stoppedBy === "cancel" ? cut : (result.stoppedBy ?? "nothing");
    const bytes = sessionAnswer(result, { ...factsOf(result, opened), stoppedBy }, parameters, this.#setting.version);
    const { status, steps, solveMs } = result;
    return { kind: "answer", bytes, count: session.size, run: { status, steps, solveMs } };
  }
}

/** All edits of a message are made, or none. @throws ServiceError */
function edit({ session, memories }: Opened, message: Uint8Array, limits: RequestLimits): void {
  const edits: Edit[] = readEdits(message, { count: session.size, memories }, limits);
  try {
    session.apply(edits);
  } catch (error) {
    if (error instanceof InputError) throw new ServiceError(editFault(error, edits));
    throw error;
  }
}

function factsOf(
  result: SessionResult,
  { session, parameters, memories, operatorOrder }: Opened,
): Omit<SessionFacts, "stoppedBy"> {
  const { offsets, memories: placed, checked } = result;
  const memoryIndex = placed === null ? null : Int32Array.from(placed, (id) => memories.indexOf(id));
  const facts = { memories, operatorOrder, memoryIndex };
  if (offsets === null) return { ...facts, verification: null };
  if (parameters.timeline) {
    const options = { timeline: true, ...(placed !== null && { memories: placed }) };
    return { ...facts, verification: simulate(session.problem, offsets, options) };
  }
  // Read, the report of a plan of which few buffers were checked would be made now, and take longer than the edit.
  return { ...facts, verification: checked === null ? result.verification : null };
}

function over(error: unknown): SessionEnding {
  // A large problem is planned in a thread of this thread's.
  if (isOutOfMemory(error)) return { kind: "over", fault: OUT_OF_MEMORY, broken: null };
  const broken = error instanceof Error ? `${error.stack}` : String(error);
  return { kind: "over", fault: MASKED, broken };
}
