/** Numbers as people read them. */

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

/** Thousands separated by commas: `1,048,576`. */
export function formatCount(value: number): string {
  const digits = String(Math.abs(value));
  // Beyond 10^21 a number is written with an exponent, which has no thousands.
  const grouped = /^\d+(\.\d+)?$/.test(digits) ? digits.replace(/\B(?<!\.\d*)(?=(\d{3})+(?!\d))/g, ",") : digits;
  return value < 0 ? `−${grouped}` : grouped;
}

/** Position among B, KiB, MiB, … of the greatest unit of which there is at least one. */
export function greatestUnit(bytes: number): number {
  let unit = 0;
  for (let value = bytes; value >= 1024 && unit < UNITS.length - 1; value /= 1024) unit++;
  return unit;
}

/**
 * Bytes ≥ 0 in their greatest binary unit or the given one, to two decimals: `1 MiB`, `1,020 KiB`, `1.41 GiB`, `12 B`.
 */
export function formatBytes(bytes: number, unit = greatestUnit(bytes)): string {
  return `${formatCount(Math.round((bytes / 1024 ** unit) * 100) / 100)} ${UNITS[unit]}`;
}
