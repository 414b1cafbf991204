import { UsageError } from "../errors.js";
import type { SolverName } from "../input/solvers.js";
import { CLIENT_PACKAGES, withPackages } from "../service-packages.js";
import type { Planner } from "./planner.js";
import type { ServerOptions } from "./remote.js";

/** What a command line says of who plans. */
export interface Choice extends ServerOptions {
  readonly solver: SolverName;
  /** `learned` (the default), `rules` or a path; with a server, one of its names. */
  readonly policy?: string;
  /** A file that `telaplan tune` wrote. */
  readonly profile?: string;
}

/** What only some planners understand. */
export interface SearchOptions {
  readonly previous?: string;
  readonly pinUnchanged?: boolean;
  readonly why?: boolean;
  readonly suggest?: number;
  readonly stepLimit?: number;
  readonly threads: number;
  readonly seed: number;
}

/** @throws UsageError for options that the chosen planner does not understand. */
export function checkChoice(choice: Choice & SearchOptions): void {
  const {
    solver,
    policy,
    profile,
    stepLimit,
    threads,
    seed,
    server,
    previous,
    pinUnchanged = false,
    why = false,
    suggest,
  } = choice;
  if (pinUnchanged && previous === undefined) throw new UsageError("--pin-unchanged: needs --previous");
  if (previous !== undefined && solver !== "search") {
    throw new UsageError(`--previous: is for the search, not for --solver ${solver}`);
  }
  if ((why || suggest !== undefined) && server !== undefined && previous !== undefined) {
    const option = why ? "--why" : "--suggest";
    throw new UsageError(`${option}: near a --previous plan it is looked for here; leave out --server`);
  }
  if (profile !== undefined && server !== undefined) {
    throw new UsageError("--profile: a server plans with its own (serve --profile); leave it out");
  }
  if (solver !== "search") {
    const given = Object.entries({
      "--step-limit": stepLimit !== undefined,
      "--threads": threads > 1,
      "--seed": seed > 0,
      "--server": server !== undefined,
      "--policy": policy !== undefined,
      "--profile": profile !== undefined,
    });
    const option = given.find(([, isGiven]) => isGiven)?.[0];
    if (option !== undefined) throw new UsageError(`${option}: is for the search, not for --solver ${solver}`);
  }
  if (server === undefined) {
    const { tls, tlsCa, tlsCert, tlsKey, token } = choice;
    const given = Object.entries({ tls, "tls-ca": tlsCa, "tls-cert": tlsCert, "tls-key": tlsKey, token });
    const option = given.find(([, value]) => value !== undefined)?.[0];
    if (option !== undefined) throw new UsageError(`--${option}: needs --server`);
  } else if (threads !== 1) {
    throw new UsageError("--threads: a server plans each problem in one thread; leave it out");
  }
}

/**
 * Who plans. Each planner is loaded when it is chosen: a local run knows nothing of networks.
 *
 * @throws UsageError for files that a connection needs and that cannot be used.
 */
export async function choosePlanner(choice: Choice): Promise<Planner> {
  const { solver, server, policy, profile } = choice;
  if (solver !== "search") return (await import("./oracle.js")).oraclePlanner(solver);
  if (server === undefined) return (await import("./local.js")).localPlanner(policy, profile);
  const { RemotePlanner } = await withPackages("--server", CLIENT_PACKAGES, () => import("./remote.js"));
  return new RemotePlanner({ ...choice, server });
}
