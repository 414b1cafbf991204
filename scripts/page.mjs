#!/usr/bin/env node
// Builds the page into dist/page: the site, and the template of reports (`pack --html`), which is one file. The
// template's scripts and styles are inside it, and its policy allows these alone, by their hashes.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));
const out = join(root, "dist/page");
const config = await import("../page/vite.config.mjs");

await build({ ...config.default, configFile: false, logLevel: "warn" });
const report = join(root, "dist/report-parts");
await build({
  configFile: false,
  logLevel: "warn",
  root: join(root, "page"),
  plugins: [config.standIns()],
  build: {
    outDir: report,
    emptyOutDir: true,
    target: "es2022",
    reportCompressedSize: false,
    cssCodeSplit: false,
    rollupOptions: {
      input: join(root, "page/report/main.ts"),
      treeshake: config.treeshake,
      output: { format: "iife", entryFileNames: "report.js", assetFileNames: "report[extname]" },
    },
  },
});
mkdirSync(out, { recursive: true });
writeFileSync(join(out, "report.html"), templateOf(partNamed(".js"), partNamed(".css")));
rmSync(report, { recursive: true });

/** @param {string} extension */
function partNamed(extension) {
  const name = readdirSync(report).find((file) => file.endsWith(extension));
  if (name === undefined) throw new Error(`the report has no ${extension}`);
  return readFileSync(join(report, name), "utf8");
}

/**
 * @param {string} script
 * @param {string} style
 */
function templateOf(script, style) {
  // What would end the element that it stands in is written otherwise; inside a script that is in strings alone.
  const safeScript = script.trim().replaceAll("</script", "<\\/script").replaceAll("<!--", "<\\!--");
  const safeStyle = style.trim();
  if (/<\/style/i.test(safeStyle)) throw new Error("the styles would end their element");
  const policy = [
    "default-src 'none'",
    `script-src '${hashOf(safeScript)}'`,
    `style-src '${hashOf(safeStyle)}'`,
    "img-src data: blob:",
    "form-action 'none'",
    "base-uri 'none'",
  ].join("; ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>@@telaplan-title@@</title>
<link rel="icon" href="data:,">
<style>${safeStyle}</style>
</head>
<body>
<script type="application/json" id="telaplan-data">@@telaplan-data@@</script>
<script>${safeScript}</script>
</body>
</html>
`;
}

/** @param {string} text */
function hashOf(text) {
  return `sha256-${createHash("sha256").update(text, "utf8").digest("base64")}`;
}
