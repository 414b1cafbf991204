/**
 * The picture: two canvases, one for rectangles as pixels, one for all that lies over them. Whatever changes asks for a
 * frame; there is one frame at a time, however often it is asked for.
 */
import { type Colouring, type ColourMode, colouring, PAPERS, pixelOf, pixelsOf, type Theme } from "../scene/colours.js";
import { freeAt, placeOf, rectangleNear } from "../scene/look-up.js";
import { mixed, type Place, Raster } from "../scene/raster.js";
import type { Scene } from "../scene/scene.js";
import { moved, type Window, whole, within, zoomed } from "../scene/window.js";
import { type Cell, cellsOf, isInside } from "./layout.js";
import { NAME_ROOM } from "./names.js";
import { Overlay } from "./overlay.js";
import { INKS } from "./theme.js";

/** Device pixels of the canvas at most: beyond, one is as large as two. */
const MOST_PIXELS = 6e6;
/** How near the pointer has to come to what is thinner than a pixel, in CSS pixels. */
const REACH = 3;
const DIM = 0.78;

/** Where the pointer is, and what is there. */
export interface Under {
  readonly sheet: number;
  readonly time: number;
  readonly address: number;
  /** −1 where nothing is. */
  readonly buffer: number;
  readonly rectangle: number;
  readonly isStrip: boolean;
  /** CSS pixels from the view's corner. */
  readonly x: number;
  readonly y: number;
}

export interface ViewEvents {
  readonly hovered?: (under: Under | null) => void;
  readonly pinned?: (buffer: number) => void;
  readonly cursor?: (time: number | null) => void;
  /** Milliseconds that a frame took. */
  readonly framed?: (ms: number) => void;
}

export class View {
  readonly host: HTMLElement;
  readonly pixels = document.createElement("canvas");
  readonly overlay = document.createElement("canvas");
  scene: Scene | null = null;
  window: Window = { begin: 0, end: 1, low: 0, high: 1 };
  colours: Colouring | null = null;
  sideBySide = true;
  pinned = -1;
  hovered = -1;
  cursor: number | null = null;
  showsPeak = true;
  tintsPeak = false;
  showsWaste = false;
  showsLinks = true;
  found: readonly number[] = [];
  core: ReadonlySet<number> = new Set();
  theme: Theme = "light";
  /** Milliseconds of the latest frames. */
  readonly frames: number[] = [];
  readonly #raster = new Raster();
  readonly #overlay = new Overlay();
  readonly #events: ViewEvents;
  #image: ImageData | null = null;
  #cells: Cell[] = [];
  #places: Place[] = [];
  #shade: { fill: Uint32Array; edge: Uint32Array } = { fill: new Uint32Array(0), edge: new Uint32Array(0) };
  #asked = false;
  #stale = true;

  constructor(host: HTMLElement, events: ViewEvents = {}) {
    this.host = host;
    this.#events = events;
    for (const canvas of [this.pixels, this.overlay]) {
      canvas.setAttribute("aria-hidden", "true");
      host.append(canvas);
    }
    new ResizeObserver(() => this.refresh()).observe(host);
  }

  /** Shows another scene; what is seen of it stays where `keepWindow` says so. */
  show(scene: Scene, mode: ColourMode, keepWindow = false): void {
    this.scene = scene;
    this.hovered = -1;
    if (!keepWindow) {
      this.window = whole(scene);
      this.pinned = -1;
      this.cursor = null;
      this.found = [];
    }
    const cores = scene.pictures.flatMap(({ core }, p) => core.map((b) => scene.starts[p]! + b));
    this.core = new Set(scene.pictures.some(({ fits }) => !fits) ? cores : []);
    this.colourBy(mode);
  }

  colourBy(mode: ColourMode): void {
    if (this.scene === null) return;
    this.colours = colouring(this.scene, mode);
    this.refresh();
  }

  /** Draws anew what rests on state, theme or size. */
  refresh(): void {
    this.#stale = true;
    this.ask();
  }

  /** Asks for a frame. */
  ask(): void {
    if (this.#asked) return;
    this.#asked = true;
    requestAnimationFrame(() => {
      this.#asked = false;
      this.drawNow();
    });
  }

  drawNow(): void {
    const { scene } = this;
    if (scene === null || this.colours === null) return;
    const began = performance.now();
    const scale = this.#fit();
    if (this.#stale) this.#paintColours(scene, this.colours);
    this.#stale = false;
    this.#layOut(scene);
    const raster = this.#raster;
    raster.clear();
    const room = { width: Math.round(NAME_ROOM.width * scale), height: Math.round(NAME_ROOM.height * scale) };
    for (const place of this.#places) {
      if (!scene.sheets[place.sheet]!.hasPlan) continue;
      const [left, top] = [Math.round(place.left * scale), Math.round(place.top * scale)];
      const width = Math.round((place.left + place.width) * scale) - left;
      const height = Math.round((place.top + place.height) * scale) - top;
      raster.paint(scene, { ...place, left, top, width, height }, room, this.#shade.fill);
    }
    const image = this.#image!;
    const paper = pixelOf(PAPERS[this.theme]);
    raster.colour(new Uint32Array(image.data.buffer), this.#shade.fill, this.#shade.edge, paper);
    this.pixels.getContext("2d", { alpha: false })!.putImageData(image, 0, 0);
    this.#drawOver(scene, scale);
    const ms = performance.now() - began;
    this.frames.push(ms);
    if (this.frames.length > 600) this.frames.shift();
    this.#events.framed?.(ms);
  }

  zoom(factor: number, about?: { x: number; y: number }, axes: "both" | "time" | "address" = "both"): void {
    const { scene } = this;
    const place = about === undefined ? this.#places[0] : (this.#placeAt(about.x, about.y)?.place ?? this.#places[0]);
    if (scene === null || place === undefined) return;
    const x = about === undefined ? 0.5 : (about.x - place.left) / place.width;
    const y = about === undefined ? 0.5 : 1 - (about.y - place.top) / place.height;
    const { begin, end, low, high } = this.window;
    const at = { time: begin + clamp(x) * (end - begin), share: low + clamp(y) * (high - low) };
    const by = { time: axes === "address" ? 1 : factor, share: axes === "time" ? 1 : factor };
    this.window = zoomed(this.window, scene, at, by);
    this.ask();
  }

  pan(across: number, up: number): void {
    if (this.scene === null) return;
    this.window = moved(this.window, this.scene, across, up);
    this.ask();
  }

  fitAll(): void {
    if (this.scene === null) return;
    this.window = whole(this.scene);
    this.ask();
  }

  /** Brings a buffer into sight, with some room around it. */
  reveal(buffer: number): void {
    const { scene } = this;
    const found = scene === null ? null : placeOf(scene, buffer);
    if (scene === null || found === null) return;
    const { rectangle: r, sheet } = found;
    const { low, high } = scene.sheets[sheet]!;
    const share = (address: number): number => (address - low) / (high - low);
    const [time, up] = [scene.upper[r]! - scene.lower[r]!, share(scene.to[r]!) - share(scene.from[r]!)];
    const { window } = this;
    const isSeen =
      scene.lower[r]! >= window.begin &&
      scene.upper[r]! <= window.end &&
      share(scene.from[r]!) >= window.low &&
      share(scene.to[r]!) <= window.high &&
      time > (window.end - window.begin) / 40 &&
      up > (window.high - window.low) / 60;
    if (isSeen) return;
    this.window = within(
      {
        begin: scene.lower[r]! - 3 * time,
        end: scene.upper[r]! + 3 * time,
        low: share(scene.from[r]!) - 4 * up,
        high: share(scene.to[r]!) + 4 * up,
      },
      scene,
    );
    this.ask();
  }

  setCursor(time: number | null): void {
    this.cursor =
      time === null || this.scene === null ? null : Math.min(this.scene.end, Math.max(this.scene.begin, time));
    this.#events.cursor?.(this.cursor);
    this.ask();
  }

  pin(buffer: number): void {
    this.pinned = buffer;
    this.#events.pinned?.(buffer);
    this.ask();
  }

  /** What is at a place, in CSS pixels from the view's corner. */
  under(x: number, y: number): Under | null {
    const { scene } = this;
    const at = this.#placeAt(x, y);
    if (scene === null || at === null) return null;
    const { place, isStrip } = at;
    const time = place.begin + ((x - place.left) / place.width) * (place.end - place.begin);
    const address = place.low + (1 - (y - place.top) / place.height) * (place.high - place.low);
    const reach = {
      time: (REACH / place.width) * (place.end - place.begin),
      bytes: (REACH / place.height) * (place.high - place.low),
    };
    const hasPlan = scene.sheets[place.sheet]!.hasPlan;
    const rectangle = isStrip || !hasPlan ? -1 : rectangleNear(scene, place.sheet, time, address, reach);
    return {
      sheet: place.sheet,
      time,
      address,
      rectangle,
      buffer: rectangle < 0 ? -1 : scene.buffer[rectangle]!,
      isStrip,
      x,
      y,
    };
  }

  /** The bytes that are free at a place; null where they are not. */
  freeAt({ sheet, time, address }: Under): ReturnType<typeof freeAt> {
    return this.scene === null || !this.scene.sheets[sheet]!.hasPlan ? null : freeAt(this.scene, sheet, time, address);
  }

  hover(x: number, y: number): void {
    const under = this.under(x, y);
    const buffer = under?.buffer ?? -1;
    if (buffer !== this.hovered) {
      this.hovered = buffer;
      this.ask();
    }
    this.#events.hovered?.(under);
  }

  leave(): void {
    if (this.hovered >= 0) this.ask();
    this.hovered = -1;
    this.#events.hovered?.(null);
  }

  /** Where a sheet is, for those who look at its pixels. */
  get places(): readonly Place[] {
    return this.#places;
  }

  /** Sets the canvases to the size of the host. Returns device pixels for each CSS pixel. */
  #fit(): number {
    const { clientWidth: width, clientHeight: height } = this.host;
    const wanted = Math.min(2, window.devicePixelRatio || 1);
    const scale = width * height * wanted * wanted > MOST_PIXELS ? 1 : wanted;
    const [w, h] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
    if (this.pixels.width !== w || this.pixels.height !== h || this.#image === null) {
      for (const canvas of [this.pixels, this.overlay]) {
        canvas.width = w;
        canvas.height = h;
      }
      this.#image = new ImageData(w, h);
      this.#raster.resize(w, h);
    }
    return scale;
  }

  #layOut(scene: Scene): void {
    const { clientWidth, clientHeight } = this.host;
    this.#cells = cellsOf(clientWidth, clientHeight, scene.sheets, this.sideBySide);
    const { begin, end, low, high } = this.window;
    this.#places = this.#cells.map(({ sheet, plot }) => {
      const { low: from, high: to } = scene.sheets[sheet]!;
      return { sheet, ...plot, begin, end, low: from + low * (to - from), high: from + high * (to - from) };
    });
  }

  #drawOver(scene: Scene, scale: number): void {
    const canvas = this.overlay.getContext("2d")!;
    canvas.setTransform(scale, 0, 0, scale, 0, 0);
    canvas.clearRect(0, 0, this.host.clientWidth, this.host.clientHeight);
    this.#overlay.draw(canvas, {
      scene,
      cells: this.#cells,
      places: this.#places,
      inks: INKS[this.theme],
      fill: this.#shade.fill,
      roomy: this.#raster.roomy,
      owns: (x, y, buffer) =>
        this.#raster.ids[Math.floor(y * scale) * this.#raster.width + Math.floor(x * scale)] === buffer + 1,
      marks: this,
    });
  }

  /** Colours by buffer; with the peak tinted, who does not live at it fades into the paper. */
  #paintColours(scene: Scene, colours: Colouring): void {
    const { fill, edge } = pixelsOf(colours, this.theme);
    this.#shade = { fill, edge };
    if (!this.tintsPeak) return;
    const live = new Uint8Array(scene.count);
    for (const { first, last, facts } of scene.sheets) {
      const time = this.cursor ?? facts.time;
      if (time === null) continue;
      for (let r = first; r < last; r++) {
        if (scene.lower[r]! <= time && time < scene.upper[r]!) live[scene.buffer[r]!] = 1;
      }
    }
    const paper = pixelOf(PAPERS[this.theme]);
    for (let b = 0; b < scene.count; b++) {
      if (live[b] === 1) continue;
      fill[b] = mixed(fill[b]!, paper, DIM);
      edge[b] = mixed(edge[b]!, paper, DIM);
    }
  }

  #placeAt(x: number, y: number): { place: Place; isStrip: boolean } | null {
    for (const [i, { plot, strip }] of this.#cells.entries()) {
      const place = this.#places[i]!;
      if (isInside(plot, x, y)) return { place, isStrip: false };
      if (strip !== null && isInside(strip, x, y)) return { place, isStrip: true };
    }
    return null;
  }
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}
