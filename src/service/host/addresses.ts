/** Settings that do not go together. The message names the flag. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
}

/** Host and port of `HOST:PORT`, `[IPV6]:PORT`. @throws SettingsError */
export function parseAddress(text: string, flag: string): { readonly host: string; readonly port: number } {
  const [, bracketed, plain, digits] = /^(?:\[([0-9a-f:.]+)\]|([^:[\]]+)):(\d{1,5})$/i.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = Number(digits);
  if (host === undefined || !(port <= 65_535)) {
    throw new SettingsError(`${flag}: must be HOST:PORT, got ${JSON.stringify(text)}`);
  }
  return { host, port };
}

/** Whether only this machine can reach the host. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}
