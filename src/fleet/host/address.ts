/** Where a queue is, and how to get in. Nothing of this is ever printed but `shown`. */
export interface Address {
  readonly kind: "redis" | "postgres";
  readonly host: string;
  readonly port: number;
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** A number for Redis, a name for PostgreSQL. */
  readonly database: string | undefined;
  readonly tls: boolean;
  /** What messages call it: without user, password and parameters. */
  readonly shown: string;
}

/** An address that cannot be used. The message says nothing that may be a password. */
export class AddressError extends Error {
  override readonly name = "AddressError";
}

interface Scheme {
  readonly kind: Address["kind"];
  readonly port: number;
  readonly tls: boolean;
}

const REDIS = { kind: "redis", port: 6379 } as const;
const POSTGRES = { kind: "postgres", port: 5432 } as const;

const SCHEMES: Readonly<Record<string, Scheme>> = {
  "redis:": { ...REDIS, tls: false },
  "rediss:": { ...REDIS, tls: true },
  "valkey:": { ...REDIS, tls: false },
  "valkeys:": { ...REDIS, tls: true },
  "postgres:": { ...POSTGRES, tls: false },
  "postgresql:": { ...POSTGRES, tls: false },
};

/** What `sslmode` may say; `verify-full` is what TLS means here. */
const SSL_MODES: Readonly<Record<string, boolean>> = { disable: false, "verify-full": true };

/**
 * Reads `redis://[user:password@]host[:port][/number]`, `rediss://…` for TLS, or
 * `postgres://[user:password@]host[:port]/database[?sslmode=verify-full]`.
 *
 * @throws AddressError
 */
export function parseAddress(text: string): Address {
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    throw new AddressError("is no address, as in redis://127.0.0.1:6379 or postgres://127.0.0.1:5432/telaplan");
  }
  const scheme = SCHEMES[url.protocol];
  if (scheme === undefined) {
    throw new AddressError(`begins with ${url.protocol}//; redis, rediss and postgres are known`);
  }
  if (url.hostname === "") throw new AddressError("names no host");
  if (url.hash !== "") throw new AddressError('has a "#"; in a password it is written %23');
  const { kind } = scheme;
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const port = url.port === "" ? scheme.port : Number(url.port);
  const path = decoded(url.pathname.slice(1));
  if (kind === "redis" && !/^\d*$/.test(path)) throw new AddressError("names no number of a database after the host");
  let { tls } = scheme;
  for (const [name, value] of url.searchParams) {
    const mode = name === "sslmode" && kind === "postgres" ? SSL_MODES[value] : undefined;
    if (mode === undefined) throw new AddressError(`has a parameter ${name} that is not understood`);
    tls = mode;
  }
  return {
    kind,
    host,
    port,
    user: url.username === "" ? undefined : decoded(url.username),
    password: url.password === "" ? undefined : decoded(url.password),
    database: path === "" ? undefined : path,
    tls,
    shown: `${url.protocol}//${url.hostname}:${port}${path === "" ? "" : `/${path}`}`,
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new AddressError('has a "%" that begins no character; alone it is written %25');
  }
}
