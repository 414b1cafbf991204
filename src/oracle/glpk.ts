import type { Problem } from "../problem/index.js";
import { frameOf } from "./frame.js";
import { answerFromOrder, type MixedIntegerModel, mixedIntegerModel, PEAK } from "./mip.js";
import type { Oracle, OracleOptions } from "./oracle.js";
import { loadOptional } from "./packages.js";

/** As much of glpk.js 5 as is used here. */
interface Glpk {
  readonly GLP_MIN: number;
  readonly GLP_UP: number;
  readonly GLP_DB: number;
  readonly GLP_FX: number;
  readonly GLP_MSG_OFF: number;
  readonly GLP_FEAS: number;
  readonly GLP_NOFEAS: number;
  readonly GLP_OPT: number;
  solve(model: object, options: object): GlpkResult;
}

interface GlpkResult {
  readonly result: { readonly status: number; readonly z: number; readonly vars: Readonly<Record<string, number>> };
}

let loaded: Promise<Glpk> | null = null;

/**
 * GLPK's branch and cut, compiled to WebAssembly (glpk.js, GPL-3.0). Blocks the calling thread until it ends. Its
 * status says how the search ended: GLP_OPT alone is a proof, GLP_FEAS is the best plan at the time limit.
 */
export const glpk: Oracle = {
  name: "glpk",
  async solve(problem: Problem, { timeLimitMs, packageFolders }: OracleOptions = {}) {
    const frame = frameOf(problem);
    loaded ??= loadOptional<{ default: () => Promise<Glpk> }>("glpk.js/node", packageFolders).then((module) =>
      module.default(),
    );
    const solver = await loaded;
    // Seconds; 0 would be no limit at all.
    const limit = timeLimitMs === undefined ? {} : { tmlim: Math.max(0.001, timeLimitMs / 1000) };
    const options = { msglev: solver.GLP_MSG_OFF, presol: true, mipgap: 0, ...limit };
    const { status, z, vars } = solver.solve(toGlpk(solver, mixedIntegerModel(frame)), options).result;
    const hasPlan = status === solver.GLP_OPT || status === solver.GLP_FEAS;
    return answerFromOrder(problem, frame, {
      readValue: hasPlan ? (variable) => vars[variable]! : null,
      isProved: status === solver.GLP_OPT,
      objective: z,
      note: noteOf(solver, status),
    });
  },
};

/** The model is never infeasible: a plan within its limit is known. */
function noteOf(solver: Glpk, status: number): string | null {
  if (status === solver.GLP_OPT) return null;
  return status === solver.GLP_NOFEAS ? "calls a model infeasible that has a plan" : "stopped by the time limit";
}

function toGlpk(solver: Glpk, { variables, rows }: MixedIntegerModel): object {
  const isBinary = ({ low, high }: { low: number; high: number }) => low === 0 && high === 1;
  const integers = variables.filter(({ isInteger }) => isInteger);
  return {
    name: "telaplan",
    objective: { direction: solver.GLP_MIN, name: "peak", vars: [{ name: PEAK, coef: 1 }] },
    subjectTo: rows.map(({ terms, most }, i) => ({
      name: `r${i}`,
      vars: terms.map(([name, coef]) => ({ name, coef })),
      bnds: { type: solver.GLP_UP, lb: 0, ub: most },
    })),
    bounds: variables
      .filter((variable) => !(variable.isInteger && isBinary(variable)))
      .map(({ name, low, high }) => ({ name, type: low === high ? solver.GLP_FX : solver.GLP_DB, lb: low, ub: high })),
    binaries: integers.filter(isBinary).map(({ name }) => name),
    generals: integers.filter((variable) => !isBinary(variable)).map(({ name }) => name),
  };
}
