/**
 * Models of TensorFlow Lite, planned as TensorFlow Lite Micro (TFLM) runs them: its lifetimes, its own plan beside
 * ours, and plans in the file, in and out.
 */
import type { Alias } from "../../problem/index.js";
import { BinaryView } from "../binary/view.js";
import { FileContent } from "../content.js";
import type { FormatError } from "../errors.js";
import type { Draft, OtherPlan, ReadOptions } from "../fields.js";
import type { FileForm, FileSource, SourcedReading } from "../form.js";
import type { NameJudge } from "../names.js";
import { UniqueNames } from "../unique-names.js";
import { type ArenaBuffer, arenaOf, roundUp } from "./arena.js";
import { greedyPlan, MOST_BUFFERS } from "./greedy.js";
import { type Lifetimes, lifetimesOf } from "./lifetimes.js";
import { type Allocation, type AllocationLog, DEFAULT_ALIGNMENT, planInLog, readLog } from "./log.js";
import { type Model, readModel } from "./model.js";
import { METADATA_NAME, offlinePlanOf, overlapOf, UNPLANNED } from "./offline.js";
import { CUSTOM, FILE_IDENTIFIER } from "./schema.js";
import { scratchIn, scratchNote } from "./scratch.js";
import { bodiesOf, type View, viewsOf } from "./views.js";
import { unwritable, withOfflinePlan } from "./write.js";

interface TfliteSource extends FileSource {
  readonly form: "json";
  readonly model: Model;
  /** The tensors of the first buffers; those behind are scratch. */
  readonly tensors: readonly number[];
}

export const tfliteForm: FileForm<TfliteSource> = {
  name: "TensorFlow Lite model (.tflite)",
  takes: ["views", "alignment", "log"],
  sniff: ({ bytes }) => Array.from(FILE_IDENTIFIER).every((letter, i) => bytes[4 + i] === letter.charCodeAt(0)),
  read: readTflite,
  unwritable: ({ model }) => unwritable(model),
  writeBytes: ({ model, tensors }, { offsets }) => {
    const byTensor = new Float64Array(model.tensorCount).fill(UNPLANNED);
    for (const [b, tensor] of tensors.entries()) byTensor[tensor] = offsets[b]!;
    return withOfflinePlan(model, byTensor);
  },
};

/** @throws FormatError at the first fault */
function readTflite(file: FileContent, _names: NameJudge, options: ReadOptions): SourcedReading<TfliteSource> {
  const { placed, ignoreOffsets, alignment = DEFAULT_ALIGNMENT } = options;
  const model = readModel(new BinaryView(file.bytes, file.fileName));
  const lifetimes = lifetimesOf(model);
  const plan = offlinePlanOf(model);
  const isReplanned = ignoreOffsets && !placed;
  const arena = arenaOf(model, lifetimes, isReplanned ? null : (plan?.offsets ?? null), alignment);
  const views = viewsAmong(model, arena);
  const notes = [...(plan?.notes ?? []), ...notesOf(model, lifetimes, arena)];
  const log = options.log === undefined ? null : readLog(new FileContent(options.log.content, options.log.fileName));
  const isExact = lifetimes.entries.every((count) => count <= 1);
  const scratch = log === null ? [] : scratchIn(log, arena, isExact);

  const given = plan !== null && isReplanned ? arenaOf(model, lifetimes, plan.offsets, alignment) : arena;
  const why = whyNotAnew(model, given, views, options.views === true);
  if (why !== null && !placed) throw model.view.errorAt(why.at, `${why.detail}: the file is not planned anew`);
  if (why !== null) notes.push(`${why.detail}: what the replay calls overlaps may be meant`);

  const buffers = [
    ...arena.map((each) => draftOf(each, alignment, !placed)),
    ...scratchDrafts(arena, scratch, alignment),
  ];
  const aliases = options.views === true ? aliasesOf(arena, views) : [];
  if (log === null) notes.push(...[scratchNote(model)].filter((note) => note !== null));
  if (alignment % DEFAULT_ALIGNMENT !== 0) {
    notes.push(`TFLM aligns its arena to ${DEFAULT_ALIGNMENT} bytes, and kernels may rely on it: --align ${alignment}`);
  }
  if (scratch.length > 0) notes.push(unwrittenNote(scratch));
  const own = ownPlan(buffers, arena, log);
  if (options.views === true && aliases.length === 0) notes.push("no operator is a view: --views changes nothing");
  // TFLM knows no views, and a log has the alignment of its own run.
  const isForeign = aliases.length > 0 || (own?.isLogged === true && alignment !== DEFAULT_ALIGNMENT);
  if (own !== null && log !== null && !own.isLogged) notes.push(OTHER_RUN);
  if (own === null) notes.push(NOT_COMPUTED);

  return {
    buffers,
    offsets: placed ? placedOffsets(model, arena, { isPlanned: plan !== null, hasLog: log !== null, own }) : null,
    ...(aliases.length > 0 && { lists: { aliases } }),
    otherPlans: own === null ? [] : [{ ...own.plan, ...(isForeign && { offsets: null }) }],
    capacity: undefined,
    base: undefined,
    ends: "exclusive",
    errorAt: (index, _field, detail) => faultAt(model, arena, log, index, detail),
    timesNote: () => "times count operators",
    notes,
    // TFLM numbers its requests as the buffers are: tensors in the order of the file, then scratch.
    source: { form: "json", requests: [...buffers.keys()], model, tensors: arena.map(({ tensor }) => tensor) },
  };
}

function draftOf({ id, lower, upper, size, offset }: ArenaBuffer, alignment: number, isFixed: boolean): Draft {
  return { id, lower, upper, size, alignment, ...(isFixed && offset >= 0 && { offset }) };
}

/** Named by their ids in the log, which are those of TFLM's `BufferPlan`. */
function scratchDrafts(arena: readonly ArenaBuffer[], scratch: readonly Allocation[], alignment: number): Draft[] {
  const names = new UniqueNames();
  for (const [b, { id }] of arena.entries()) names.take(id, b);
  return scratch.map(({ size, first, last }, i) => {
    const id = arena.length + i;
    return {
      id: names.take(`scratch ${id}`, id),
      lower: first,
      upper: last + 1,
      size: roundUp(size, alignment),
      alignment,
    };
  });
}

/** Views of which both tensors lie in the arena. */
function viewsAmong(model: Model, arena: readonly ArenaBuffer[]): View[] {
  const tensors = new Set(arena.filter(({ isVariable }) => !isVariable).map(({ tensor }) => tensor));
  return viewsOf(model).filter(({ input, output }) => tensors.has(input) && tensors.has(output));
}

function aliasesOf(arena: readonly ArenaBuffer[], views: readonly View[]): Alias[] {
  const ids = new Map(arena.map(({ tensor, id }) => [tensor, id]));
  return views.map(({ input, output }) => ({ buffer: ids.get(output)!, of: ids.get(input)! }));
}

/** Why a plan that the file has must not be replaced, or added to; null where it may. */
function whyNotAnew(
  model: Model,
  arena: readonly ArenaBuffer[],
  views: readonly View[],
  areMerged: boolean,
): { readonly at: number; readonly detail: string } | null {
  for (const { operators } of model.subgraphs) {
    const found = operators.find(({ code, custom }) => code === CUSTOM && custom.startsWith("ethos-u"));
    if (found === undefined) continue;
    const detail = `the operator ${JSON.stringify(found.custom)} works in bytes that Vela has laid out`;
    return { at: found.at, detail };
  }
  const planned = arena.filter(({ offset }) => offset >= 0);
  if (planned.length === 0) return null;
  const bodies = bodiesOf(model.tensorCount, views);
  const pair = overlapOf(planned.map((each) => ({ ...each, body: areMerged ? bodies[each.tensor]! : each.tensor })));
  if (pair === null) return null;
  const [a, b] = pair.map((index) => planned[index]!) as [ArenaBuffer, ArenaBuffer];
  const isView = bodies[a.tensor] === bodies[b.tensor] && a.offset === b.offset && a.size === b.size;
  const detail =
    `${METADATA_NAME} lays ${a.called} and ${b.called} over each other, at ${a.offset} and ${b.offset}, ` +
    `while both are live${isView ? " (they are views, which --views takes for one)" : ""}`;
  return { at: b.at, detail };
}

/** @throws FormatError where the file, or the log, has no plan of all buffers */
function placedOffsets(
  { view, root }: Model,
  arena: readonly ArenaBuffer[],
  { isPlanned, hasLog, own }: { readonly isPlanned: boolean; readonly hasLog: boolean; readonly own: OwnPlan | null },
): Float64Array {
  if (hasLog) return own?.plan.offsets ?? view.fail(root.at, NOT_COMPUTED);
  if (!isPlanned) view.fail(root.at, `the file has no plan: there is no metadata ${METADATA_NAME}`);
  const unplanned = arena.find(({ offset }) => offset < 0);
  if (unplanned !== undefined) {
    view.fail(unplanned.at, `${unplanned.called} has no offset in ${METADATA_NAME}: TFLM plans it when it starts`);
  }
  return Float64Array.from(arena, ({ offset }) => offset);
}

/** What TFLM makes of the file when it starts. */
interface OwnPlan {
  readonly plan: OtherPlan & { readonly offsets: Float64Array };
  /** Whether it is the one that was printed. */
  readonly isLogged: boolean;
}

/**
 * As the log has it; computed without a log, and with one of a run before the file had its plan: TFLM keeps to the
 * offsets in the file. None where computing would take too long.
 */
function ownPlan(buffers: readonly Draft[], arena: readonly ArenaBuffer[], log: AllocationLog | null): OwnPlan | null {
  const isOfThisRun = arena.every(({ offset }, id) => offset < 0 || offset === log?.allocations[id]?.offset);
  if (log !== null && isOfThisRun) return { plan: planInLog(log), isLogged: true };
  if (buffers.length > MOST_BUFFERS) return null;
  const wanted = buffers.map(({ lower, upper, size }, b) => ({ lower, upper, size, offset: arena[b]?.offset ?? -1 }));
  return { plan: greedyPlan(wanted), isLogged: false };
}

const NOT_COMPUTED = `TFLM's own plan is not computed for more than ${MOST_BUFFERS} buffers`;

const OTHER_RUN =
  `the log is of a run without the offsets in the file: TFLM keeps to those of ${METADATA_NAME}, ` +
  "and its plan is computed from them";

function faultAt(
  { view, root }: Model,
  arena: readonly ArenaBuffer[],
  log: AllocationLog | null,
  index: number | undefined,
  detail: string,
): FormatError {
  if (index === undefined || log === null || index < arena.length) {
    return view.errorAt(index === undefined ? root.at : arena[index]!.at, detail);
  }
  return log.errorAt(log.allocations[index]!.position, detail);
}

function notesOf(
  { subgraphs, outsideCount }: Model,
  { entries, last }: Lifetimes,
  arena: readonly ArenaBuffer[],
): string[] {
  const notes: string[] = [];
  for (const [index, count] of entries.entries()) {
    if (count <= 1) continue;
    notes.push(
      `subgraph ${index} is entered ${count} times: its tensors live from the first time to the last, ` +
        "where TFLM counts the last alone",
    );
  }
  const unused = arena.filter(({ tensor }) => last[tensor]! < 0).length;
  if (unused > 0) notes.push(`tensors that nothing uses: ${unused}; TFLM keeps bytes for them before time 0`);
  if (outsideCount > 0) {
    notes.push(`tensors whose content stands behind the FlatBuffer: ${outsideCount}; TFLM cannot read them`);
  }
  const planned = new Set(arena.map(({ tensor }) => tensor));
  let variables = 0;
  for (const { tensors, firstTensor } of subgraphs) {
    for (const [i, { isVariable, isConstant }] of tensors.entries()) {
      if (isVariable && !isConstant && !planned.has(firstTensor + i)) variables++;
    }
  }
  if (variables > 0) notes.push(`variables, which TFLM keeps outside of the planned memory: ${variables}`);
  return notes;
}

function unwrittenNote(scratch: readonly Allocation[]): string {
  const noun = `scratch buffer${scratch.length === 1 ? "" : "s"}`;
  return (
    `the log adds ${scratch.length} ${noun}, for which ${METADATA_NAME} has no place: a .tflite that is written ` +
    "has the offsets of tensors alone, and TFLM places scratch around them as it starts"
  );
}
