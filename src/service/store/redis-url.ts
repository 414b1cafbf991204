/** Where a Redis or Valkey is, and who is to log in there. */
export interface RedisPlace {
  readonly host: string;
  readonly port: number;
  readonly db: number;
  readonly tls: boolean;
  readonly username: string | undefined;
  readonly password: string | undefined;
}

const USUAL_PORT = 6_379;

/**
 * Reads `redis://[USER[:PASSWORD]@]HOST[:PORT][/DB]`, and `rediss:` for TLS.
 *
 * @returns a text where it is none, which says what is wrong and shows nothing of the URL beyond its scheme: it may
 *   hold a password
 */
export function redisPlaceOf(url: string): RedisPlace | string {
  const form = "must be redis://HOST:PORT/DB, or rediss:// for TLS";
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    return form;
  }
  const { protocol, hostname, port, pathname, search, hash, username, password } = parsed;
  if (protocol !== "redis:" && protocol !== "rediss:") return `${form}, got ${protocol}`;
  if (hostname === "") return `${form}: there is no host`;
  if (search !== "" || hash !== "") return `${form}: nothing may come behind the number of the database`;
  const [, digits = "0"] = /^\/?(?:(\d{1,5}))?$/.exec(pathname) ?? [null, null];
  if (digits === null) return `${form}, where DB is a number, got ${JSON.stringify(pathname.slice(1))}`;
  try {
    return {
      host: hostname.replace(/^\[(.*)\]$/, "$1"),
      port: port === "" ? USUAL_PORT : Number(port),
      db: Number(digits),
      tls: protocol === "rediss:",
      username: username === "" ? undefined : decodeURIComponent(username),
      password: password === "" ? undefined : decodeURIComponent(password),
    };
  } catch {
    return `${form}: % in a user or password is written %25`;
  }
}

/** The place without who logs in: for logs and errors. */
export function placeText({ host, port, db, tls }: RedisPlace): string {
  return `${tls ? "rediss" : "redis"}://${host.includes(":") ? `[${host}]` : host}:${port}/${db}`;
}
