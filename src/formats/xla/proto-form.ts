/** The form of `*.hlo.pb` files: an `HloProto`, as XLA writes it with `--xla_dump_hlo_as_proto`. */
import { BinaryView } from "../binary/view.js";
import type { FileContent } from "../content.js";
import type { ReadOptions } from "../fields.js";
import type { FileForm, FileSource, SourcedReading } from "../form.js";
import type { NameJudge } from "../names.js";
import { openHlo, readHlo } from "./hlo-proto.js";
import { readingOf } from "./reading.js";
import { hloKind } from "./sniff.js";

export const xlaProtoForm: FileForm = {
  name: "HloProto of XLA (.hlo.pb)",
  takes: ["module", "alignment"],
  sniff: ({ bytes }) => hloKind(bytes) !== null,
  read,
};

function read({ bytes, fileName }: FileContent, _: NameJudge, options: ReadOptions): SourcedReading<FileSource> {
  const view = new BinaryView(bytes, fileName);
  const file = openHlo(view);
  const { module } = options;
  if (module !== undefined && module !== file.moduleName) {
    view.fail(
      file.at,
      `the module ${JSON.stringify(module)} is not in the file: it has ${JSON.stringify(file.moduleName)}`,
    );
  }
  return readingOf(readHlo(file, view), options, (at, detail) => view.errorAt(at, detail));
}
