import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Unavailable } from "./errors.js";

/** The page as it was built: beside the compiled sources, also where the sources themselves run. */
const PAGE = new URL("../../dist/page/", import.meta.url);

/**
 * The template of reports.
 *
 * @throws Unavailable where the page was not built
 */
export function reportTemplate(): string {
  try {
    return readFileSync(new URL("report.html", PAGE), "utf8");
  } catch {
    throw new Unavailable(notBuilt());
  }
}

/**
 * What the page consists of, by its path below the page's folder: `index.html`, `assets/…`.
 *
 * @throws Unavailable where the page was not built
 */
export function pageFiles(): Map<string, Uint8Array> {
  try {
    const assets = readdirSync(new URL("assets/", PAGE)).map((name) => `assets/${name}`);
    return new Map(["index.html", ...assets].map((path) => [path, readFileSync(new URL(path, PAGE))]));
  } catch {
    throw new Unavailable(notBuilt());
  }
}

function notBuilt(): string {
  return `the page is not built: there is none in ${fileURLToPath(PAGE)}; npm run page makes it`;
}
