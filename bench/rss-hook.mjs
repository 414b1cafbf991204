/** Imported before a program: writes the most memory that it held, in megabytes, where `TELAPLAN_BENCH_RSS` says. */
import { writeFileSync } from "node:fs";

process.on("exit", () => {
  const path = process.env.TELAPLAN_BENCH_RSS;
  if (path !== undefined) writeFileSync(path, String(process.resourceUsage().maxRSS / 1024));
});
