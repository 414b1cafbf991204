/**
 * Bundles the library for browsers: modules without any of Node's. A source `x.ts` that needs Node has a twin
 * `x.browser.ts` beside it, which takes its place.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));

/**
 * Puts twins in the place of what needs Node.
 *
 * @type {import("esbuild").Plugin}
 */
export const twins = {
  name: "twins",
  setup({ onResolve }) {
    onResolve({ filter: /^\..*\.js$/ }, ({ path, resolveDir }) => {
      const twin = join(resolveDir, path.replace(/\.js$/, ".browser.js"));
      return existsSync(twin) ? { path: twin } : undefined;
    });
  },
};

/**
 * Writes `dist/browser/telaplan.js` and what it loads later, from what the compiler has put into `dist`.
 *
 * @returns {Promise<void>}
 */
export async function bundleForBrowsers() {
  await build({
    absWorkingDir: root,
    entryPoints: { telaplan: "dist/browser/index.js" },
    outdir: "dist/browser",
    bundle: true,
    splitting: true,
    minify: true,
    keepNames: false,
    chunkNames: "[name]-[hash]",
    format: "esm",
    platform: "browser",
    target: "es2022",
    plugins: [twins],
    legalComments: "none",
    logLevel: "error",
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await bundleForBrowsers();
