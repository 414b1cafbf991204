/** The film of a search: floors that rise, buffers that come to rest on them, and what is taken back. */
import { formatBytes, formatCount } from "../../src/draw/units.js";
import type { Picture } from "../../src/picture/picture.js";
import { shownName } from "../../src/picture/shown-name.js";
import { hexOf, inkOn, kindOf, PAPERS, pixelOf, type Theme } from "../scene/colours.js";
import { mixed } from "../scene/raster.js";
import { hatch } from "../view/curve.js";
import { FONT, INKS, NAME_FONT } from "../view/theme.js";
import type { Film, Frame } from "../worker/film.js";
import { button, h } from "./dom.js";

const ENDS = {
  placed: "a plan is found",
  refuted: "all is refuted for this way of asking",
  cut: "the film ends here, the search would go on",
};
const SPEEDS = [1, 3, 10, 30, 100];

/** What stands after a number of frames: which buffers lie where. */
export function placedAfter(frames: readonly Frame[], count: number): Map<number, number> {
  const path: Frame[] = [];
  for (const frame of frames.slice(0, count)) {
    if (frame.kind === "place" || frame.kind === "waste") {
      path.length = frame.depth - 1;
      path.push(frame);
    } else path.length = Math.min(path.length, frame.depth);
  }
  return new Map(path.filter(({ kind }) => kind === "place").map(({ buffer, offset }) => [buffer, offset]));
}

/** A frame in words. */
export function wordsOf(frame: Frame, picture: Picture): string {
  const name = (b: number): string => shownName(picture.ids[b]!, 40);
  const failed = frame.failed ? ": that fails at once" : "";
  if (frame.kind === "place") return `${name(frame.buffer)} is put at ${formatCount(frame.offset)}${failed}`;
  if (frame.kind === "waste")
    return `nothing covers the floor of section ${frame.section}: it rises to ${formatCount(frame.offset)}${failed}`;
  if (frame.kind === "back")
    return frame.undone === 1
      ? "the last decision is taken back"
      : `back over ${frame.undone} decisions: those between were not to blame`;
  return frame.kind === "placed" ? "all buffers are placed: a plan" : "all answers are refuted";
}

export function showFilm(film: Film, picture: Picture, theme: Theme): void {
  new Player(film, picture, theme).open();
}

class Player {
  readonly #canvas = h("canvas", { role: "img", "aria-label": "Floors and placed buffers" });
  readonly #text = h("p", { className: "frame", "aria-live": "off" });
  readonly #slider: HTMLInputElement;
  readonly #play = button("Play", () => this.#toggle(), { className: "primary" });
  readonly #speed = h(
    "select",
    { "aria-label": "Speed" },
    ...SPEEDS.map((speed) => h("option", { value: String(speed), selected: speed === 10 }, `${speed} a second`)),
  );
  readonly #dialog: HTMLDialogElement;
  /** What buffers of one colour have in common: their kind; where all are of one, nothing. */
  readonly #kinds: readonly string[];
  #at = 0;
  #timer = 0;

  constructor(
    readonly film: Film,
    readonly picture: Picture,
    readonly theme: Theme,
  ) {
    const { frames, steps, end, capacity } = film;
    const within = `${formatCount(steps)} steps within ${formatBytes(capacity)} (${formatCount(capacity)} B)`;
    const told = `${within}; ${ENDS[end]}. Lines are floors: nothing that is still to be placed can lie below them.`;
    const kinds = picture.ids.map(kindOf);
    this.#kinds = new Set(kinds).size > 1 ? kinds : picture.ids;
    this.#slider = h("input", {
      type: "range",
      min: "0",
      max: String(frames.length),
      value: "0",
      "aria-label": "Frame",
    });
    this.#slider.addEventListener("input", () => this.#go(Number(this.#slider.value)));
    this.#dialog = h(
      "dialog",
      { className: "film", "aria-label": "Film of the search" },
      h("h2", {}, "The search, step by step"),
      h("p", { className: "muted" }, told),
      this.#canvas,
      this.#text,
      this.#slider,
      h(
        "p",
        { className: "buttons" },
        button("|◀", () => this.#go(0), { "aria-label": "To the beginning" }),
        button("◀", () => this.#go(this.#at - 1), { "aria-label": "One step back" }),
        this.#play,
        button("▶", () => this.#go(this.#at + 1), { "aria-label": "One step on" }),
        button("Next backjump", () => this.#nextJump()),
        this.#speed,
        h("span", { className: "spring" }),
        button("Close", () => this.#dialog.close()),
      ),
    );
    this.#dialog.addEventListener("close", () => {
      clearInterval(this.#timer);
      this.#dialog.remove();
    });
    this.#dialog.addEventListener("keydown", (event) => {
      if (event.target === this.#slider) return;
      if (event.key === "ArrowRight") this.#go(this.#at + 1);
      if (event.key === "ArrowLeft") this.#go(this.#at - 1);
    });
  }

  open(): void {
    document.body.append(this.#dialog);
    this.#dialog.showModal();
    this.#go(Math.min(1, this.film.frames.length));
  }

  #toggle(): void {
    if (this.#timer !== 0) {
      this.#stop();
      return;
    }
    if (this.#at >= this.film.frames.length) this.#go(0);
    this.#play.textContent = "Pause";
    let owed = 0;
    let before = performance.now();
    this.#timer = window.setInterval(() => {
      const now = performance.now();
      owed += ((now - before) / 1000) * Number(this.#speed.value);
      before = now;
      const whole = Math.floor(owed);
      if (whole === 0) return;
      owed -= whole;
      this.#go(this.#at + whole);
      if (this.#at >= this.film.frames.length) this.#stop();
    }, 16);
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = 0;
    this.#play.textContent = "Play";
  }

  #nextJump(): void {
    const { frames } = this.film;
    const found = frames.findIndex(({ kind, undone }, i) => i >= this.#at && kind === "back" && undone > 1);
    this.#go(found < 0 ? frames.length : found + 1);
  }

  #go(to: number): void {
    this.#at = Math.min(this.film.frames.length, Math.max(0, to));
    this.#slider.value = String(this.#at);
    const frame = this.film.frames[this.#at - 1];
    this.#text.textContent =
      frame === undefined ? "Nothing is placed yet." : `${this.#at}. ${wordsOf(frame, this.picture)}`;
    this.#text.classList.toggle("bad", frame?.failed === true || frame?.kind === "back" || frame?.kind === "refuted");
    this.#draw(frame);
  }

  #draw(frame: Frame | undefined): void {
    const { film, picture, theme } = this;
    const canvas = this.#canvas;
    const width = Math.max(300, canvas.clientWidth);
    const height = Math.max(200, canvas.clientHeight);
    canvas.width = width * 2;
    canvas.height = height * 2;
    const pen = canvas.getContext("2d")!;
    pen.setTransform(2, 0, 0, 2, 0, 0);
    const inks = INKS[theme];
    pen.fillStyle = inks.paper;
    pen.fillRect(0, 0, width, height);
    const begin = film.lower[0] ?? 0;
    const end = Math.max(begin + 1, film.upper.at(-1) ?? 1);
    const base = picture.memories[0]!.base;
    const high = base + film.capacity * 1.08;
    const x = (time: number): number => ((time - begin) / (end - begin)) * width;
    const y = (address: number): number => height - ((address - base) / Math.max(1, high - base)) * (height - 4);
    for (const [b, offset] of placedAfter(film.frames, this.#at)) {
      const isLast = frame?.kind === "place" && frame.buffer === b;
      const fill = fillOf(this.#kinds[b]!, theme);
      const [left, top] = [x(picture.lower[b]!), y(offset + picture.size[b]!)];
      const [w, tall] = [x(picture.upper[b]!) - left, y(offset) - top];
      pen.fillStyle = hexOf(fill);
      pen.fillRect(left, top, w, tall);
      if (isLast && frame.failed) {
        pen.fillStyle = hatch(pen, inks.excess);
        pen.fillRect(left, top, w, tall);
      }
      pen.strokeStyle = isLast ? (frame.failed ? inks.limit : inks.pin) : inks.paper;
      pen.lineWidth = isLast ? 2.5 : 0.6;
      pen.strokeRect(left, top, w, tall);
      if (w < 34 || tall < 12) continue;
      pen.fillStyle = inkOn(fill);
      pen.font = NAME_FONT;
      pen.textBaseline = "middle";
      pen.fillText(shownName(picture.ids[b]!, Math.floor((w - 6) / 6.8)), left + 4, top + tall / 2);
    }
    const floors = frame?.floors;
    pen.lineWidth = 2.5;
    for (const [s, floor] of (floors ?? []).entries()) {
      if (!Number.isFinite(floor)) continue;
      pen.strokeStyle = frame?.kind === "waste" && frame.section === s ? inks.waste : inks.cursor;
      pen.beginPath();
      pen.moveTo(x(film.lower[s]!), y(floor));
      pen.lineTo(x(film.upper[s]!), y(floor));
      pen.stroke();
    }
    pen.strokeStyle = inks.limit;
    pen.lineWidth = 1.5;
    pen.beginPath();
    pen.moveTo(0, y(base + film.capacity));
    pen.lineTo(width, y(base + film.capacity));
    pen.stroke();
    pen.font = FONT;
    pen.fillStyle = inks.limit;
    pen.textBaseline = "bottom";
    pen.fillText("capacity", 6, y(base + film.capacity) - 2);
  }
}

const HUES = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#8f98a3"];

function fillOf(kind: string, theme: Theme): number {
  let sum = 0;
  for (const letter of kind) sum = (31 * sum + letter.codePointAt(0)!) % 9973;
  return mixed(pixelOf(HUES[sum % HUES.length]!), pixelOf(PAPERS[theme]), 0.4);
}
