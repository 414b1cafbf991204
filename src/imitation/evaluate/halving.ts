import { type Profile, withProfile } from "../../policy/index.js";
import { Random } from "../../problem/random.js";
import type { SearchPolicy } from "../../search/index.js";
import { runWorkload, type WorkloadOptions, type WorkProblem } from "./workload.js";

/** The share that goes on from each round, and by how much the next has more problems. */
const ETA = 3;

/** Problems of the first round. */
const FIRST = 4;

/** Members that a drawn profile has at most. */
const MOST_MEMBERS = 7;

export interface Halving {
  readonly best: Profile;
  /** Round by round: how many profiles ran on how many problems, and the best one's steps over those of none. */
  readonly rounds: readonly { readonly profiles: number; readonly problems: number; readonly ratio: number }[];
}

/**
 * Searches for settings by successive halving (Jamieson and Talwalkar 2016): all candidates run on a few problems, the
 * best third on three times as many, until one is left or the problems have all been used. The first candidate is no
 * setting at all, so that what is bad for the workload does not win by being less bad. Steps are counted, and
 * candidates come from the seed: the same call gives the same profile on every machine.
 */
export async function halve(
  problems: readonly WorkProblem[],
  policy: SearchPolicy,
  candidates: number,
  seed: number,
  options: WorkloadOptions & { readonly onRound?: (profiles: number, problems: number) => void },
): Promise<Halving> {
  const random = new Random(seed + 1);
  const none: Profile = { version: 1 };
  let left: Profile[] = [none, ...Array.from({ length: candidates - 1 }, () => drawProfile(policy, random))];
  const order = shuffled(problems, random);
  const rounds: { profiles: number; problems: number; ratio: number }[] = [];
  for (let count = Math.min(FIRST, order.length); ; count = Math.min(count * ETA, order.length)) {
    const used = order.slice(0, count);
    options.onRound?.(left.length, count);
    const runs = await runWorkload(
      used,
      [...left, none].map((profile) => withProfile(policy, profile)),
      options,
    );
    const sumOf = (i: number): number => runs.reduce((sum, of) => sum + of[i]!.logSteps, 0);
    const ranked = left.map((profile, i) => ({ profile, sum: sumOf(i), i })).sort((a, b) => a.sum - b.sum || a.i - b.i);
    const ratio = Math.exp((ranked[0]!.sum - sumOf(left.length)) / used.length);
    rounds.push({ profiles: left.length, problems: count, ratio });
    left = ranked.slice(0, Math.max(1, Math.floor(left.length / ETA))).map(({ profile }) => profile);
    if (left.length === 1 || count === order.length) return { best: left[0]!, rounds };
  }
}

/** Each setting is left as it is with one chance in two: what matters little is not turned for nothing. */
function drawProfile({ members, guidance, gate, opening }: SearchPolicy, random: Random): Profile {
  const drawn = <Value>(value: () => Value): Value | undefined => (random.next() < 0.5 ? undefined : value());
  const around = (least: number, most: number): number => least * (most / least) ** random.next();
  const short = (value: number): number => Number(value.toPrecision(3));
  const settings: Omit<Profile, "version"> = {
    members: drawn(() =>
      shuffled(Array.from(members.keys()), random).slice(0, 1 + Math.floor(MOST_MEMBERS * random.next())),
    ),
    attempt: drawn(() => short(around(0.25, 8))),
    growth: drawn(() => short(1 + 0.5 * random.next() ** 2)),
    prover: drawn(() => short(around(0.05, 4))),
    ...(gate !== undefined && { gateBias: drawn(() => short(0.4 * random.next() - 0.15)) }),
    ...(guidance?.children !== undefined && { temperature: drawn(() => short(around(0.05, 1.5))) }),
    ...(opening !== undefined && { opening: drawn(() => Math.round(around(1, 200))) }),
  };
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  return { version: 1, ...Object.fromEntries(given) };
}

/** Fisher and Yates. */
function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const order = [...items];
  for (let i = order.length - 1; i > 0; i--) {
    const other = Math.floor(random.next() * (i + 1));
    [order[i], order[other]] = [order[other]!, order[i]!];
  }
  return order;
}
