import { formatCount } from "../../draw/units.js";
import { planFor } from "../../formats/index.js";
import { complain } from "../complain.js";
import { ExitCode, worse } from "../exit-codes.js";
import { displayName, readBytes } from "../input/files.js";
import { parseOptions, type ReadCommand, readContent } from "../input/read.js";
import { isStdout } from "../output/place.js";
import { writeDocument } from "../output/placed-file.js";
import { checkWritten, namedTarget, writtenFor } from "../output/written-as.js";
import { complainOfMissing, onFile } from "./each-file.js";
import { resolveTargets, type Targets } from "./targets.js";

export interface ConvertCommand extends ReadCommand {
  readonly output: string;
  /** The name of a target; absent where the output's name says it. */
  readonly to?: string;
}

/**
 * Writes each file in another form. Nothing is planned. Returns the most serious of the files' exit codes.
 *
 * @throws UsageError before any work is done, where the outputs would collide or cannot be made
 */
export async function convert(files: readonly string[], command: ConvertCommand): Promise<ExitCode> {
  const { output, to } = command;
  const extension = to === undefined ? undefined : namedTarget(to).extensions[0];
  const targets = resolveTargets(files, { output }, extension);
  const missing = complainOfMissing(files);
  let code: ExitCode = ExitCode.ok;
  for (const [i, file] of files.entries()) {
    const work = () => convertFile(file, targets[i]!, command);
    code = worse(code, await onFile(file, missing.get(file), { fail: () => {} }, work));
  }
  return code;
}

async function convertFile(file: string, { placed, isDerived }: Targets, command: ConvertCommand): Promise<ExitCode> {
  const path = placed!;
  const name = displayName(file);
  const content = await readBytes(file);
  const options = await parseOptions(file, command);
  const document = readContent(file, content, options);
  const written = writtenFor(document, { path, to: command.to, isDerived });
  checkWritten(document, written, path, name);
  // What is to be told of how the file was read has been told.
  const readPlaced = () => readContent(file, content, { ...options, placed: true }, () => {});
  const { plan, notes } = planFor(document, written.target, command.ignoreOffsets === true, readPlaced);
  for (const note of notes) complain(`${name}: ${note}`);
  await writeDocument(document, plan, path, written, command);
  if (!isStdout(path)) process.stdout.write(`wrote ${path}: ${formatCount(document.problem.buffers.length)} buffers\n`);
  return ExitCode.ok;
}
