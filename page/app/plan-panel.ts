/** What is asked of a plan, how its run stands, and what can be done with what came of it. */
import { formatBytes, formatCount } from "../../src/draw/units.js";
import type { Picture } from "../../src/picture/picture.js";
import { shownName } from "../../src/picture/shown-name.js";
import type { Theme } from "../scene/colours.js";
import type { Standing, SuggestionRow, TargetChoice, Wish } from "../worker/messages.js";
import { button, h } from "./dom.js";
import { bytes } from "./facts.js";
import { GapChart } from "./gap-chart.js";

export interface PanelEvents {
  readonly plan: (wish: Wish) => void;
  readonly cancel: () => void;
  readonly download: (target: string) => void;
  readonly suggest: () => void;
  readonly tryOne: (rank: number) => void;
  readonly film: () => void;
}

const UNITS = new Map([
  ["", 1],
  ["b", 1],
  ["k", 1024],
  ["kb", 1024],
  ["kib", 1024],
  ["m", 1024 ** 2],
  ["mb", 1024 ** 2],
  ["mib", 1024 ** 2],
  ["g", 1024 ** 3],
  ["gb", 1024 ** 3],
  ["gib", 1024 ** 3],
  ["t", 1024 ** 4],
  ["tib", 1024 ** 4],
]);

/** Bytes, as people write them: `1.5 MiB`, `1,048,576`; null for nothing, NaN for what is none. */
export function bytesFrom(text: string): number | null {
  const plain = text.replace(/[,\s_]/g, "").toLowerCase();
  if (plain === "" || plain === "none") return null;
  const [, digits, unit] = /^(\d+(?:\.\d+)?)([a-z]*)$/.exec(plain) ?? [];
  const factor = unit === undefined ? undefined : UNITS.get(unit);
  const value = digits === undefined || factor === undefined ? Number.NaN : Number(digits) * factor;
  return Number.isSafeInteger(value) ? value : Number.NaN;
}

export class PlanPanel {
  readonly element: HTMLElement;
  readonly #events: PanelEvents;
  readonly #fit = h("input", { type: "radio", name: "mode", id: "mode-fit", value: "fit", checked: true });
  readonly #least = h("input", { type: "radio", name: "mode", id: "mode-least", value: "least" });
  readonly #capacities = h("div", { className: "capacities" });
  readonly #seed = number("seed", 0, "0");
  readonly #time = number("time limit", 0, "10");
  readonly #steps = number("step limit", 0, "");
  readonly #policy = h(
    "select",
    { id: "policy" },
    h("option", { value: "learned" }, "learned"),
    h("option", { value: "rules" }, "rules"),
  );
  readonly #run = button("Plan", () => this.#submit(), { className: "primary" });
  readonly #cancel = button("Cancel", () => this.#events.cancel(), { hidden: true });
  readonly #standing = h("div", { className: "standing", "aria-live": "polite" });
  readonly #chart = new GapChart();
  readonly #error = h("p", { className: "error", role: "alert", hidden: true });
  readonly #targets = h("select", { id: "target", "aria-label": "Form of the file" });
  readonly #save = h("div", { className: "buttons", hidden: true });
  readonly #help = h("div", { className: "help" });
  #capacityInputs: HTMLInputElement[] = [];

  constructor(events: PanelEvents) {
    this.#events = events;
    this.#save.append(
      this.#targets,
      button("Download", () => events.download(this.#targets.value)),
    );
    const more = h(
      "details",
      {},
      h("summary", {}, "Limits, seed, policy"),
      h(
        "div",
        { className: "fields" },
        labelled("time limit, s", this.#time),
        labelled("step limit", this.#steps),
        labelled("seed", this.#seed),
        labelled("policy", this.#policy),
      ),
    );
    this.element = h(
      "section",
      { className: "panel plan", "aria-label": "Plan" },
      h("h2", {}, "Plan"),
      h(
        "form",
        {
          submit: (event: Event) => {
            event.preventDefault();
            this.#submit();
          },
        },
        h(
          "fieldset",
          {},
          h("legend", { className: "unseen" }, "What to look for"),
          h("span", { className: "choice" }, this.#fit, h("label", { for: "mode-fit" }, "fit into the capacity")),
          h("span", { className: "choice" }, this.#least, h("label", { for: "mode-least" }, "least peak")),
        ),
        this.#capacities,
        more,
        h(
          "p",
          { className: "buttons" },
          this.#run,
          this.#cancel,
          button("Film of the search", () => events.film(), { title: "The first thousand steps, one by one" }),
        ),
      ),
      this.#error,
      this.#standing,
      this.#help,
      this.#save,
    );
    this.#chart.canvas.hidden = true;
    this.#standing.after(this.#chart.canvas);
  }

  /** A file was opened: its memories with their capacities. */
  open(picture: Picture, targets: readonly TargetChoice[]): void {
    this.setCapacities(picture);
    const isOpen = picture.memories.every(({ capacity }) => capacity === null);
    this.#fit.checked = !isOpen;
    this.#least.checked = isOpen;
    this.#standing.replaceChildren();
    this.#chart.canvas.hidden = true;
    this.#help.replaceChildren();
    this.fail(null);
    this.offer(targets, false);
  }

  /** The fields of the memories' capacities, as the problem has them. */
  setCapacities(picture: Picture): void {
    this.#capacityInputs = picture.memories.map(({ capacity }, m) => {
      return h("input", {
        type: "text",
        id: `capacity-${m}`,
        value: capacity === null ? "" : formatCount(capacity),
        placeholder: "none",
        autocomplete: "off",
        spellcheck: false,
        maxLength: 40,
      });
    });
    const names = picture.memories.map(({ memory }) =>
      memory === "" ? "capacity, bytes" : `capacity of ${shownName(memory, 24)}`,
    );
    this.#capacities.replaceChildren(
      ...this.#capacityInputs.slice(0, 12).map((input, m) => labelled(names[m]!, input)),
    );
  }

  /** The forms that can be downloaded. */
  offer(targets: readonly TargetChoice[], hasPlan: boolean): void {
    const possible = targets.filter(({ needsPlan }) => hasPlan || !needsPlan);
    const before = this.#targets.value;
    this.#targets.replaceChildren(
      ...possible.map(({ name, title, extension }) =>
        h("option", { value: name, selected: name === before }, `${title} (${extension})`),
      ),
    );
    this.#save.hidden = possible.length === 0;
  }

  running(on: boolean): void {
    this.#run.disabled = on;
    this.#cancel.hidden = !on;
    if (!on) return;
    this.#chart.clear();
    this.#chart.canvas.hidden = true;
    this.#help.replaceChildren();
    this.fail(null);
    this.say("planning …");
  }

  say(message: string): void {
    this.#standing.replaceChildren(h("p", {}, message));
  }

  stands({ peak, lowerBound, steps, elapsedMs }: Standing, theme: Theme): void {
    this.#chart.add({ ms: elapsedMs, peak, bound: lowerBound });
    this.#chart.draw(theme);
    this.#chart.canvas.hidden = peak === null;
    const gap = peak === null || peak === 0 ? "" : `, gap ${((100 * (peak - lowerBound)) / peak).toFixed(2)} %`;
    const best = peak === null ? "no plan yet" : `peak ${formatBytes(peak)}`;
    this.#standing.replaceChildren(
      h("p", {}, `${best}, bound ${formatBytes(lowerBound)}${gap}`),
      h("p", { className: "muted" }, `${formatCount(steps)} steps, ${(elapsedMs / 1000).toFixed(1)} s`),
    );
  }

  done(picture: Picture, elapsedMs: number): void {
    const { status, steps, stoppedBy } = picture;
    const stopped =
      stoppedBy === null
        ? ""
        : `, stopped: ${stoppedBy === "deadline" ? "time limit" : stoppedBy === "steps" ? "step limit" : "cancelled"}`;
    const took = elapsedMs < 1000 ? `${Math.round(elapsedMs)} ms` : `${(elapsedMs / 1000).toFixed(1)} s`;
    this.#standing.replaceChildren(
      h("p", {}, ANSWERS[status] ?? status),
      h("p", { className: "muted" }, `${formatCount(steps)} steps, ${took}${stopped}`),
    );
    if (picture.fits || picture.status === "given") return;
    this.#help.replaceChildren(
      h("p", {}, status === "infeasible" ? "It is proved that nothing fits." : "Nothing was found that fits."),
      button("Why, and what would help?", () => this.#events.suggest(), { className: "primary" }),
    );
  }

  suggestions(rows: readonly SuggestionRow[], note: string): void {
    const items = rows.map(({ message, isProved, peak }, rank) => {
      return h(
        "li",
        {},
        h("p", {}, shownName(message, 400)),
        h("p", { className: "muted" }, `peak then ${bytes(peak)}${isProved ? "; less does not do" : ""}`),
        button("Try", () => this.#events.tryOne(rank), { "aria-label": `Try: ${shownName(message, 200)}` }),
      );
    });
    const nothing = rows.length === 0 ? h("p", {}, "No change was found with which it fits.") : null;
    this.#help.replaceChildren(
      h("h3", {}, "What would help"),
      ...(nothing === null ? [h("ol", {}, ...items)] : [nothing]),
      ...(note === "" ? [] : [h("p", { className: "muted" }, note)]),
    );
  }

  fail(message: string | null): void {
    this.#error.hidden = message === null;
    this.#error.textContent = message === null ? "" : shownName(message, 1_000);
  }

  /** The wish as it stands; null where a field says nothing that can be understood, which is told. */
  wish(): Wish | null {
    const capacities = this.#capacityInputs.map(({ value }) => bytesFrom(value));
    const bad = capacities.findIndex((capacity) => Number.isNaN(capacity));
    if (bad >= 0) {
      this.fail(`capacity: ${this.#capacityInputs[bad]!.value} is no number of bytes; 1,048,576 or 1 MiB would be`);
      this.#capacityInputs[bad]!.focus();
      return null;
    }
    const whole = (input: HTMLInputElement): number | null => (input.value.trim() === "" ? null : Number(input.value));
    const [seed, time, steps] = [whole(this.#seed), whole(this.#time), whole(this.#steps)];
    for (const [name, value] of [
      ["seed", seed],
      ["time limit", time],
      ["step limit", steps],
    ] as const) {
      if (value === null || (Number.isFinite(value) && value >= 0)) continue;
      this.fail(`${name}: a number from 0 on`);
      return null;
    }
    return {
      minimize: this.#least.checked,
      capacities,
      seed: Math.floor(seed ?? 0),
      timeLimitMs: time === null ? null : time * 1000,
      stepLimit: steps === null ? null : Math.floor(steps),
      policy: this.#policy.value === "rules" ? "rules" : "learned",
    };
  }

  #submit(): void {
    if (this.#run.disabled) return;
    this.fail(null);
    const wish = this.wish();
    if (wish !== null) this.#events.plan(wish);
  }
}

const ANSWERS: Readonly<Record<string, string>> = {
  optimal: "Done: no plan has a lower peak.",
  feasible: "Done: a plan that fits.",
  infeasible: "No plan fits.",
  unknown: "No plan was found that fits, and none is ruled out.",
};

function number(name: string, least: number, value: string): HTMLInputElement {
  return h("input", { type: "number", min: String(least), value, id: name.replaceAll(" ", "-"), step: "any" });
}

function labelled(text: string, input: HTMLElement): HTMLElement {
  return h("label", { className: "field" }, h("span", {}, text), input);
}
