/** The picture with all that is around it: tools, legend, tooltip, and the panels that tell what is seen. */
import { formatBytes, formatCount } from "../../src/draw/units.js";
import type { Picture } from "../../src/picture/picture.js";
import { shownName } from "../../src/picture/shown-name.js";
import { COLOUR_MODES, type ColourMode, hexOf, kindOf, PAPERS, pixelOf, type Theme } from "../scene/colours.js";
import { type Live, liveAt, named } from "../scene/look-up.js";
import { mixed } from "../scene/raster.js";
import { Scene } from "../scene/scene.js";
import { listenTo } from "../view/input.js";
import { type Under, View } from "../view/view.js";
import { button, h, swatch } from "./dom.js";
import { bytes, causeWords, type Fact, factsOfBuffer, factsOfFree, loadOf, sentenceOf } from "./facts.js";

const MODE_NAMES: Readonly<Record<ColourMode, string>> = {
  kind: "kind (by name)",
  size: "size",
  lifetime: "lifetime",
  memory: "memory",
  change: "change",
};
/** Rows of the list of who lives, at most: the rest is counted. */
const MOST_ROWS = 200;
const MOST_MATCHES = 50;

export const HELP: readonly Fact[] = [
  ["arrow keys", "move"],
  ["+ and −", "zoom in and out"],
  ["0", "show all"],
  ["Shift + ← →", "move the time cursor from change to change"],
  ["p", "time cursor to the peak"],
  ["n, Shift + n", "next and previous buffer at the cursor, the largest first"],
  ["Esc", "let go of buffer and cursor"],
  ["/", "search"],
  ["wheel", "zoom; with Shift only time, with Alt only addresses"],
  ["drag, double click, click", "move, zoom in, pin a buffer"],
  ["click on the load", "set the time cursor"],
];

export class Viewer {
  readonly element: HTMLElement;
  readonly side: HTMLElement;
  readonly view: View;
  mode: ColourMode = "kind";
  pictures: readonly Picture[] = [];
  readonly #host = h("div", {
    className: "picture",
    tabIndex: 0,
    role: "application",
    "aria-roledescription": "picture of a memory plan",
    "aria-label": "The plan: time across, address up. Press n for the largest buffer, question mark for the keys.",
    "aria-describedby": "described",
  });
  readonly #described = h("p", { id: "described", className: "unseen" });
  readonly #status = h("p", { role: "status", "aria-live": "polite", className: "unseen" });
  readonly #tooltip = h("div", { className: "tooltip", role: "presentation", hidden: true });
  readonly #legend = h("ul", { className: "legend", "aria-label": "Colours" });
  readonly #search = h("input", {
    type: "search",
    id: "search",
    placeholder: "Search names  ( / )",
    "aria-label": "Search names of buffers",
    maxLength: 200,
  });
  readonly #matches = h("span", { className: "muted", "aria-live": "polite" });
  readonly #modes = h("select", { id: "colours" });
  readonly #summary = h("section", { className: "panel", "aria-label": "Summary" });
  readonly #pinned = h("section", { className: "panel", "aria-label": "Selected buffer", hidden: true });
  readonly #live = h("section", { className: "panel", "aria-label": "Who is live" });
  readonly #waste = h("section", { className: "panel", "aria-label": "Waste" });
  readonly #notes = h("section", { className: "panel", "aria-label": "Notes", hidden: true });
  readonly #layoutButton = button("Stack", () => this.#flipLayout(), {
    title: "Memories and plans side by side, or one above the other",
  });
  #toldAt = 0;

  constructor() {
    this.view = new View(this.#host, {
      hovered: (under) => this.#showTooltip(under),
      pinned: () => this.#pinnedChanged(),
      cursor: () => this.#cursorChanged(),
    });
    listenTo(this.view, (what) => this.#say(what));
    this.side = h(
      "aside",
      { className: "side", "aria-label": "Facts" },
      this.#summary,
      this.#pinned,
      this.#live,
      this.#waste,
      this.#notes,
    );
    this.element = h(
      "div",
      { className: "viewer" },
      this.#tools(),
      h("div", { className: "stage" }, this.#host, this.#tooltip),
      this.#legend,
      this.#described,
      this.#status,
    );
    document.addEventListener("keydown", (event) => this.#globalKey(event));
    window.addEventListener("beforeprint", () => this.#forPrint(true));
    window.addEventListener("afterprint", () => this.#forPrint(false));
  }

  show(pictures: readonly Picture[], keepWindow = false): void {
    const wasTwo = this.pictures.length === 2;
    this.pictures = pictures;
    const scene = new Scene(pictures);
    if (pictures.length === 2 && !wasTwo) this.mode = "change";
    else if (pictures.length < 2 && (this.mode === "change" || !keepWindow)) this.mode = telling(pictures);
    this.view.show(scene, this.mode, keepWindow);
    this.#fillModes(scene);
    this.#layoutButton.hidden = scene.sheets.length < 2;
    this.#showAll();
    this.#described.textContent = pictures.map(sentenceOf).join(" ");
    if (this.#search.value !== "") this.#find();
  }

  set theme(theme: Theme) {
    document.documentElement.dataset.theme = theme;
    this.view.theme = theme;
    this.view.refresh();
    this.#showLegend();
  }

  get theme(): Theme {
    return this.view.theme;
  }

  announce(message: string): void {
    this.#status.textContent = message;
  }

  #tools(): HTMLElement {
    const { view } = this;
    const toggle = (text: string, title: string, is: () => boolean, set: (on: boolean) => void): HTMLButtonElement => {
      const made = button(
        text,
        () => {
          set(!is());
          made.setAttribute("aria-pressed", String(is()));
          view.refresh();
        },
        { title, "aria-pressed": String(is()) },
      );
      return made;
    };
    this.#modes.addEventListener("change", () => {
      this.mode = this.#modes.value as ColourMode;
      view.colourBy(this.mode);
      this.#showLegend();
    });
    this.#search.addEventListener("input", () => this.#find());
    this.#search.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.#nextMatch(event.shiftKey ? -1 : 1);
    });
    return h(
      "div",
      { className: "tools", role: "toolbar", "aria-label": "Picture" },
      this.#search,
      this.#matches,
      h("label", { for: "colours", className: "inline" }, "Colour"),
      this.#modes,
      toggle(
        "Live set",
        "Tint who lives at the peak, or at the time cursor",
        () => view.tintsPeak,
        (on) => {
          view.tintsPeak = on;
        },
      ),
      toggle(
        "Waste",
        "Show the bytes below the peak that nobody has then, and why",
        () => view.showsWaste,
        (on) => {
          view.showsWaste = on;
          this.#showWaste();
        },
      ),
      this.#layoutButton,
      h(
        "span",
        { className: "group" },
        button("−", () => view.zoom(1.4), { "aria-label": "Zoom out", title: "Zoom out (−)" }),
        button("+", () => view.zoom(0.7), { "aria-label": "Zoom in", title: "Zoom in (+)" }),
        button("Fit", () => view.fitAll(), { title: "Show all (0)" }),
      ),
    );
  }

  #fillModes(scene: Scene): void {
    const modes = COLOUR_MODES.filter((mode) => {
      if (mode === "change") return scene.pictures.length === 2;
      return mode !== "memory" || scene.pictures.some(({ memories }) => memories.length > 1);
    });
    this.#modes.replaceChildren(
      ...modes.map((mode) => h("option", { value: mode, selected: mode === this.mode }, MODE_NAMES[mode])),
    );
    this.#showLegend();
  }

  #showAll(): void {
    this.#showSummary();
    this.#pinnedChanged();
    this.#showLive();
    this.#showWaste();
    const notes = [...new Set(this.pictures.flatMap(({ notes: own }) => own))];
    this.#notes.hidden = notes.length === 0;
    this.#notes.replaceChildren(
      h("h2", {}, "Notes"),
      h("ul", {}, ...notes.map((note) => h("li", {}, shownName(note, 600)))),
    );
  }

  #showLegend(): void {
    const { colours, theme, scene } = this.view;
    if (colours === null || scene === null) return;
    const paper = pixelOf(PAPERS[theme]);
    const share = theme === "light" ? 0.32 : 0.3;
    const items = colours.classes
      .filter(({ count }) => count > 0)
      .map(({ label, colour, count }) => {
        return h(
          "li",
          {},
          swatch(hexOf(mixed(pixelOf(colour), paper, share))),
          `${label} `,
          h("span", { className: "muted" }, formatCount(count)),
        );
      });
    const also: HTMLElement[] = [];
    if (scene.fixed.includes(1))
      also.push(h("li", {}, h("span", { className: "swatch hatched", "aria-hidden": "true" }), "fixed offset"));
    if (scene.overlaps)
      also.push(h("li", {}, h("span", { className: "swatch dashed", "aria-hidden": "true" }), "part of another"));
    if (scene.pictures.some(({ pieces }) => pieces.buffer.length > 0)) {
      also.push(
        h(
          "li",
          {},
          h("span", { className: "swatch dotted", "aria-hidden": "true" }),
          "gap or window: dots show the whole",
        ),
      );
    }
    if (this.view.core.size > 0)
      also.push(h("li", {}, h("span", { className: "swatch core", "aria-hidden": "true" }), "cannot go together"));
    this.#legend.replaceChildren(...items, ...also);
  }

  #showSummary(): void {
    this.#summary.replaceChildren(
      ...this.pictures.flatMap((picture, p) => {
        const title =
          this.pictures.length === 1
            ? shownName(picture.title, 80)
            : `${p === 0 ? "Before" : "After"}: ${shownName(picture.title, 60)}`;
        return [h("h2", {}, title), badge(picture), facts(summaryFacts(picture))];
      }),
    );
    const [picture] = this.pictures;
    if (picture !== undefined && !picture.fits && picture.message !== "") {
      this.#summary.append(h("p", { className: "why" }, shownName(picture.message, 1_000)));
    }
  }

  #pinnedChanged(): void {
    const { scene, pinned } = this.view;
    this.#pinned.hidden = scene === null || pinned < 0;
    if (scene === null || pinned < 0) return;
    this.#pinned.replaceChildren(
      h("h2", {}, "Selected"),
      h("p", { className: "name" }, shownName(scene.idOf(pinned), 400)),
      facts(factsOfBuffer(scene, pinned)),
      h(
        "p",
        { className: "buttons" },
        button("Show", () => this.view.reveal(pinned)),
        button("Let go", () => this.view.pin(-1)),
      ),
    );
  }

  #cursorChanged(): void {
    if (this.view.tintsPeak) this.view.refresh();
    this.#showLive();
  }

  #showLive(): void {
    const { scene, cursor } = this.view;
    if (scene === null) return;
    const blocks: Node[] = [];
    const atPeak = cursor === null;
    if (atPeak) {
      for (const [s, { facts: told }] of scene.sheets.entries()) {
        if (told.time === null) continue;
        const name = told.memory === "" ? "" : ` of ${shownName(told.memory, 40)}`;
        const which = scene.pictures.length < 2 ? "" : scene.sheets[s]!.picture === 0 ? "Before: " : "After: ";
        const what = told.peak === null ? "Most bytes live" : "At the peak";
        blocks.push(
          h("h2", {}, `${which}${what}${name}, t = ${formatCount(told.time)}`),
          ...this.#liveRows(scene, told.time, s, told.liveBytes),
        );
      }
    } else {
      blocks.push(
        h("h2", {}, `Live at t = ${formatCount(cursor)}`),
        ...this.#liveRows(scene, cursor, -1, loadOf(scene, cursor)),
      );
    }
    this.#live.replaceChildren(...blocks);
  }

  #liveRows(scene: Scene, time: number, sheet: number, load: number): Node[] {
    let live: Live[] = liveAt(scene, time, sheet);
    const told = sheet < 0 ? null : scene.sheets[sheet]!;
    if (live.length === 0 && told !== null && !told.hasPlan) {
      const start = scene.starts[told.picture]!;
      live = told.facts.live.map(({ buffer, bytes: size }) => ({ buffer: start + buffer, sheet, from: 0, to: size }));
    }
    const rows = live.slice(0, MOST_ROWS).map(({ buffer, from, to }) => {
      const share = load > 0 ? `${((100 * (to - from)) / load).toFixed(1)} %` : "";
      const name = shownName(scene.idOf(buffer), 60);
      const pick = button(
        name,
        () => {
          this.view.pin(buffer);
          this.view.reveal(buffer);
        },
        { className: "link", title: "Select it" },
      );
      return h(
        "tr",
        {},
        h("td", {}, pick),
        h("td", { className: "number" }, formatBytes(to - from)),
        h("td", { className: "number muted" }, share),
      );
    });
    const more =
      live.length > rows.length
        ? [h("p", { className: "muted" }, `and ${formatCount(live.length - rows.length)} more`)]
        : [];
    const head = h(
      "p",
      { className: "muted" },
      `${formatCount(live.length)} ${live.length === 1 ? "buffer" : "buffers"}, ${bytes(load)}, the largest first`,
    );
    const table = h(
      "table",
      {},
      h(
        "thead",
        {},
        h(
          "tr",
          {},
          h("th", { scope: "col" }, "buffer"),
          h("th", { scope: "col", className: "number" }, "bytes"),
          h("th", { scope: "col", className: "number" }, "share"),
        ),
      ),
      h("tbody", {}, ...rows),
    );
    return [
      head,
      h("div", { className: "rows", tabIndex: 0, role: "region", "aria-label": `Live at ${time}` }, table),
      ...more,
    ];
  }

  #showWaste(): void {
    const parts = this.pictures
      .flatMap(({ memories }) => memories)
      .filter(({ waste }) => waste !== null && waste.bytes > 0);
    this.#waste.hidden = parts.length === 0;
    this.#waste.replaceChildren(
      h("h2", {}, "Wasted at the peak"),
      ...parts.flatMap(({ memory, waste, peak }) => {
        const causes = Object.entries(waste!.byCause).filter(([, amount]) => amount > 0);
        const share = peak === null || peak === 0 ? "" : ` (${((100 * waste!.bytes) / peak).toFixed(1)} % of the peak)`;
        return [
          h("p", {}, `${memory === "" ? "" : `${shownName(memory, 40)}: `}${bytes(waste!.bytes)}${share}`),
          h(
            "dl",
            {},
            ...causes.flatMap(([cause, amount]) => [
              h("dt", {}, `${cause} ${bytes(amount)}`),
              h("dd", { className: "muted" }, causeWords(cause)),
            ]),
          ),
        ];
      }),
    );
  }

  #showTooltip(under: Under | null): void {
    const { scene } = this.view;
    if (scene === null || under === null) {
      this.#tooltip.hidden = true;
      return;
    }
    const { facts: memory } = scene.sheets[under.sheet]!;
    const time = Math.floor(under.time);
    const lines: Fact[] = [["time", formatCount(time)]];
    let title = "";
    if (under.isStrip || !scene.sheets[under.sheet]!.hasPlan) {
      lines.push(["live", bytes(loadOf(scene, time))]);
    } else if (under.buffer >= 0) {
      title = shownName(scene.idOf(under.buffer), 100);
      lines.length = 0;
      lines.push(...factsOfBuffer(scene, under.buffer));
    } else {
      const free = this.view.freeAt(under);
      if (free !== null) lines.push(...factsOfFree(scene, free, memory, time));
    }
    this.#tooltip.replaceChildren(title === "" ? "" : h("strong", {}, title), facts(lines));
    this.#tooltip.hidden = false;
    const { clientWidth, clientHeight } = this.#host;
    const { offsetWidth, offsetHeight } = this.#tooltip;
    const left = under.x + 16 + offsetWidth > clientWidth ? under.x - offsetWidth - 12 : under.x + 16;
    const top = Math.min(under.y + 14, clientHeight - offsetHeight - 4);
    this.#tooltip.style.transform = `translate(${Math.max(0, left)}px, ${Math.max(0, top)}px)`;
  }

  #find(): void {
    const { scene } = this.view;
    if (scene === null) return;
    this.view.found = named(scene, this.#search.value);
    this.#toldAt = -1;
    const { length } = this.view.found;
    this.#matches.textContent =
      this.#search.value.trim() === "" ? "" : length === 0 ? "none" : `${formatCount(length)} found`;
    if (length > 0 && length <= MOST_MATCHES && length === 1) this.#nextMatch(1);
    this.view.ask();
  }

  #nextMatch(by: 1 | -1): void {
    const { found } = this.view;
    if (found.length === 0) return;
    this.#toldAt = (this.#toldAt + by + found.length) % found.length;
    const buffer = found[this.#toldAt]!;
    this.view.pin(buffer);
    this.view.reveal(buffer);
    this.#matches.textContent = `${formatCount(this.#toldAt + 1)} of ${formatCount(found.length)}`;
    this.#say("buffer");
  }

  #flipLayout(): void {
    this.view.sideBySide = !this.view.sideBySide;
    this.#layoutButton.textContent = this.view.sideBySide ? "Stack" : "Side by side";
    this.view.refresh();
  }

  #say(what: "buffer" | "cursor" | "window"): void {
    const { scene, pinned, cursor, window: shown } = this.view;
    if (scene === null) return;
    if (what === "buffer" && pinned >= 0) {
      const said = factsOfBuffer(scene, pinned).map(([name, value]) => `${name} ${value}`);
      this.announce(`${shownName(scene.idOf(pinned), 100)}: ${said.join(", ")}`);
    } else if (what === "cursor" && cursor !== null) {
      const [largest] = liveAt(scene, cursor);
      const most =
        largest === undefined
          ? "nothing lives"
          : `largest ${shownName(scene.idOf(largest.buffer), 60)} with ${bytes(largest.to - largest.from)}`;
      this.announce(`time ${formatCount(cursor)}: ${bytes(loadOf(scene, cursor))} live, ${most}`);
    } else if (what === "window") {
      this.announce(`shown: time ${formatCount(Math.round(shown.begin))} to ${formatCount(Math.round(shown.end))}`);
    } else this.announce("nothing is selected");
  }

  #globalKey(event: KeyboardEvent): void {
    const inField =
      event.target instanceof HTMLInputElement ||
      event.target instanceof HTMLSelectElement ||
      event.target instanceof HTMLTextAreaElement;
    if (inField || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "/") {
      event.preventDefault();
      this.#search.focus();
      this.#search.select();
    }
    if (event.key === "?") {
      event.preventDefault();
      showHelp();
    }
  }

  /** Paper is light. */
  #forPrint(begins: boolean): void {
    const { theme } = this.view;
    if (begins) document.documentElement.dataset.printed = theme;
    const kept = document.documentElement.dataset.printed as Theme | undefined;
    this.view.theme = begins ? "light" : (kept ?? theme);
    this.view.refresh();
    this.view.drawNow();
  }
}

/** Names that are all of one kind tell less than sizes. */
function telling([picture]: readonly Picture[]): ColourMode {
  const first = kindOf(picture?.ids[0] ?? "");
  return picture?.ids.some((id) => kindOf(id) !== first) === true ? "kind" : "size";
}

function badge({ status, fits, peak }: Picture): HTMLElement {
  const [text, look] =
    status === "optimal"
      ? ["fits, and no plan is lower", "good"]
      : status === "infeasible"
        ? ["no plan fits", "bad"]
        : peak === null
          ? ["not planned yet", "plain"]
          : !fits
            ? ["no plan found that fits", "bad"]
            : status === "given"
              ? ["plan from the file", "plain"]
              : ["fits", "good"];
  return h("p", { className: `badge ${look}` }, text);
}

function summaryFacts(picture: Picture): Fact[] {
  const { ids, peak, lowerBound, memories, steps, terms } = picture;
  const capacities = memories.map(({ capacity }) => capacity);
  const capacity = capacities.every((each): each is number => each !== null)
    ? capacities.reduce<number>((sum, each) => sum + each, 0)
    : null;
  const told: Fact[] = [["buffers", formatCount(ids.length)]];
  if (peak !== null) told.push(["peak", bytes(peak)]);
  told.push(["lower bound", bytes(lowerBound)]);
  if (peak !== null && peak > 0)
    told.push(["gap", `${((100 * (peak - lowerBound)) / peak).toFixed(peak === lowerBound ? 0 : 2)} %`]);
  told.push([
    "capacity",
    capacity === null ? (capacities.length > 1 ? "not of every memory" : "none") : bytes(capacity),
  ]);
  if (memories.length > 1) told.push(["memories", formatCount(memories.length)]);
  for (const { term, value, bound } of terms)
    if (term !== "peak") told.push([term, `${formatCount(value)} (at least ${formatCount(bound)})`]);
  if (steps > 0) told.push(["steps of search", formatCount(steps)]);
  return told;
}

/** Names and values, one below the other. */
export function facts(told: readonly Fact[]): HTMLElement {
  return h(
    "dl",
    { className: "facts" },
    ...told.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))),
  );
}

export function showHelp(): void {
  const dialog = h(
    "dialog",
    { "aria-label": "Keys" },
    h("h2", {}, "Keys and pointer"),
    facts(HELP),
    h("form", { method: "dialog" }, h("button", {}, "Close")),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
