/** Chromium with the built page in it, as `telaplan view` serves it. Needs `dist`. */
import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";
import type { PageServer } from "../../../src/cli/output/page-server.js";

const PLACES = [process.env.TELAPLAN_CHROMIUM ?? "", "/usr/bin/chromium", "/usr/bin/chromium-browser"];

/** Where Chromium is; undefined where it is not installed. */
export const CHROMIUM = PLACES.find((path) => path !== "" && existsSync(path));
if (CHROMIUM === undefined) console.warn("Chromium is not installed: the page is not tried in a browser");

const QUIET = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM!, args: QUIET });
}

/** The page with files, as the command serves it. */
export async function servedPage(files: Readonly<Record<string, string>> = {}): Promise<PageServer> {
  const { servePage } = await import("../../../dist/cli/output/page-server.js");
  const { pageFiles } = await import("../../../dist/cli/page-files.js");
  const given = Object.entries(files).map(([name, text]) => ({
    name,
    read: async () => new TextEncoder().encode(text),
  }));
  return servePage(pageFiles(), given);
}

/** What a page has complained of: errors, refusals of its policy, requests that leave it. */
export interface Complaints {
  readonly errors: string[];
  readonly strangers: string[];
}

export async function openPage(
  browser: Browser,
  url: string,
  theme: "light" | "dark" = "light",
): Promise<{ page: Page } & Complaints> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme: theme });
  const errors: string[] = [];
  const strangers: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  page.on("request", (request) => {
    const at = request.url();
    if (!at.startsWith(new URL(".", url).href) && !/^(data|blob):/.test(at)) strangers.push(at);
  });
  await page.goto(url);
  return { page, errors, strangers };
}

/** Drops a file, by the way of the field that the button opens. */
export async function give(page: Page, name: string, content: string | Uint8Array): Promise<void> {
  const buffer = Buffer.from(content as string);
  await page
    .locator("input[type=file][multiple]")
    .setInputFiles({ name, mimeType: "application/octet-stream", buffer });
}

/** Waits until the run that an opened file begins has ended. */
export async function planned(page: Page): Promise<void> {
  await page
    .locator(".standing p", { hasText: /Done|No plan/ })
    .first()
    .waitFor();
}

/** `rgb` of the picture at a place, in CSS pixels from its corner. */
export function probe(page: Page, points: readonly (readonly [x: number, y: number])[]): Promise<string[]> {
  return page.evaluate(
    (places) => {
      const [canvas] = document.querySelectorAll<HTMLCanvasElement>(".picture canvas");
      const pen = canvas!.getContext("2d")!;
      const scale = canvas!.width / canvas!.clientWidth;
      return places.map(([x, y]) => {
        const [r, g, b] = pen.getImageData(Math.round(x * scale), Math.round(y * scale), 1, 1).data;
        return `${r},${g},${b}`;
      });
    },
    points as [number, number][],
  );
}
