import { createReadStream } from "node:fs";
import { type Claim, ProofChecker, ProofError } from "../../check/index.js";
import { isConstrained, isHinted } from "../../problem/index.js";
import { checkedProblem } from "../../proof/index.js";
import { complain } from "../complain.js";
import { ExitCode } from "../exit-codes.js";
import { displayName, STDIN } from "../input/files.js";
import type { ReadCommand } from "../input/read.js";
import { toComplaint } from "./complaints.js";
import { complainOfMissing } from "./each-file.js";
import { readShown } from "./read-shown.js";

/** Characters of a line beyond which no more is read: the checker refuses it, whatever comes. */
const LONGEST = 2 ** 28;

export interface CheckCommand extends ReadCommand {
  /** A JSON line in place of the sentence. */
  readonly json?: boolean;
}

/** Checks a proof line by line: the proof of a problem may be larger than memory. */
export async function check(proof: string, file: string, command: CheckCommand): Promise<ExitCode> {
  const missing = complainOfMissing([proof, file]);
  for (const { code } of missing.values()) return code;
  let lines = 0;
  try {
    const { problem } = await readShown(file, command, null);
    if (isConstrained(problem) || isHinted(problem)) {
      complain(`${displayName(file)}: the problem has constraints or hints, which proofs do not cover`);
      return ExitCode.badInput;
    }
    const checker = new ProofChecker(checkedProblem(problem));
    for await (const line of linesOf(proof)) {
      lines++;
      checker.take(line);
    }
    const claim = checker.end();
    const { capacity = Infinity } = problem;
    const room = capacity < claim.least ? `, so none fits in ${capacity}` : "";
    tell(command, { accepted: true, ...claim, lines }, `accepted: ${wordsOf(claim)}${room} (${lines} lines)`);
    return ExitCode.ok;
  } catch (error) {
    if (!(error instanceof ProofError)) {
      const { message, code } = toComplaint(error, lines === 0 ? file : proof);
      complain(message);
      return code;
    }
    const { line, reason } = error;
    tell(command, { accepted: false, line, reason }, `not accepted: line ${line}: ${reason}`);
    return ExitCode.refuted;
  }
}

function tell({ json }: CheckCommand, row: object, sentence: string): void {
  process.stdout.write(`${json === true ? JSON.stringify(row) : sentence}\n`);
}

function wordsOf(claim: Claim): string {
  if (!claim.isMet) return `no plan peaks below ${claim.least} bytes`;
  return `the plan peaks at ${claim.least} bytes, and none peaks lower`;
}

async function* linesOf(path: string): AsyncGenerator<string> {
  const stream = path === STDIN ? process.stdin.setEncoding("utf8") : createReadStream(path, "utf8");
  let begun = "";
  for await (const piece of stream) {
    const [first, ...lines] = `${piece}`.split("\n");
    begun += first;
    for (const line of lines) {
      yield begun;
      begun = line;
    }
    if (begun.length > LONGEST) break;
  }
  if (begun !== "") yield begun;
}
