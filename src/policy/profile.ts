import { InputError } from "../problem/index.js";
import type { Branching, SearchPolicy } from "../search/index.js";

/** Changes whenever a field means something else: an older profile would ask for what nobody measured. */
export const PROFILE_VERSION = 1;

/**
 * How the search is set for a workload, on top of its policy: what `telaplan tune` chooses and `--profile` takes. What
 * is absent stays as the policy has it. It can cost or save time, never a plan's validity or a proof's truth.
 */
export interface Profile {
  readonly version: typeof PROFILE_VERSION;
  /** Which of the policy's members look for plans, by position from 0 on, in the order of their first attempts. */
  readonly members?: readonly number[];
  /** Length of the attempts, times that of the planner: 0.1 to 20. */
  readonly attempt?: number;
  /** By how much each round of attempts is longer than the one before: 1 to 2. */
  readonly growth?: number;
  /** Steps of the prover, times those that the planner gives it: 0 to 20. At 0 nothing is refuted by search. */
  readonly prover?: number;
  /** Added to the gate's score, −1 to 1: above 0 the policy is followed where there is more slack. */
  readonly gateBias?: number;
  /** Scale of the noise on the children's scores: 0 to 10. */
  readonly temperature?: number;
  /** Failures of the rule before the policy decides: 0 to 100,000. */
  readonly opening?: number;
  /** What it came to where it was tuned, for people; it changes nothing. */
  readonly tuned?: object;
}

/** The numbers of a profile, with their least and greatest values. */
export const PROFILE_RANGES = {
  attempt: [0.1, 20],
  growth: [1, 2],
  prover: [0, 20],
  gateBias: [-1, 1],
  temperature: [0, 10],
  opening: [0, 100_000],
} as const satisfies Partial<Record<keyof Profile, readonly [number, number]>>;

const MOST_MEMBERS = 64;

const KEYS: readonly string[] = ["version", "members", "tuned", ...Object.keys(PROFILE_RANGES)];

/** The profile that a value is. @throws InputError that names the field and its value, also one that there is not */
export function checkProfile(value: unknown): Profile {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new InputError("profile is no object");
  const profile = value as Record<string, unknown>;
  for (const key of Object.keys(profile)) {
    if (KEYS.includes(key)) continue;
    throw new InputError(`profile.${key} is no field of a profile: there are ${KEYS.join(", ")}`);
  }
  if (profile.version !== PROFILE_VERSION) {
    throw new InputError(`profile.version must be ${PROFILE_VERSION}, got ${JSON.stringify(profile.version)}`);
  }
  for (const [key, [least, most]] of Object.entries(PROFILE_RANGES)) {
    const given = profile[key];
    if (given === undefined) continue;
    if (typeof given !== "number" || !(given >= least && given <= most)) {
      throw new InputError(`profile.${key} must be a number from ${least} to ${most}, got ${JSON.stringify(given)}`);
    }
  }
  if (profile.opening !== undefined && !Number.isInteger(profile.opening)) {
    throw new InputError(`profile.opening must be a whole number, got ${JSON.stringify(profile.opening)}`);
  }
  checkMembers(profile.members);
  return profile as unknown as Profile;
}

function checkMembers(members: unknown): void {
  if (members === undefined) return;
  const fits = (each: unknown): boolean => Number.isInteger(each) && (each as number) >= 0;
  if (!Array.isArray(members) || members.length === 0 || members.length > MOST_MEMBERS || !members.every(fits)) {
    const got = JSON.stringify(members);
    throw new InputError(`profile.members must be a list of 1 to ${MOST_MEMBERS} positions from 0 on, got ${got}`);
  }
}

/**
 * The policy as a profile sets it. What a profile says of a part that the policy does not have (a gate, children, an
 * opening) is of no effect there, so that one profile serves a policy and the rules.
 *
 * @throws InputError for members that the policy does not have
 */
export function withProfile(policy: SearchPolicy, profile: Profile): SearchPolicy {
  const { members, attempt, growth, prover, gateBias = 0, temperature, opening } = profile;
  const { guidance, gate } = policy;
  const children = guidance?.children;
  const effort = {
    ...policy.effort,
    ...(attempt !== undefined && { attempt }),
    ...(growth !== undefined && { growth }),
    ...(prover !== undefined && { prover }),
  };
  return {
    ...policy,
    ...(members !== undefined && { members: members.map((position) => memberAt(policy, position)) }),
    ...(Object.keys(effort).length > 0 && { effort }),
    ...(children !== undefined &&
      temperature !== undefined && { guidance: { ...guidance, children: { ...children, temperature } } }),
    ...(gate?.model.kind === "linear" &&
      gateBias !== 0 && { gate: { model: { ...gate.model, bias: (gate.model.bias ?? 0) + gateBias } } }),
    ...(policy.opening !== undefined && opening !== undefined && { opening: { ...policy.opening, failures: opening } }),
  };
}

function memberAt({ name, members }: SearchPolicy, position: number): Branching {
  const member = members[position];
  if (member !== undefined) return member;
  const range = `0 to ${members.length - 1}`;
  throw new InputError(`profile.members: policy ${name} has members ${range}, got ${position}`);
}
