import { complain } from "../complain.js";
import type { ExitCode } from "../exit-codes.js";
import { lookAtInputs } from "../input/inputs.js";
import type { Reporter } from "../output/reporter.js";
import { type Complaint, toComplaint } from "./complaints.js";

/**
 * Complains of all inputs that are not there or cannot be read, before work begins on the first.
 *
 * @returns the complaints, told already.
 * @throws UsageError where standard input is named twice.
 */
export function complainOfMissing(files: readonly string[]): ReadonlyMap<string, Complaint> {
  const complaints = new Map<string, Complaint>();
  for (const [file, error] of lookAtInputs(files)) {
    const complaint = toComplaint(error, file);
    complain(complaint.message);
    complaints.set(file, complaint);
  }
  return complaints;
}

/**
 * Works on one of several files. Whatever is thrown becomes a complaint and a failed row, so that the next file has its
 * turn.
 *
 * @param known why there is nothing to work on, told already
 * @param work reports its rows itself, and returns the file's exit code
 * @param clear called before anything is told, to take a progress line away
 */
export async function onFile(
  file: string,
  known: Complaint | undefined,
  reporter: Pick<Reporter<never>, "fail">,
  work: () => Promise<ExitCode>,
  clear: () => void = () => {},
): Promise<ExitCode> {
  let complaint = known;
  if (complaint === undefined) {
    try {
      return await work();
    } catch (error) {
      clear();
      complaint = toComplaint(error, file);
      complain(complaint.message);
    }
  }
  reporter.fail(complaint);
  return complaint.code;
}
