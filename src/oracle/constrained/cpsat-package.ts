/** As much of or-tools-wasm's CP-SAT as is used for constraints. */
export interface CpSat {
  CpModel: new () => CpModel;
  CpSolver: new () => CpSolver;
}

/** A variable, or a sum of variables with factors. */
export interface Expression {
  times(factor: number): Expression;
  plus(other: Expression | number): Expression;
  minus(other: Expression | number): Expression;
}

/** A variable that is 0 or 1. */
export interface Literal extends Expression {
  not(): NotLiteral;
}

/** The contrary of a literal; it takes no part in sums. */
export interface NotLiteral {
  not(): Literal;
}

export interface Constraint {
  onlyEnforceIf(...literals: (Literal | NotLiteral)[]): Constraint;
}

export interface CpModel {
  newIntVar(low: number, high: number, name: string): Expression;
  newBoolVar(name: string): Literal;
  addLinearConstraint(expression: Expression, low: number, high: number): Constraint;
  addBoolOr(literals: readonly (Literal | NotLiteral)[]): Constraint;
  addExactlyOne(literals: readonly Literal[]): Constraint;
  minimize(objective: Expression): void;
}

export interface CpSolver {
  solve(model: CpModel, parameters: object): Promise<unknown>;
  statusName(status: unknown): string;
  value(expression: Expression): number;
  bestObjectiveBound(): number;
}
