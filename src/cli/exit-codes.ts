/** What the process says to the shell that called it. With several files the most serious code wins. */
export const ExitCode = {
  /** All files placed, or all verified. */
  ok: 0,
  /** Some file was proved not to fit, or broke a rule. */
  refuted: 1,
  /** Bad usage, or a file that cannot be read, understood or written. */
  badInput: 2,
  /** A limit came before an answer. */
  undecided: 3,
  /** A fault of telaplan itself. */
  internal: 70,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** From least to most serious. */
const SEVERITY: readonly ExitCode[] = [
  ExitCode.ok,
  ExitCode.undecided,
  ExitCode.refuted,
  ExitCode.badInput,
  ExitCode.internal,
];

/** The more serious of two codes. */
export function worse(a: ExitCode, b: ExitCode): ExitCode {
  return SEVERITY.indexOf(a) >= SEVERITY.indexOf(b) ? a : b;
}
