// Installs the packages with real models that tests read where they are there, without a word in package.json.
//   npm run models:install
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** All of these have licences that let anyone use them. */
const PACKAGES = ["@mediapipe/selfie_segmentation@0.1.1675465747", "@mediapipe/face_detection@0.4.1657300184"];

const { status } = spawnSync("npm", ["install", "--no-save", "--no-audit", "--no-fund", ...PACKAGES], {
  cwd: fileURLToPath(new URL("..", import.meta.url)),
  stdio: "inherit",
  shell: process.platform === "win32",
});
process.exitCode = status ?? 1;
