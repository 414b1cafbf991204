import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PageServer, servePage } from "../../src/cli/output/page-server.js";

const PAGE = new Map([
  ["index.html", Buffer.from("<head>connect-src 'none'\n<title>t</title></head>")],
  ["assets/a.js", Buffer.from("1")],
]);

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, unknown>>;
}

function ask(url: string, options: { method?: string; headers?: Record<string, string> } = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asking = request(url, options, (response) => {
      let body = "";
      response.on("data", (piece) => {
        body += piece;
      });
      response.on("end", () => resolve({ status: response.statusCode!, body, headers: response.headers }));
    });
    asking.on("error", reject);
    asking.end();
  });
}

describe("the server of the page", () => {
  let server: PageServer;
  const given = { name: "a <b>.csv", read: async () => Buffer.from("id,lower") };
  beforeAll(async () => {
    server = await servePage(PAGE, [given]);
  });
  afterAll(() => server.close());

  it("serves the page with a policy, and tells it of the files", async () => {
    const { status, body, headers } = await ask(server.url);
    expect(status).toBe(200);
    expect(body).toContain("connect-src 'self'");
    expect(body).toContain('<meta name="telaplan-files" content="files.json" />');
    expect(headers["content-security-policy"]).toMatch(/^default-src 'none'; script-src 'self';/);
    expect(headers["content-security-policy"]).not.toContain("unsafe");
    expect(headers).toMatchObject({ "x-content-type-options": "nosniff", "referrer-policy": "no-referrer" });
    expect(JSON.parse((await ask(`${server.url}files.json`)).body)).toEqual([{ name: given.name, path: "files/0" }]);
    expect((await ask(`${server.url}files/0`)).body).toBe("id,lower");
    expect((await ask(`${server.url}assets/a.js`)).headers["content-type"]).toMatch(/^text\/javascript/);
  });

  it("answers 127.0.0.1 alone", () => {
    expect(new URL(server.url).hostname).toBe("127.0.0.1");
  });

  it("draws another path each time, long enough that nobody guesses it", async () => {
    const other = await servePage(PAGE, []);
    const secrets = [server, other].map(({ url }) => new URL(url).pathname.replaceAll("/", ""));
    await other.close();
    expect(secrets[0]).not.toBe(secrets[1]);
    for (const secret of secrets) expect(secret).toMatch(/^[\w-]{24}$/);
  });

  it("has nothing without the path, or beside its files", async () => {
    const { origin } = new URL(server.url);
    const paths = ["/", "/index.html", "/files/0", "/assets/a.js"].map((path) => `${origin}${path}`);
    const below = ["files/1", "files/-1", "files/00x", "assets/../../package.json", "assets/%2e%2e/a", "__proto__"];
    for (const url of [...paths, ...below.map((path) => `${server.url}${path}`)]) {
      expect((await ask(url)).status, url).toBe(404);
    }
  });

  it.each(["evil.example", "127.0.0.1", "evil.example:80", "localhost.evil.example"])(
    "refuses the host %s",
    async (host) => {
      const { port } = new URL(server.url);
      const named = host === "evil.example" ? `${host}:${port}` : host;
      expect((await ask(server.url, { headers: { host: named } })).status).toBe(403);
    },
  );

  it("takes the other name of this machine", async () => {
    const { port } = new URL(server.url);
    expect((await ask(server.url, { headers: { host: `localhost:${port}` } })).status).toBe(200);
  });

  it.each(["cross-site", "same-site"])("refuses what comes from another site: %s", async (site) => {
    expect((await ask(server.url, { headers: { "sec-fetch-site": site } })).status).toBe(403);
  });

  it.each(["POST", "PUT", "DELETE", "OPTIONS", "PATCH"])("refuses %s", async (method) => {
    expect((await ask(server.url, { method })).status).toBe(405);
  });

  it("gives no body to HEAD", async () => {
    const { status, body, headers } = await ask(server.url, { method: "HEAD" });
    expect([status, body]).toEqual([200, ""]);
    expect(Number(headers["content-length"])).toBeGreaterThan(0);
  });

  it("answers a file that is gone with an error, and goes on", async () => {
    const broken = await servePage(PAGE, [{ name: "x", read: () => Promise.reject(new Error("gone")) }]);
    expect((await ask(`${broken.url}files/0`)).status).toBe(500);
    expect((await ask(broken.url)).status).toBe(200);
    await broken.close();
  });
});
