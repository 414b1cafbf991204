import { UsageError } from "../errors.js";
import { bytes, seconds, wholeNumber } from "../input/options.js";

// Parsers of settings, each for values from a source that its errors name.

export const text = () => (value: string) => value;
export const count = (source: string) => wholeNumber(source, 1, 1_000_000_000);
export const path = (source: string) => (value: string) => {
  if (value === "") throw new UsageError(`${source}: must be a path, got nothing`);
  return value;
};
export const onOff = (source: string) => (value: string) => {
  if (/^(on|true|1|yes)$/i.test(value)) return true;
  if (/^(off|false|0|no)$/i.test(value)) return false;
  throw new UsageError(`${source}: must be on or off, got ${JSON.stringify(value)}`);
};
export const positiveBytes = (source: string) => (value: string) => {
  const parsed = bytes(source)(value);
  if (parsed > 0) return parsed;
  throw new UsageError(`${source}: must be above 0 bytes`);
};
export const milliseconds = (source: string) => (value: string) => {
  const parsed = value === "none" ? Number.POSITIVE_INFINITY : Math.round(seconds(source)(value));
  if (parsed > 0 && parsed <= 2 ** 31 - 1) return parsed;
  throw new UsageError(`${source}: must be seconds from 0.001 to 2147483, got ${JSON.stringify(value)}`);
};

/** As `milliseconds`, and "none". */
export const span = (source: string) => (value: string) =>
  value === "none" ? Number.POSITIVE_INFINITY : milliseconds(source)(value);

/** A URL. One of a flag is seen by whoever lists processes: a password belongs into the file that `file` names. */
export const unseen = (file: string) => (source: string) => (value: string) => {
  if (!source.startsWith("--") || !/:\/\/[^/]*:[^/]*@/.test(value)) return path(source)(value);
  const elsewhere = `put it into a file with ${file}, or the URL into its variable`;
  throw new UsageError(`${source}: a password would be seen in lists of processes; ${elsewhere}`);
};
