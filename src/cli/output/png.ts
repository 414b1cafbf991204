import { complain } from "../complain.js";
import { withPackages } from "../service-packages.js";

/** Pixels of the picture for one of the drawing: fine enough for a screen of two pixels to a point. */
const SCALE = 2;

/** A text of which nothing is left where no font is. */
const SAMPLE = `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><text y="9">x</text></svg>`;

/** Makes pixels of a drawing. */
export type Rasterizer = (svg: string) => Uint8Array;

/**
 * Loads what makes PNG of SVG: @resvg/resvg-js, which draws texts in the fonts of the machine. Where there are none,
 * it is told: names and figures are missing then, shapes are not.
 *
 * @throws Unavailable where it is not installed
 */
export async function loadRasterizer(): Promise<Rasterizer> {
  const { Resvg } = await withPackages("--png", ["@resvg/resvg-js"], () => import("@resvg/resvg-js"));
  if (new Resvg(SAMPLE).getBBox() === undefined) {
    complain("--png: this machine has no font, so that the picture has shapes alone; Debian has fonts-dejavu-core");
  }
  return (svg) => new Resvg(svg, { fitTo: { mode: "zoom", value: SCALE } }).render().asPng();
}
