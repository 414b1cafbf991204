/** Numbers and names as explanations show them. */

/** Names that a sentence lists at most. */
const LISTED = 6;

/** "1,310,720". */
export function count(number: number): string {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** "1,310,720 bytes", "1 byte". */
export function shownBytes(bytes: number): string {
  return `${count(bytes)} ${bytes === 1 ? "byte" : "bytes"}`;
}

/** "42 %", "0.3 %". */
export function percent(share: number): string {
  const hundreds = share * 100;
  return `${hundreds >= 10 || hundreds === 0 ? Math.round(hundreds) : hundreds.toPrecision(2)} %`;
}

export function quote(id: string): string {
  return JSON.stringify(id);
}

/** The first of them, and how many more there are. */
export function listed(names: readonly string[], most = LISTED, between = ", "): string {
  const more = names.length > most ? ` and ${count(names.length - most)} more` : "";
  return `${names.slice(0, most).join(between)}${more}`;
}
