import type { Memory } from "../problem/index.js";
import { position, type Scale } from "./scale.js";
import { element, px } from "./svg.js";
import { formatCount } from "./units.js";

const PATTERN = "reserved";
const HATCH = "#b6c0cd";
/** Pixels: banks lower than this would be all lines. */
const LOWEST_BANK = 7;

/** The hatching that reserved ranges refer to; once in a picture. */
export function reservedPattern(): string {
  const line = element("path", { d: "M0 0V7", stroke: HATCH, "stroke-width": 2.4 });
  const tile = { id: PATTERN, width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" };
  return element("defs", {}, element("pattern", tile, line));
}

/** Ranges in which nothing is ever placed, across the panel, as far as it shows them. */
export function drawReserved({ reserved = [] }: Memory, address: Scale, left: number, right: number): string {
  return reserved
    .map(({ from, to }) => {
      const [low, high] = [Math.max(from, address.min), Math.min(to, address.max)];
      if (low >= high) return "";
      const y = position(address, high);
      const box = { x: left, y, width: right - left, height: position(address, low) - y };
      const text = `reserved [${formatCount(from)}, ${formatCount(to)})`;
      return element("rect", { ...box, fill: `url(#${PATTERN})` }, element("title", {}, text));
    })
    .filter((markup) => markup !== "")
    .join("\n");
}

/** Lines between banks, where they are not too many to be told apart. */
export function drawBanks({ bank = 0 }: Memory, address: Scale, left: number, right: number): string {
  const height = position(address, address.min) - position(address, address.min + bank);
  if (bank === 0 || height < LOWEST_BANK) return "";
  let path = "";
  for (let at = (Math.floor(address.min / bank) + 1) * bank; at < address.max; at += bank) {
    path += `M${px(left)} ${px(position(address, at))}H${px(right)}`;
  }
  if (path === "") return "";
  return element("path", { d: path, stroke: HATCH, "stroke-width": 0.8, "stroke-dasharray": "6 4" });
}
