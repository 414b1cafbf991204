/**
 * The problems of tt-mlir's D2M allocator as JSON: `requests` of memory, each `[variable, first, last, size, offset]`
 * with both times live and an offset below 0 for none, and the `variables` that make them. A variable is placed in
 * `scratch` or `spill`, and makes the requests of that domain only; all requests are for the scratch memory.
 *
 * Source: `Tools::read` and `PlannerImpl` in tt-mlir's D2M/Analysis/Allocation.
 */
import { firstInk } from "../bytes.js";
import type { FileContent } from "../content.js";
import { clip } from "../errors.js";
import type { ReadOptions } from "../fields.js";
import type { FileForm, FileSource, SourcedReading } from "../form.js";
import { isObject, JsonFile } from "../json/file.js";
import type { Path } from "../json/walk.js";
import type { NameJudge } from "../names.js";
import { countOf, type DumpRow, readingOf } from "../producer/dump.js";

const OPEN_BRACE = 123;
const FIELDS = ["variable", "first", "last", "size", "offset"] as const;
const KNOWN: ReadonlySet<string> = new Set(["variables", "requests"]);

export const d2mForm: FileForm = {
  name: "tt-mlir D2M JSON",
  takes: ["alignment"],
  sniff: isD2m,
  read: readD2m,
};

function isD2m(file: FileContent): boolean {
  if (firstInk(file.bytes) !== OPEN_BRACE || !isObject(file.json)) return false;
  const { requests, variables, buffers } = file.json;
  if (!Array.isArray(requests) || buffers !== undefined) return false;
  return Array.isArray(variables) || (requests.length > 0 && requests.every(isRequest));
}

function isRequest(value: unknown): boolean {
  return Array.isArray(value) && value.length === FIELDS.length && value.every((each) => typeof each === "number");
}

/** `[variable, first, last, size, offset]`. */
type Request = readonly [number, number, number, number, number];

function readD2m(content: FileContent, names: NameJudge, options: ReadOptions): SourcedReading<FileSource> {
  const file = new JsonFile(content);
  const root = file.object(file.root, [], "the file's content");
  for (const key of Object.keys(root)) {
    if (!KNOWN.has(key)) file.permit(names.judgeBeside({ what: "key", level: "problem" }, key), root[key], [key]);
  }
  file.checkFractions(([key]) => key === "requests");
  const requests = file.array(root.requests, ["requests"], "requests").map((each, i): Request => {
    const path = ["requests", i];
    const cells = file.array(each, path, "a request");
    if (cells.length !== 5) file.fail(path, `a request has ${FIELDS.join(", ")}; this one has ${cells.length} numbers`);
    return cells.map((cell, k) =>
      file.integer(cell, [...path, k], `request ${i}: ${FIELDS[k]!}`),
    ) as unknown as Request;
  });
  const notes: string[] = [];
  const chosen = root.variables === undefined ? [...requests.keys()] : chosenOf(file, root.variables, requests, notes);
  const perVariable = new Map<number, number>();
  for (const i of chosen) perVariable.set(requests[i]![0], (perVariable.get(requests[i]![0]) ?? 0) + 1);
  const rows = chosen.map((i): DumpRow => {
    const [variable, first, last, size, offset] = requests[i]!;
    const id = perVariable.get(variable) === 1 ? `v${variable}` : `v${variable}.${i}`;
    return { id, lower: first, upper: last + 1, size, ...(offset >= 0 && { offset }) };
  });
  const column: Readonly<Record<string, number>> = { lower: 1, upper: 2, size: 3, offset: 4 };
  return readingOf(
    {
      rows,
      planner: "tt-mlir",
      alignment: 1,
      ends: "inclusive",
      notes,
      errorAt: (row, field, detail) => {
        const path: Path = row === undefined ? [] : ["requests", chosen[row]!, column[field ?? ""] ?? 0];
        return file.errorAt(path, detail);
      },
      timesNote: "the last live time is the third number of a request, and upper = last + 1",
    },
    options,
  );
}

interface Variable {
  /** Indices of requests. */
  readonly domain: Readonly<Record<"scratch" | "spill", readonly number[]>>;
  readonly placement: string;
  readonly isBound: boolean;
}

/** The requests that count, in the order of the file. */
function chosenOf(file: JsonFile, value: unknown, requests: readonly Request[], notes: string[]): number[] {
  const variables = file.array(value, ["variables"], "variables").map((each, i) => variableOf(file, each, i));
  for (const [i, [variable]] of requests.entries()) {
    if (variable >= 0 && variable < variables.length) continue;
    file.fail(["requests", i, 0], `request ${i}: there is no variable ${variable}, of ${variables.length}`);
  }
  const isPlanned =
    requests.some(([, , , , offset]) => offset >= 0) ||
    variables.some((each) => each.placement !== "NA" && !each.isBound);
  const chosen = new Set<number>();
  let unplaced = 0;
  let spillable = 0;
  for (const [index, { domain, placement, isBound }] of variables.entries()) {
    if (placement === "NA") unplaced++;
    if (!isBound && placement !== "spill" && domain.spill.length > 0) spillable++;
    const space = placement !== "NA" ? placement : isPlanned ? null : "scratch";
    if (space === null) continue;
    const list = domain[space as "scratch" | "spill"];
    for (const [k, request] of list.entries()) {
      const at = ["variables", index, "domain", space, k];
      if (request < 0 || request >= requests.length)
        file.fail(at, `there is no request ${request}, of ${requests.length}`);
      if (requests[request]![0] !== index)
        file.fail(at, `request ${request} is of variable ${requests[request]![0]}, not of ${index}`);
      chosen.add(request);
    }
  }
  const left = requests.length - chosen.size;
  if (unplaced > 0) {
    const way = isPlanned ? "tt-mlir gave them no memory, and they are left out" : "they are taken to lie in scratch";
    notes.push(`${countOf(unplaced, "variable has", "variables have")} no placement: ${way}`);
  }
  if (left > 0)
    notes.push(`${countOf(left, "request belongs", "requests belong")} to placements that were not chosen: left out`);
  if (spillable > 0) {
    notes.push(`${countOf(spillable, "variable", "variables")} may be spilled: that choice is tt-mlir's, and stays`);
  }
  return [...chosen].sort((a, b) => a - b);
}

function variableOf(file: JsonFile, value: unknown, index: number): Variable {
  const path = ["variables", index];
  const variable = file.object(value, path, "a variable");
  const placement = variable.placement;
  if (placement !== "scratch" && placement !== "spill" && placement !== "NA") {
    const what = (source: string) => `placement must be "scratch", "spill" or "NA", got ${source}`;
    file.fail(
      placement === undefined ? path : [...path, "placement"],
      placement === undefined ? "the variable has no placement" : what,
    );
  }
  if (typeof variable.bound !== "boolean") file.fail(path, `variable ${index}: bound must be true or false`);
  for (const key of Object.keys(variable)) {
    if (key !== "placement" && key !== "bound" && key !== "domain")
      file.fail([...path, key], `key ${clip(key)} of a variable is not known`);
  }
  const domain = file.object(variable.domain, [...path, "domain"], `variable ${index}: domain`);
  for (const key of Object.keys(domain)) {
    if (key !== "scratch" && key !== "spill")
      file.fail([...path, "domain", key], `key ${clip(key)} of a domain is not known`);
  }
  const listOf = (space: "scratch" | "spill"): number[] => {
    const at = [...path, "domain", space];
    if (domain[space] === undefined) return [];
    const list = file.array(domain[space], at, space);
    return list.map((each, k) => file.integer(each, [...at, k], "the index of a request"));
  };
  return { domain: { scratch: listOf("scratch"), spill: listOf("spill") }, placement, isBound: variable.bound };
}
