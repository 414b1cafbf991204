import type { ServiceSettings } from "../../service/host/settings.js";

/** What `telaplan serve` can be told, by flag, variable or file. */
export interface ServeSettings extends ServiceSettings {
  readonly logLevel: string;
  /** Log lines as JSON; by default where standard output is no terminal. */
  readonly json: boolean;
  /** The server stops when standard input ends, which it does with whoever started it. */
  readonly untilEof: boolean;
}

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
