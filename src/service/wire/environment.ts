import {
  CHILD_COLUMNS,
  type Decision,
  DRAWN_FAMILIES,
  type Observation,
  SECTION_FEATURES,
} from "../../environment/index.js";
import { decodeStrict, encode, enumNumbers, messageType } from "../../proto/index.js";
import { ROOT_FEATURES, TARGET_FEATURES } from "../../search/index.js";
import { type Fault, refuse, statusMessage } from "../faults.js";
import { blaming } from "./blame.js";
import type { RawProblem } from "./raw-problem.js";

// The messages of an environment, fields named as in environment.proto; those that are 0 are absent.

/** What one connection may hold. */
export const ENVIRONMENT_LIMITS = {
  episodes: 1_024,
  /** Of all episodes together. */
  buffers: 200_000,
  commands: 1_024,
  stepLimit: 10_000_000,
} as const;

export interface RawReset {
  readonly problem?: RawProblem;
  readonly drawn?: { readonly family?: string; readonly buffers?: number; readonly seed?: number };
  readonly seed?: number;
  readonly step_limit?: number;
  readonly member?: number;
  readonly choose_sections?: boolean;
  readonly choose_targets?: boolean;
  readonly early_waste?: boolean;
}

export interface RawCommand {
  readonly episode?: number;
  readonly reset?: RawReset;
  readonly step?: { readonly action?: number };
  readonly restart?: object;
  readonly close?: object;
}

const DECISION = enumNumbers("EpisodeDecision", ["child", "target", "section"] satisfies readonly Decision[]);

/** @throws ServiceError for a message that is none, or has too many commands */
export function readCommands(bytes: Uint8Array, maxBuffers: number): readonly RawCommand[] {
  const type = messageType("PlayEpisodesRequest");
  const { commands = [] } = blaming(() => decodeStrict(type, bytes, maxBuffers, 2 * ENVIRONMENT_LIMITS.commands)) as {
    commands?: readonly RawCommand[];
  };
  if (commands.length <= ENVIRONMENT_LIMITS.commands) return commands;
  const text = `commands has ${commands.length} entries, the server takes ${ENVIRONMENT_LIMITS.commands} at most`;
  throw refuse("INVALID_FIELD", text, "commands");
}

/** What is told of one command. */
export type Told =
  | { readonly episode: number; readonly error: Fault }
  | {
      readonly episode: number;
      /** Absent where the episode was closed. */
      readonly seen?: Observation;
      readonly root?: Float64Array;
      readonly offsets?: Float64Array | null;
    };

/** An encoded PlayEpisodesResponse. */
export function observationsBytes(told: readonly Told[]): Uint8Array {
  return encode("PlayEpisodesResponse", { observations: told.map(toMessage) });
}

function toMessage(told: Told): object {
  const { episode } = told;
  if ("error" in told) return { episode, error: statusMessage(told.error) };
  const { seen, root, offsets } = told;
  return {
    episode,
    ...(seen !== undefined && { ...seen, decision: seen.decision === null ? 0 : DECISION[seen.decision] }),
    ...(root !== undefined && { root }),
    ...(offsets != null && { offsets }),
  };
}

/** An encoded DescribeEnvironmentResponse. */
export function descriptionBytes(maxEnvironments: number): Uint8Array {
  return encode("DescribeEnvironmentResponse", {
    child_features: CHILD_COLUMNS,
    target_features: TARGET_FEATURES,
    section_features: SECTION_FEATURES,
    root_features: ROOT_FEATURES,
    families: DRAWN_FAMILIES,
    max_episodes: ENVIRONMENT_LIMITS.episodes,
    max_buffers: ENVIRONMENT_LIMITS.buffers,
    max_commands: ENVIRONMENT_LIMITS.commands,
    max_step_limit: ENVIRONMENT_LIMITS.stepLimit,
    max_environments: maxEnvironments,
  });
}
