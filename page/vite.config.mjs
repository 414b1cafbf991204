// How the page is built: `npm run page` makes the site in dist/page, and the template of reports beside it.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const here = fileURLToPath(new URL(".", import.meta.url));
const at = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));

/** What stands in for modules of Node. A source `x.ts` that needs Node itself has a twin, `x.browser.ts`. */
const MODULES = new Map([
  ["node:buffer", at("stubs/buffer.ts")],
  ["node:os", at("stubs/os.ts")],
  ["node:zlib", at("stubs/zlib.ts")],
]);

/** A package's own build for browsers, where its name does not lead there. */
const BUILDS = new Map([["csv-parse/sync", "csv-parse/browser/esm/sync"]]);

/** @returns {import("vite").Plugin} */
export function standIns() {
  return {
    name: "stand-ins",
    enforce: "pre",
    async resolveId(source, importer) {
      const module = MODULES.get(source);
      if (module !== undefined) return module;
      const built = BUILDS.get(source);
      if (built !== undefined) return this.resolve(built, importer);
      if (source.startsWith("node:")) throw new Error(`${importer} imports ${source}, which no browser has`);
      if (!/^\..*\.js$/.test(source) || importer === undefined) return null;
      const twin = fileURLToPath(new URL(source.replace(/\.js$/, ".browser.ts"), `file://${importer}`));
      return existsSync(twin) ? twin : null;
    },
  };
}

/** Modules of the library do nothing when they are loaded, so that lists of exports can be passed by. */
export const treeshake = { moduleSideEffects: (/** @type {string} */ id) => !/\/src\//.test(id) };

export default defineConfig({
  root: here,
  base: "./",
  plugins: [standIns()],
  worker: { format: "es", plugins: () => [standIns()], rollupOptions: { treeshake } },
  build: {
    outDir: at("../dist/page"),
    emptyOutDir: true,
    target: "es2022",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rollupOptions: { input: { index: at("index.html") }, treeshake },
  },
});
