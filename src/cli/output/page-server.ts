import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A file that the page is to open. */
export interface ServedFile {
  readonly name: string;
  /** Reads it as it is now. */
  readonly read: () => Promise<Uint8Array>;
}

export interface PageServer {
  /** With the path that nobody can guess. */
  readonly url: string;
  close(): Promise<void>;
}

const HOST = "127.0.0.1";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
};

/** What the page may do: run its own scripts, and fetch what this server has. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "worker-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

const HEADERS = {
  "content-security-policy": POLICY,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cache-control": "no-store",
  "cross-origin-resource-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
};

/**
 * Serves the page and some files on loopback, for the browser of this machine's user alone: everything lies below a
 * path that is drawn at random, requests name this host, come from no other site, and only ask.
 *
 * @param page what the page consists of, by path; `index.html` is among it
 * @param port 0 for any that is free
 * @throws the system's error where it cannot listen
 */
export async function servePage(
  page: ReadonlyMap<string, Uint8Array>,
  files: readonly ServedFile[],
  port = 0,
): Promise<PageServer> {
  const secret = randomBytes(18).toString("base64url");
  const own = new Map(page);
  own.set("index.html", withFiles(page.get("index.html")!));
  const list = files.map(({ name }, i) => ({ name, path: `files/${i}` }));
  own.set("files.json", new TextEncoder().encode(JSON.stringify(list)));
  let hosts: readonly string[] = [];
  const server = createServer((request, response) => {
    answer(request, response, { secret, own, files, hosts }).catch(() => {
      if (!response.headersSent) refuse(response, 500);
      else response.destroy();
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, HOST, resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  hosts = [`${HOST}:${taken}`, `localhost:${taken}`];
  return {
    url: `http://${HOST}:${taken}/${secret}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

interface Served {
  readonly secret: string;
  readonly own: ReadonlyMap<string, Uint8Array>;
  readonly files: readonly ServedFile[];
  readonly hosts: readonly string[];
}

async function answer(request: IncomingMessage, response: ServerResponse, served: Served): Promise<void> {
  const { method, url = "", headers } = request;
  if (method !== "GET" && method !== "HEAD") return refuse(response, 405);
  // A site whose name leads here by a trick of its name server says that name.
  if (headers.host === undefined || !served.hosts.includes(headers.host)) return refuse(response, 403);
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none") return refuse(response, 403);
  const [path = ""] = url.split("?");
  const begin = `/${served.secret}/`;
  if (!path.startsWith(begin)) return refuse(response, 404);
  const name = path.slice(begin.length) || "index.html";
  const known = served.own.get(name);
  if (known !== undefined) return send(response, known, TYPES[/\.[a-z]+$/.exec(name)?.[0] ?? ""]);
  const index = /^files\/(\d{1,6})$/.exec(name)?.[1];
  const file = index === undefined ? undefined : served.files[Number(index)];
  if (file === undefined) return refuse(response, 404);
  send(response, await file.read(), undefined);
}

function send(response: ServerResponse, content: Uint8Array, type = "application/octet-stream"): void {
  response.writeHead(200, { ...HEADERS, "content-type": type, "content-length": content.length });
  response.end(response.req.method === "HEAD" ? undefined : content);
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { ...HEADERS, "content-type": "text/plain; charset=utf-8", connection: "close" });
  response.end(`${status}\n`);
}

/** The page's own policy lets it fetch nothing; here it fetches the files. */
function withFiles(index: Uint8Array): Uint8Array {
  const text = new TextDecoder().decode(index);
  const allowed = text.replace("connect-src 'none'", "connect-src 'self'");
  const told = allowed.replace("<title>", '<meta name="telaplan-files" content="files.json" />\n    <title>');
  return new TextEncoder().encode(told);
}
