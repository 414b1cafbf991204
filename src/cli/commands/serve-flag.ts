import type { ServiceSettings } from "../../service/host/settings.js";

/** What `telaplan serve` can be told, by flag, variable or file. */
export interface ServeSettings extends ServiceSettings {
  readonly logLevel: string;
  /** Log lines as JSON; by default where standard output is no terminal. */
  readonly json: boolean;
  /** The server stops when standard input ends, which it does with whoever started it. */
  readonly untilEof: boolean;
  /** Folder that problems are kept in, to be learned from; null for none. */
  readonly problemLog: string | null;
  /** Bytes and problems in it at most. */
  readonly problemLogBytes: number;
  readonly problemLogCount: number;
}

/** Problems are kept only where a folder is given for them. */
export const NO_PROBLEM_LOG = { problemLog: null, problemLogBytes: 256 * 2 ** 20, problemLogCount: 10_000 };

/** A flag of `telaplan serve`. */
export interface ServeFlag {
  /** Without the dashes; the same word is the key in a configuration file. */
  readonly name: string;
  readonly key: keyof ServeSettings;
  /** What stands for the value in the help; absent for a switch. */
  readonly value?: string;
  /** A parser for values from `source`, which its errors name. */
  readonly parse: (source: string) => (text: string) => unknown;
  readonly description: string;
}
