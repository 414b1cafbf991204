import type { Answer } from "../job/answer.js";
import type { Names } from "../job/nameless.js";

/** A position in the place of a name: a buffer's, or behind an m a memory's. */
const QUOTED = /"(m?)(\d+)"/g;

/** An answer whose sentences call buffers and memories what their batch calls them. */
export function inNames(answer: Answer, { buffers, memories }: Names): Answer {
  const { infeasibility, presolve } = answer;
  if ((buffers === null && memories === null) || (infeasibility === null && presolve.length === 0)) return answer;
  const named = (sentence: string): string =>
    sentence.replace(QUOTED, (given, kind: string, position: string) => {
      const name = (kind === "m" ? memories : buffers)?.[Number(position)];
      return name === undefined ? given : JSON.stringify(name);
    });
  return {
    ...answer,
    presolve: presolve.map(named),
    infeasibility: infeasibility === null ? null : { ...infeasibility, message: named(infeasibility.message) },
  };
}
