import { type Document, type ModelOptions, type Plan, statedIn } from "../../formats/index.js";
import { complain } from "../complain.js";
import type { ReadCommand } from "../input/read.js";
import { unsaid } from "./unsaid.js";
import { writeOutput } from "./write-output.js";
import type { WrittenAs } from "./written-as.js";

/**
 * Writes a problem, with a plan or without, and says what the file needs to be read again.
 *
 * @param read how the file was read
 * @throws OutputError, and what the target's `write` throws
 */
export async function writeDocument(
  document: Document,
  plan: Plan | null,
  path: string,
  { target }: WrittenAs,
  read: ReadCommand,
): Promise<void> {
  const { problem, source } = document;
  await writeOutput(path, target.pieces?.(document, plan) ?? target.write(document, plan));
  const isSame = target.name === "same";
  // What is no problem is not read again.
  if (!isSame && target.needsPlan) return;
  const form = isSame ? source.form : target.name === "csv" ? "csv" : "json";
  const stated = isSame ? document.stated : statedIn(problem, form);
  // What is written anew says all of the problem.
  const note = unsaid({
    target: path,
    form,
    problem,
    stated,
    ...(isSame && { ends: read.ends, others: otherOptions(document, read) }),
  });
  if (note !== null) complain(note);
}

/** The options besides those of the memory and of times that made the problem what it is. */
function otherOptions({ problem, form }: Document, read: ReadCommand): string[] {
  const isUnbounded = problem.memories !== undefined && read.capacity === Number.POSITIVE_INFINITY;
  const takes = (option: keyof ModelOptions): boolean =>
    form.takes.includes(option) && form.keeps?.includes(option) !== true;
  return [
    ...(isUnbounded ? ["-c none"] : []),
    ...(read.pairs === undefined ? [] : [`--pairs ${read.pairs}`]),
    ...(read.views === true && takes("views") ? ["--views"] : []),
    ...(read.inPlace === true && takes("inPlace") ? ["--in-place"] : []),
    ...(takes("dims") ? Object.entries(read.dim ?? {}).map(([name, size]) => `--dim ${name}=${size}`) : []),
    ...(read.module !== undefined && takes("module") ? [`--module ${read.module}`] : []),
    ...(read.align !== undefined && takes("alignment") ? [`--align ${read.align}`] : []),
    ...(read.log !== undefined && takes("log") ? [`--log ${read.log}`] : []),
  ];
}
