import { drawnProblem, EPISODE_DEFAULTS, Episode } from "../../environment/index.js";
import { InputError, type Problem } from "../../problem/index.js";
import { type Fault, isOutOfMemory, MASKED, OUT_OF_MEMORY, refuse, ServiceError } from "../faults.js";
import {
  ENVIRONMENT_LIMITS,
  observationsBytes,
  type RawCommand,
  type RawReset,
  readCommands,
  type Told,
} from "../wire/environment.js";
import { hasConstraints, hasHints } from "../wire/raw-problem.js";
import { namedProblem, type RequestLimits } from "../wire/task.js";
import type { SessionEnding } from "./desk.js";

/** The least and most buffers that a problem may be drawn with. */
const DRAWN = { least: 4, most: 2_000 };

/** Kinds of commands, as environment.proto names them. */
const KINDS = ["reset", "step", "restart", "close"] as const;

/** Where the episodes of one connection are played. */
export class EnvironmentDesk {
  readonly #limits: RequestLimits;
  readonly #episodes = new Map<number, Episode>();
  #buffers = 0;

  constructor(limits: RequestLimits) {
    this.#limits = limits;
  }

  /** Does what a message commands, command by command; one that is refused ends no other. Never throws. */
  answer(message: Uint8Array): SessionEnding {
    try {
      const commands = readCommands(message, this.#limits.maxBuffers);
      const told = commands.map((command, i) => this.#obey(command, `commands[${i}]`));
      return { kind: "answer", bytes: observationsBytes(told), count: this.#buffers, run: null };
    } catch (error) {
      if (error instanceof ServiceError) return { kind: "refused", fault: error.fault };
      if (isOutOfMemory(error)) return { kind: "over", fault: OUT_OF_MEMORY, broken: null };
      return { kind: "over", fault: MASKED, broken: error instanceof Error ? `${error.stack}` : String(error) };
    }
  }

  #obey(command: RawCommand, path: string): Told {
    const { episode: number = 0 } = command;
    try {
      const given = KINDS.filter((kind) => command[kind] !== undefined);
      const [kind] = given;
      if (kind === undefined || given.length > 1) {
        const got = given.length === 0 ? "none" : given.join(" and ");
        throw refuse("INVALID_FIELD", `${path} must have exactly one of ${KINDS.join(", ")}, got ${got}`, path);
      }
      if (kind === "reset") return this.#reset(number, command.reset!, `${path}.reset`);
      const episode = this.#episodes.get(number);
      if (episode === undefined) {
        throw refuse("INVALID_FIELD", `${path}.episode: ${number} is not open, reset it first`, `${path}.episode`);
      }
      if (kind === "close") {
        this.#close(number);
        return { episode: number };
      }
      const seen = kind === "restart" ? episode.restart() : episode.step(command.step!.action ?? 0);
      return { episode: number, seen, ...(seen.placed && { offsets: episode.plan() }) };
    } catch (error) {
      return { episode: number, error: faultIn(error, path) };
    }
  }

  #reset(number: number, reset: RawReset, path: string): Told {
    const problem = this.#problemIn(reset, path);
    const { seed = 0, step_limit: stepLimit = EPISODE_DEFAULTS.stepLimit, member = 0 } = reset;
    within(`${path}.seed`, seed, 0, Number.MAX_SAFE_INTEGER);
    within(`${path}.step_limit`, stepLimit, 1, ENVIRONMENT_LIMITS.stepLimit);
    const old = this.#episodes.get(number)?.buffers ?? 0;
    if (!this.#episodes.has(number) && this.#episodes.size >= ENVIRONMENT_LIMITS.episodes) {
      const text = `${path}: ${ENVIRONMENT_LIMITS.episodes} episodes are open, which is the limit of a connection`;
      throw refuse("INVALID_FIELD", text, path);
    }
    if (this.#buffers - old + problem.buffers.length > ENVIRONMENT_LIMITS.buffers) {
      const text = `${path}: the episodes of a connection have ${ENVIRONMENT_LIMITS.buffers} buffers at most`;
      throw refuse("TOO_MANY_BUFFERS", text, path);
    }
    const episode = new Episode(problem, {
      seed,
      stepLimit,
      member,
      sections: reset.choose_sections === true,
      targets: reset.choose_targets === true,
      earlyWaste: reset.early_waste === true,
    });
    const seen = episode.begin();
    this.#close(number);
    this.#episodes.set(number, episode);
    this.#buffers += episode.buffers;
    return { episode: number, seen, root: episode.root, ...(seen.placed && { offsets: episode.plan() }) };
  }

  #problemIn({ problem, drawn }: RawReset, path: string): Problem {
    if ((problem === undefined) === (drawn === undefined)) {
      throw refuse("INVALID_FIELD", `${path} must have either a problem or drawn`, path);
    }
    if (drawn !== undefined) {
      const { family = "", buffers = 0, seed = 0 } = drawn;
      within(`${path}.drawn.buffers`, buffers, DRAWN.least, DRAWN.most);
      within(`${path}.drawn.seed`, seed, 0, 2 ** 31 - 1);
      return drawnProblem(family, buffers, seed);
    }
    if (hasConstraints(problem!) || hasHints(problem!)) {
      const text = `${path}.problem must have no constraints and no hints: the search plays plain problems`;
      throw refuse("INVALID_FIELD", text, `${path}.problem`);
    }
    return namedProblem({ problem: problem! }, `${path}.`);
  }

  #close(number: number): void {
    this.#buffers -= this.#episodes.get(number)?.buffers ?? 0;
    this.#episodes.delete(number);
  }
}

function within(field: string, value: number, least: number, most: number): void {
  if (value < least || value > most) {
    throw refuse("INVALID_FIELD", `${field} must be from ${least} to ${most}, got ${value}`, field);
  }
}

/** What an episode finds wrong is the caller's fault; anything else is ours, and ends the connection. */
function faultIn(error: unknown, path: string): Fault {
  if (error instanceof ServiceError) return error.fault;
  if (error instanceof InputError) return refuse("INVALID_FIELD", `${path}: ${error.message}`, path).fault;
  throw error;
}
