/**
 * Finds the modules in a profile: an `XSpace` has planes, a plane has metadata of events, and those of the plane
 * `/host:metadata` hold an `HloProto` each, as a statistic "Hlo Proto" or, in older profiles, as the metadata itself.
 *
 * Source: openxla/xla, third_party/tsl/tsl/profiler/protobuf/xplane.proto; tensorflow/profiler, which reads them.
 */
import type { BinaryView } from "../binary/view.js";
import { WireMessage } from "../binary/wire.js";
import { hloKind } from "./sniff.js";

const METADATA_PLANE = "/host:metadata";

/** A module in a profile: an `HloProto` in bytes [begin, end) of the file. */
export interface ProfiledModule {
  /** With the number of its program: `jit_step(17)`. */
  readonly name: string;
  readonly begin: number;
  readonly end: number;
}

/** @throws FormatError where the profile is damaged */
export function modulesIn(view: BinaryView): ProfiledModule[] {
  const modules: ProfiledModule[] = [];
  for (const field of WireMessage.whole(view).fields()) if (field.number === 1) addModules(field.message, modules);
  return modules;
}

function addModules(plane: WireMessage, modules: ProfiledModule[]): void {
  let planeName = "";
  const events: WireMessage[] = [];
  const hloStatistics = new Set<number>();
  for (const field of plane.fields()) {
    if (field.number === 2) planeName = field.text;
    else if (field.number === 4) events.push(field.message);
    else if (field.number === 5) addHloStatistic(field.message, hloStatistics);
  }
  for (const event of events) {
    const found = hloIn(event, hloStatistics, planeName === METADATA_PLANE);
    if (found !== null) modules.push(found);
  }
}

/** Adds the number of a kind of statistics whose name says that it is an HloProto. */
function addHloStatistic(entry: WireMessage, into: Set<number>): void {
  for (const value of valuesIn(entry)) {
    let id = 0;
    let name = "";
    for (const field of value.fields()) {
      if (field.number === 1) id = field.integer;
      else if (field.number === 2) name = field.text;
    }
    if (/^hlo[ _]?proto$/i.test(name)) into.add(id);
  }
}

function hloIn(entry: WireMessage, hloStatistics: ReadonlySet<number>, takesMetadata: boolean): ProfiledModule | null {
  let name = "";
  let found: WireMessage | null = null;
  for (const value of valuesIn(entry)) {
    for (const field of value.fields()) {
      if (field.number === 2) name = field.text;
      else if (field.number === 3 && takesMetadata) found ??= ifHlo(field.message);
      else if (field.number === 5) found = hloStatistic(field.message, hloStatistics) ?? found;
    }
  }
  return found === null ? null : { name, begin: found.begin, end: found.end };
}

/** The HloProto in a statistic. */
function hloStatistic(statistic: WireMessage, hloStatistics: ReadonlySet<number>): WireMessage | null {
  let kind = 0;
  let found: WireMessage | null = null;
  for (const field of statistic.fields()) {
    if (field.number === 1) kind = field.integer;
    else if (field.number === 6) found = field.message;
  }
  return hloStatistics.has(kind) ? found : null;
}

function ifHlo(message: WireMessage): WireMessage | null {
  return hloKind(message.view.bytes, message.begin, message.end) === null ? null : message;
}

/** The value of an entry of a map. */
function* valuesIn(entry: WireMessage): Generator<WireMessage, void> {
  for (const field of entry.fields()) if (field.number === 2) yield field.message;
}
