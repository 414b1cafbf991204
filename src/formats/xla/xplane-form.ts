/** The form of `*.xplane.pb` files: profiles of JAX and TensorFlow, with the modules that ran. */
import { BinaryView } from "../binary/view.js";
import type { FileContent } from "../content.js";
import type { ReadOptions } from "../fields.js";
import type { FileForm, FileSource, SourcedReading } from "../form.js";
import type { NameJudge } from "../names.js";
import { openHlo, readHlo } from "./hlo-proto.js";
import { readingOf } from "./reading.js";
import { isXSpace } from "./sniff.js";
import { modulesIn, type ProfiledModule } from "./xplane.js";

const LISTED = 20;

export const xplaneForm: FileForm = {
  name: "profile of JAX or TensorFlow (.xplane.pb)",
  takes: ["module", "alignment"],
  sniff: ({ bytes }) => isXSpace(bytes),
  read,
};

function read({ bytes, fileName }: FileContent, _: NameJudge, options: ReadOptions): SourcedReading<FileSource> {
  const view = new BinaryView(bytes, fileName);
  const { name, begin, end } = choose(modulesIn(view), options.module, view);
  const { moduleName, assignment, at } = openHlo(view, begin, end);
  // The profile's name tells programs of one name apart.
  const file = { moduleName: name === "" ? moduleName : name, assignment, at };
  return readingOf(readHlo(file, view), options, (place, detail) => view.errorAt(place, detail));
}

function choose(modules: readonly ProfiledModule[], asked: string | undefined, view: BinaryView): ProfiledModule {
  if (modules.length === 0) {
    view.fail(0, "the profile holds no HLO modules: the profiler has to be told to keep them (enable_hlo_proto)");
  }
  if (asked === undefined) {
    if (modules.length === 1) return modules[0]!;
    view.fail(
      0,
      `the profile holds ${modules.length} modules, and one has to be chosen (--module): ${listed(modules)}`,
    );
  }
  const exact = modules.filter(({ name }) => name === asked);
  const found = exact.length > 0 ? exact : modules.filter(({ name }) => withoutNumber(name) === asked);
  if (found.length === 1) return found[0]!;
  if (found.length === 0) {
    view.fail(0, `the profile holds no module ${JSON.stringify(asked)}; there are ${listed(modules)}`);
  }
  view.fail(0, `${found.length} modules of the profile are called ${JSON.stringify(asked)}: ${listed(found)}`);
}

/** `jit_step` of `jit_step(17)`. */
function withoutNumber(name: string): string {
  return name.replace(/\(-?\d+\)$/, "").trimEnd();
}

function listed(modules: readonly ProfiledModule[]): string {
  const names = modules.slice(0, LISTED).map(({ name }) => JSON.stringify(name));
  return `${names.join(", ")}${modules.length > LISTED ? ` and ${modules.length - LISTED} more` : ""}`;
}
