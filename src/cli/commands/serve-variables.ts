import { UsageError } from "../errors.js";

/** Variables of telaplan's that are read elsewhere: by the command line, by clients, by its own tests. */
const READ_ELSEWHERE = /^TELAPLAN_(DEBUG|SERVER|COMMAND|BENCH_.*|TEST_.*|.*_REPORT)$/;

/**
 * What Kubernetes and Docker give a container beside a service of that name, as in TELAPLAN_SERVICE_HOST or
 * TELAPLAN_PORT_50051_TCP_ADDR.
 */
const LINK = /_(SERVICE_HOST|SERVICE_PORT(_[A-Z0-9_]+)?|PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)$/;
const LINK_VALUE = /^(tcp|udp|sctp):\/\//;

/**
 * Refuses variables that seem to be meant for the server and are none of its own: a mistyped one would be ignored in
 * silence. One that is empty counts as not set, here and everywhere.
 *
 * @throws UsageError that names the variable and the one that is most like it
 */
export function checkVariables(env: Readonly<NodeJS.ProcessEnv>, known: readonly string[]): void {
  for (const [name, value = ""] of Object.entries(env)) {
    const isOurs = /^TELAPLAN_/i.test(name) && value !== "";
    if (!isOurs || known.includes(name) || READ_ELSEWHERE.test(name)) continue;
    if (LINK.test(name) || LINK_VALUE.test(value)) continue;
    throw new UsageError(`${name}: telaplan serve knows no such variable${suggestion(name, known)}`);
  }
}

/** The name that is most like it, where one is like it at all. */
function suggestion(name: string, known: readonly string[]): string {
  const [best] = known
    .map((other) => ({ other, far: distance(name.toUpperCase(), other) }))
    .sort((a, b) => a.far - b.far);
  return best !== undefined && best.far <= 3
    ? `; did you mean ${best.other}?`
    : "; add --help for those that there are";
}

/** Letters to put in, take away or replace (Levenshtein, by rows). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}
