/** The page: files come in, are planned in the worker, and are drawn. Nothing leaves it but what is downloaded. */
import "../styles/page.css";
import type { Picture } from "../../src/picture/picture.js";
import { shownName } from "../../src/picture/shown-name.js";
import type { Theme } from "../scene/colours.js";
import type { GivenFile, Opened, TargetChoice, Wish } from "../worker/messages.js";
import { button, h } from "./dom.js";
import { PlanPanel } from "./plan-panel.js";
import { Failure, Session, startWorker } from "./session.js";
import { showHelp, Viewer } from "./viewer.js";

/** Files at most that are taken at once, and bytes of each. */
const MOST_FILES = 40;
const MOST_BYTES = 2 ** 29;

const session = new Session();
const viewer = new Viewer();
let files: GivenFile[] = [];
let picture: Picture | null = null;
let before: Picture | null = null;
let targets: readonly TargetChoice[] = [];
let run = 0;

const panel = new PlanPanel({
  plan: (wish) => void plan(wish),
  cancel: () => session.cancel(),
  download: (target) => void download(target),
  suggest: () => void suggest(),
  tryOne: (rank) => void tryOne(rank),
  film: () => void film(),
});
viewer.side.prepend(panel.element);

const fileName = h("span", { className: "file" });
const chooser = h("select", { "aria-label": "File", hidden: true });
const picker = h("input", { type: "file", multiple: true, hidden: true, "aria-label": "Files to plan" });
const otherPicker = h("input", { type: "file", hidden: true, "aria-label": "Plan to compare with" });
const themeButton = button("Dark", () => setTheme(viewer.theme === "light" ? "dark" : "light"), {
  title: "Light or dark",
});
const compareButton = button("Compare …", () => (before === null ? otherPicker.click() : compareWith(null)), {
  title: "Open another plan of the same buffers, and see what has moved",
});
const examples = h("select", { "aria-label": "Examples" }, h("option", { value: "" }, "Examples …"));
const start = startScreen();
const alert = h("p", { className: "alert", role: "alert", hidden: true });

document.body.append(
  h("a", { href: "#main", className: "skip" }, "Skip to the picture"),
  h(
    "header",
    {},
    h("h1", {}, "telaplan"),
    button("Open …", () => picker.click(), {
      title: "A file of buffers: .csv, .json, .tflite, .onnx, .pb, .pickle, a trace",
    }),
    examples,
    chooser,
    fileName,
    h("span", { className: "spring" }),
    compareButton,
    button("Print", () => window.print()),
    themeButton,
    button("Keys", () => showHelp(), { "aria-label": "Keys (?)" }),
    picker,
    otherPicker,
  ),
  alert,
  h("main", { id: "main" }, start, viewer.element, viewer.side),
);
viewer.element.hidden = true;
viewer.side.hidden = true;
compareButton.hidden = true;

picker.addEventListener("change", () => void take([...(picker.files ?? [])]));
otherPicker.addEventListener("change", () => void takeOther([...(otherPicker.files ?? [])]));
chooser.addEventListener("change", () => void openFiles(rotated(Number(chooser.value))));
examples.addEventListener("change", () => void openExample(Number(examples.value)));
document.addEventListener("dragover", (event) => {
  event.preventDefault();
  document.body.classList.add("dragging");
});
document.addEventListener("dragleave", (event) => {
  if (event.relatedTarget === null) document.body.classList.remove("dragging");
});
document.addEventListener("drop", (event) => {
  event.preventDefault();
  document.body.classList.remove("dragging");
  void take([...(event.dataTransfer?.files ?? [])]);
});
setTheme(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
void begin();

function setTheme(theme: Theme): void {
  viewer.theme = theme;
  themeButton.textContent = theme === "light" ? "Dark" : "Light";
}

function startScreen(): HTMLElement {
  return h(
    "section",
    { className: "start", "aria-label": "Begin" },
    h("h2", {}, "Drop a file here"),
    h(
      "p",
      {},
      "Buffers with lifetimes and sizes as CSV or JSON, a model (.tflite, .onnx, .pte), ",
      "a dump of XLA, IREE or MLIR, a snapshot of PyTorch, or a trace.",
    ),
    h(
      "p",
      { className: "buttons" },
      button("Open a file …", () => picker.click(), { className: "primary" }),
      button("See an example", () => void openExample(0)),
    ),
    h(
      "p",
      { className: "muted" },
      "It is planned in this page, on this machine. Nothing is uploaded, and the page works without a network.",
    ),
  );
}

/** Files that `telaplan view` serves beside the page. */
async function begin(): Promise<void> {
  const { EXAMPLES } = await import("./examples.js");
  examples.append(...EXAMPLES.map(({ title }, i) => h("option", { value: String(i) }, title)));
  const list = document.querySelector<HTMLMetaElement>('meta[name="telaplan-files"]')?.content;
  if (list === undefined) return;
  try {
    const names = (await (await fetch(list)).json()) as { readonly name: string; readonly path: string }[];
    const given = await Promise.all(
      names.map(async ({ name, path }) => ({ name, bytes: new Uint8Array(await (await fetch(path)).arrayBuffer()) })),
    );
    await openFiles(given);
  } catch (error) {
    complain(`the files could not be fetched: ${(error as Error).message}`);
  }
}

async function openExample(index: number): Promise<void> {
  if (!Number.isInteger(index)) return;
  const { EXAMPLES } = await import("./examples.js");
  const example = EXAMPLES[index];
  examples.value = "";
  if (example === undefined) return;
  await openFiles([{ name: example.name, bytes: new TextEncoder().encode(example.text) }]);
}

async function take(dropped: readonly File[]): Promise<void> {
  picker.value = "";
  if (dropped.length === 0) return;
  const given = await readAll(dropped);
  if (given !== null) await openFiles(given);
}

async function readAll(dropped: readonly File[]): Promise<GivenFile[] | null> {
  if (dropped.length > MOST_FILES) {
    complain(`${dropped.length} files are too many: ${MOST_FILES} at most`);
    return null;
  }
  const large = dropped.find(({ size }) => size > MOST_BYTES);
  if (large !== undefined) {
    complain(`${shownName(large.name, 80)} has ${large.size} bytes: ${MOST_BYTES} at most`);
    return null;
  }
  try {
    return await Promise.all(
      dropped.map(async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })),
    );
  } catch (error) {
    complain(`the file could not be read: ${(error as Error).message}`);
    return null;
  }
}

/** The files with that one first: what stays behind it may be what it refers to. */
function rotated(first: number): GivenFile[] {
  return files[first] === undefined ? files : [files[first], ...files.filter((_, i) => i !== first)];
}

async function openFiles(given: GivenFile[]): Promise<void> {
  const mine = ++run;
  session.end();
  complain(null);
  if (files.length !== given.length || !given.every((file) => files.includes(file))) {
    files = given;
    chooser.replaceChildren(...files.map(({ name }, i) => h("option", { value: String(i) }, shownName(name, 60))));
  }
  chooser.hidden = files.length < 2;
  const [{ name }] = given as [GivenFile];
  fileName.textContent = files.length < 2 ? shownName(name, 60) : "";
  document.title = `${shownName(name, 60)} – telaplan`;
  try {
    const opened = await session.ask({ kind: "open", files: given, asPlan: true });
    if (mine !== run) return;
    opens(opened);
    if (!opened.hasPlan) {
      const wish = panel.wish();
      if (wish !== null) await plan(wish);
    }
  } catch (error) {
    if (mine === run) complain((error as Error).message);
  }
}

function opens(opened: Opened): void {
  ({ picture, targets } = opened);
  before = null;
  start.hidden = true;
  viewer.element.hidden = false;
  viewer.side.hidden = false;
  panel.open(opened.picture, targets);
  panel.offer(targets, opened.hasPlan);
  show(opened.picture);
  viewer.announce(`${opened.fileName} is open, read as ${opened.form}`);
}

function show(next: Picture, keepWindow = false): void {
  picture = next;
  compareButton.hidden = next.offset === null;
  compareButton.textContent = before === null ? "Compare …" : "Stop comparing";
  viewer.show(before === null ? [next] : [before, next], keepWindow);
}

async function plan(wish: Wish): Promise<void> {
  const mine = run;
  const opened = picture;
  if (opened === null) return;
  panel.running(true);
  let shown = 0;
  try {
    const planned = await session.ask(
      { kind: "plan", wish },
      {
        standing: (standing) => {
          if (mine !== run) return;
          panel.stands(standing, viewer.theme);
          // A plan on the way: the picture with its offsets, at most some times a second.
          if (standing.offsets === null || performance.now() - shown < 150) return;
          shown = performance.now();
          show(onTheWay(opened, standing.offsets, standing.memories, standing.peak, standing.lowerBound), true);
          shown = performance.now();
        },
        warning: (message) => panel.say(message),
      },
    );
    if (mine !== run) return;
    panel.done(planned.picture, planned.elapsedMs);
    panel.offer(targets, planned.picture.fits && planned.picture.offset !== null);
    show(planned.picture, true);
    viewer.announce("planning has ended");
  } catch (error) {
    if (mine === run) panel.fail((error as Error).message);
  } finally {
    if (mine === run) panel.running(false);
  }
}

function onTheWay(
  opened: Picture,
  offset: Float64Array,
  ids: readonly string[] | null,
  peak: number | null,
  lowerBound: number,
): Picture {
  const at = new Map(opened.memories.map(({ memory }, m) => [memory, m]));
  const memoryOf = ids === null ? opened.memoryOf : Int32Array.from(ids, (id) => at.get(id) ?? -1);
  const memories = opened.memories.map((memory, m) => {
    let top = 0;
    for (let b = 0; b < offset.length; b++) {
      if (memoryOf[b] === m) top = Math.max(top, offset[b]! + opened.size[b]! - memory.base);
    }
    return { ...memory, peak: top, waste: null };
  });
  return {
    ...opened,
    status: "unknown",
    fits: true,
    offset,
    memoryOf,
    memories,
    peak,
    lowerBound,
    core: [],
    message: "",
  };
}

async function suggest(): Promise<void> {
  const mine = run;
  panel.running(true);
  panel.say("looking for what cannot go together …");
  try {
    const found = await session.ask({ kind: "suggest" }, { warning: (message) => panel.say(`${message} …`) });
    if (mine !== run) return;
    panel.say("");
    if (found.picture !== null) show(found.picture, true);
    panel.suggestions(found.rows, found.note);
  } catch (error) {
    if (mine === run) panel.fail((error as Error).message);
  } finally {
    if (mine === run) {
      panel.running(false);
    }
  }
}

async function tryOne(rank: number): Promise<void> {
  const was = picture;
  try {
    const tried = await session.ask({ kind: "try", rank });
    targets = tried.targets;
    // Tried one after the other, all are compared with what did not fit.
    if (before === null && was !== null && was.offset !== null) before = was;
    panel.setCapacities(tried.picture);
    panel.offer(targets, true);
    show(tried.picture);
    viewer.announce(`tried: ${tried.picture.notes.join("; ")}`);
  } catch (error) {
    panel.fail((error as Error).message);
  }
}

async function download(target: string): Promise<void> {
  try {
    const { fileName: name, content, notes } = await session.ask({ kind: "write", target });
    const url = URL.createObjectURL(
      new Blob([content as Uint8Array<ArrayBuffer>], { type: "application/octet-stream" }),
    );
    h("a", { href: url, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
    panel.say([`${shownName(name, 80)} is downloaded`, ...notes].join("; "));
  } catch (error) {
    panel.fail((error as Error).message);
  }
}

async function takeOther(dropped: readonly File[]): Promise<void> {
  otherPicker.value = "";
  const given = await readAll(dropped);
  if (given === null || given.length === 0) return;
  const other = new Session();
  try {
    const opened = await other.ask({ kind: "open", files: given, asPlan: true });
    if (!opened.hasPlan)
      throw new Failure(`${shownName(given[0]!.name, 80)} has no plan: every buffer needs an offset`);
    compareWith(opened.picture);
  } catch (error) {
    complain((error as Error).message);
  } finally {
    other.end();
  }
}

/** The plan before, beside the one that is shown; null for none. */
function compareWith(other: Picture | null): void {
  before = other;
  if (picture !== null) show(picture);
}

async function film(): Promise<void> {
  try {
    const wish = panel.wish();
    const [capacity = null] = wish?.capacities ?? [];
    const wanted = wish?.minimize === true ? null : capacity;
    const made = await session.ask({ kind: "film", capacity: wanted });
    const { showFilm } = await import("./film.js");
    if (picture !== null) showFilm(made, picture, viewer.theme);
  } catch (error) {
    panel.fail((error as Error).message);
  }
}

function complain(message: string | null): void {
  alert.hidden = message === null;
  alert.textContent = message === null ? "" : shownName(message, 1_000);
}

/** For those who measure. */
Object.assign(window, { telaplanViewer: viewer, telaplanWorker: startWorker });
