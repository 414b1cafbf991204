import { compile } from "../model/compile.js";
import { isConstrained, type Problem, validate as validatePlain } from "../problem/index.js";

/**
 * Checks a problem, its constraints included, and throws at the first fault. What contradicts itself is a fault.
 * Whether a plan exists is not asked.
 *
 * @throws InputError that names the buffer or the constraint, the field and the value
 */
export function validate(problem: Problem): void {
  if (isConstrained(problem)) compile(problem);
  else validatePlain(problem);
}
