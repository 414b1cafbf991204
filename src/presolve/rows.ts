import type { BodyProblem, Forbidden } from "../bodies/body-problem.js";

/** A body problem cut into some of its bodies. Each part has the rules within it; those between two bind nothing. */
export class Rows {
  readonly #problem: BodyProblem;
  /** Row within its part, by body. */
  readonly #row: Int32Array;
  readonly #partOf: Int32Array;
  readonly #forbidden = new Map<number, Forbidden[]>();

  /** @param partOf the part of each body */
  constructor(problem: BodyProblem, partOf: Int32Array) {
    this.#problem = problem;
    this.#partOf = partOf;
    this.#row = new Int32Array(problem.count);
    const next = new Map<number, number>();
    for (let b = 0; b < problem.count; b++) {
      const row = next.get(partOf[b]!) ?? 0;
      this.#row[b] = row;
      next.set(partOf[b]!, row + 1);
    }
    for (const rule of problem.forbidden) {
      const part = partOf[rule.a]!;
      if (part !== partOf[rule.b]) continue;
      const own = this.#forbidden.get(part);
      if (own === undefined) this.#forbidden.set(part, [rule]);
      else own.push(rule);
    }
  }

  /** Rules in a part besides what its cells say. */
  rulesOf(part: number): readonly Forbidden[] {
    return this.#forbidden.get(part) ?? [];
  }

  /** @param members all bodies of the part, ascending */
  problemOf(part: number, members: Int32Array): BodyProblem {
    const whole = this.#problem;
    if (members.length === whole.count) return whole;
    const row = this.#row;
    const cellStart = new Int32Array(members.length + 1);
    for (let i = 0; i < members.length; i++) {
      cellStart[i + 1] = cellStart[i]! + whole.cellStart[members[i]! + 1]! - whole.cellStart[members[i]!]!;
    }
    const cells = new Int32Array(cellStart[members.length]!);
    for (let i = 0, at = 0; i < members.length; i++) {
      for (let c = whole.cellStart[members[i]!]!; c < whole.cellStart[members[i]! + 1]!; c++) cells[at++] = c;
    }
    const here = (body: number): boolean => this.#partOf[body] === part;
    return {
      ...whole,
      count: members.length,
      size: Float64Array.from(members, (b) => whole.size[b]!),
      extents: Array.from(members, (b) => whole.extents[b]!),
      modulus: Float64Array.from(members, (b) => whole.modulus[b]!),
      residue: Float64Array.from(members, (b) => whole.residue[b]!),
      fixedOffset: Float64Array.from(members, (b) => whole.fixedOffset[b]!),
      cellStart,
      cellLower: Float64Array.from(cells, (c) => whole.cellLower[c]!),
      cellUpper: Float64Array.from(cells, (c) => whole.cellUpper[c]!),
      cellFrom: Float64Array.from(cells, (c) => whole.cellFrom[c]!),
      cellTo: Float64Array.from(cells, (c) => whole.cellTo[c]!),
      cellBuffer: Int32Array.from(cells, (c) => whole.cellBuffer[c]!),
      forbidden: this.rulesOf(part).map(({ a, b, low, high }) => ({ a: row[a]!, b: row[b]!, low, high })),
      withinBank: whole.withinBank
        .filter(({ body }) => here(body))
        .map(({ body, from, to }) => ({ body: row[body]!, from, to })),
      otherBanks: whole.otherBanks
        .filter(([x]) => here(x.body))
        .map(([x, y]) => [
          { ...x, body: row[x.body]! },
          { ...y, body: row[y.body]! },
        ]),
      bodies: Int32Array.from(members, (b) => whole.bodies[b]!),
    };
  }
}
