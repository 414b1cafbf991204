/**
 * Colours that mean something: what kind of buffer it is, how large, how long it lives, where it lies, how it has
 * changed. Kinds have the eight hues of Okabe and Ito ("Color Universal Design", 2008), which people with any of the
 * common colour blindnesses tell apart; classes in order have Cividis (Nuñez, Anderton and Renslow, 2018), which rises
 * in lightness for everybody.
 */

import { formatBytes, formatCount } from "../../src/draw/units.js";
import { shownName } from "../../src/picture/shown-name.js";
import { mixed } from "./raster.js";
import type { Scene } from "./scene.js";

export const COLOUR_MODES = ["kind", "size", "lifetime", "memory", "change"] as const;
export type ColourMode = (typeof COLOUR_MODES)[number];
export type Theme = "light" | "dark";

/** A class of buffers that have one colour. */
export interface ColourClass {
  readonly label: string;
  /** `#rrggbb` */
  readonly colour: string;
  readonly count: number;
}

export interface Colouring {
  readonly classes: readonly ColourClass[];
  /** By buffer: position in `classes`. */
  readonly classOf: Uint8Array;
}

const OKABE_ITO = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442"];
const OTHER = "#8f98a3";
const CIVIDIS = ["#00224e", "#2f4470", "#575d6d", "#7c7b78", "#a59c74", "#d2c060", "#fee838"];
/** By kind of change: stayed, moved, only before, only after. */
const CHANGES = ["#8f98a3", "#e69f00", "#cc79a7", "#009e73"];

/** How much of the paper is in a fill, so that names and marks stand out. */
const PAPER_SHARE = { light: 0.32, dark: 0.3 };
export const PAPERS: Readonly<Record<Theme, string>> = { light: "#ffffff", dark: "#12161c" };

export function colouring(scene: Scene, mode: ColourMode): Colouring {
  if (mode === "kind") return byKind(scene);
  if (mode === "memory") return byMemory(scene);
  if (mode === "change") return byChange(scene);
  return byAmount(scene, mode);
}

/** The fills and edges of a colouring as pixels, in the colours of a theme. */
export function pixelsOf({ classes, classOf }: Colouring, theme: Theme): { fill: Uint32Array; edge: Uint32Array } {
  const paper = pixelOf(PAPERS[theme]);
  const ink = theme === "light" ? pixelOf("#1a2330") : pixelOf("#000000");
  const fills = classes.map(({ colour }) => mixed(pixelOf(colour), paper, PAPER_SHARE[theme]));
  const edges = fills.map((fill) => mixed(fill, ink, 0.38));
  const fill = new Uint32Array(classOf.length);
  const edge = new Uint32Array(classOf.length);
  for (let b = 0; b < classOf.length; b++) {
    fill[b] = fills[classOf[b]!]!;
    edge[b] = edges[classOf[b]!]!;
  }
  return { fill, edge };
}

/** `#rrggbb` as `ImageData` has it. */
export function pixelOf(hex: string): number {
  const value = Number.parseInt(hex.slice(1), 16);
  return (0xff000000 | ((value & 255) << 16) | (value & 0xff00) | (value >> 16)) >>> 0;
}

export function hexOf(pixel: number): string {
  const swapped = ((pixel & 255) << 16) | (pixel & 0xff00) | ((pixel >> 16) & 255);
  return `#${swapped.toString(16).padStart(6, "0")}`;
}

/** Black or white, whichever is told better from it: one of them has a contrast of 4.58 at least. */
export function inkOn(pixel: number): "#000000" | "#ffffff" {
  return luminance(pixel) > 0.179 ? "#000000" : "#ffffff";
}

/** Relative luminance (WCAG 2.2). */
export function luminance(pixel: number): number {
  const linear = (channel: number): number => {
    const part = channel / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * linear(pixel & 255) + 0.7152 * linear((pixel >> 8) & 255) + 0.0722 * linear((pixel >> 16) & 255);
}

/** The contrast of two colours, 1 to 21 (WCAG 2.2). */
export function contrast(a: number, b: number): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high! + 0.05) / (low! + 0.05);
}

/** The family that a name belongs to: what is left of it without numbers and what follows the last separator. */
export function kindOf(id: string): string {
  const name = id.slice(0, 200);
  const words = name.replace(/0x[0-9a-f]+|\d+/gi, "").split(/[^\p{L}]+/u);
  const kind = words.filter((word) => word.length > 1).at(-1) ?? words.find((word) => word !== "") ?? "";
  return kind.toLowerCase();
}

function byKind(scene: Scene): Colouring {
  const counts = new Map<string, number>();
  const kinds: string[] = [];
  for (const { ids } of scene.pictures) {
    for (const id of ids) {
      const kind = kindOf(id);
      kinds.push(kind);
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
  }
  const common = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, OKABE_ITO.length);
  const at = new Map(common.map(([kind], i) => [kind, i]));
  const labels = common.map(([kind]) => (kind === "" ? "only numbers" : shownName(kind, 24)));
  const rest = counts.size > common.length ? ["other names"] : [];
  return counted(
    [...labels, ...rest],
    [...OKABE_ITO.slice(0, labels.length), ...rest.map(() => OTHER)],
    scene.count,
    (b) => {
      return at.get(kinds[b]!) ?? labels.length;
    },
  );
}

function byMemory(scene: Scene): Colouring {
  const labels: string[] = [];
  const firsts: number[] = [];
  for (const { memories } of scene.pictures) {
    firsts.push(labels.length);
    if (firsts.length > 1) firsts[1] = 0;
    else for (const { memory } of memories) labels.push(memory === "" ? "the memory" : shownName(memory, 24));
  }
  const shown = labels.slice(0, OKABE_ITO.length);
  const colours = [...OKABE_ITO.slice(0, shown.length), OTHER];
  return counted([...shown, "other, or not known"], colours, scene.count, (b) => {
    const { picture, index } = scene.locate(b);
    const memory = picture.memoryOf[index]!;
    return memory >= 0 && memory < shown.length ? memory : shown.length;
  });
}

function byChange(scene: Scene): Colouring {
  return counted(["as before", "moved or changed", "only before", "only after"], CHANGES, scene.count, (b) =>
    changeOf(scene, b),
  );
}

/** Position in the classes of changes. */
export function changeOf(scene: Scene, b: number): number {
  const other = scene.partner[b]!;
  if (other < 0) return scene.locate(b).at === 0 ? 2 : 3;
  const [p, q] = [scene.locate(b), scene.locate(other)];
  const same =
    p.picture.offset?.[p.index] === q.picture.offset?.[q.index] &&
    p.picture.size[p.index] === q.picture.size[q.index] &&
    p.picture.lower[p.index] === q.picture.lower[q.index] &&
    p.picture.upper[p.index] === q.picture.upper[q.index] &&
    p.picture.memories[p.picture.memoryOf[p.index]!]?.memory ===
      q.picture.memories[q.picture.memoryOf[q.index]!]?.memory;
  return same ? 0 : 1;
}

/** Classes of equal steps of the logarithm, from the least to the greatest. */
function byAmount(scene: Scene, mode: "size" | "lifetime"): Colouring {
  const amounts = new Float64Array(scene.count);
  let most = 0;
  let least = Infinity;
  for (let b = 0; b < scene.count; b++) {
    const { picture, index } = scene.locate(b);
    const amount = mode === "size" ? picture.size[index]! : picture.upper[index]! - picture.lower[index]!;
    amounts[b] = amount;
    most = Math.max(most, amount);
    if (amount > 0) least = Math.min(least, amount);
  }
  if (!(most > 0)) [least, most] = [1, 1];
  const steps = most === least ? 1 : CIVIDIS.length;
  const ends = Array.from({ length: steps + 1 }, (_, i) => least * (most / least) ** (i / steps));
  const say = (amount: number): string =>
    mode === "size" ? formatBytes(Math.round(amount)) : formatCount(Math.round(amount));
  const labels = Array.from({ length: steps }, (_, i) =>
    steps === 1 ? say(least) : `${say(ends[i]!)} – ${say(ends[i + 1]!)}`,
  );
  return counted(labels, steps === 1 ? [CIVIDIS[3]!] : CIVIDIS, scene.count, (b) => {
    const amount = Math.max(least, amounts[b]!);
    const part = steps === 1 ? 0 : Math.log(amount / least) / Math.log(most / least);
    return Math.min(steps - 1, Math.floor(part * steps));
  });
}

function counted(
  labels: readonly string[],
  colours: readonly string[],
  count: number,
  classOfBuffer: (b: number) => number,
): Colouring {
  const classOf = new Uint8Array(count);
  const counts = new Array<number>(labels.length).fill(0);
  for (let b = 0; b < count; b++) {
    classOf[b] = classOfBuffer(b);
    counts[classOf[b]!]!++;
  }
  return { classOf, classes: labels.map((label, i) => ({ label, colour: colours[i]!, count: counts[i]! })) };
}
