import { compile } from "../../src/model/compile.js";
import { InputError, type Problem } from "../../src/problem/index.js";

/** Whether a problem says something: its constraints may contradict themselves by name. */
export function isValid(problem: Problem): boolean {
  try {
    compile(problem);
    return true;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}
