import { Digest } from "../../keys/index.js";
import type { RawProblem } from "./raw-problem.js";

export { keyOfColumns } from "../../keys/index.js";

// Keys of answers: equal for requests whose answers are equal. Rows keep their order and times their values: a plan for
// rows in another order would be valid too, but not the one that a fresh run gives, and the same request must have the
// same answer whatever was asked before.

/**
 * The key of a problem with constraints: every field of the message but the names of buffers, memories and operators,
 * whatever their order on the wire.
 */
export function keyOfMessage({ id: _names, memories, operators, ...problem }: RawProblem, parameters: object): string {
  const digest = new Digest();
  digest.text(`constrained ${Object.values(parameters).join(" ")}`);
  digest.value({ ...problem, memories: nameless(memories), operators: nameless(operators) });
  return digest.end();
}

/** The key of a problem's names alone. */
export function keyOfNames({ id = [], memories = [], operators = [] }: RawProblem): string {
  const digest = new Digest();
  for (const names of [id, memories.map((each) => each.id ?? ""), operators.map((each) => each.id ?? "")]) {
    digest.text(JSON.stringify(names));
  }
  return digest.end();
}

function nameless(entries: readonly { readonly id?: string }[] | undefined): object[] | undefined {
  return entries?.map(({ id: _name, ...entry }) => entry);
}
