// Leaves in node_modules what the image needs: packages of production, and with --otlp=on OpenTelemetry's SDK.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const { peerDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
const npm = (...args) => execFileSync("npm", args, { stdio: "inherit" });

npm("prune", "--omit=dev", "--omit=peer");
if (process.argv.includes("--otlp=on")) {
  const wanted = Object.entries(peerDependencies).filter(([name]) => name.startsWith("@opentelemetry/"));
  npm("install", "--no-save", "--omit=dev", ...wanted.map(([name, version]) => `${name}@${version}`));
}
