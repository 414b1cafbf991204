/** What `--solver` takes: the planner's own search, and the oracles that users may ask. */
export const SOLVERS = ["search", "glpk", "jslp", "cpsat"] as const;
export type SolverName = (typeof SOLVERS)[number];
