import { type Profiler, Session } from "node:inspector";

/**
 * One session for the whole file: code that is compiled while nothing is counted is not counted later. To be imported
 * before what is measured is run for the first time.
 */
const session = new Session();
session.connect();
session.post("Profiler.enable");
session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });

/** What has been run since it was last asked. */
function taken(): Profiler.ScriptCoverage[] {
  const scripts: Profiler.ScriptCoverage[] = [];
  session.post("Profiler.takePreciseCoverage", (error, { result }) => {
    if (error !== null) throw error;
    scripts.push(...result);
  });
  return scripts;
}

/**
 * How much work something does in the files whose path contains one of `files`, by V8's own count of how often each
 * block of code is run. The same on every machine, however busy; what is built into V8, as `copyWithin`, counts once.
 */
export function stepsOf(work: () => void, files: readonly string[]): number {
  taken();
  work();
  let steps = 0;
  for (const { url, functions } of taken()) {
    if (!files.some((file) => url.includes(file))) continue;
    for (const { ranges } of functions) for (const { count } of ranges) steps += count;
  }
  return steps;
}
