/**
 * Calm fills that tell neighbours apart: hues a golden angle apart at three lightnesses, all of the same low chroma.
 *
 * The colours are chosen in OKLCH (Björn Ottosson, "A perceptual color space for image processing", 2020), so that no
 * hue shouts, and written as sRGB, which every viewer understands.
 */

const GOLDEN_ANGLE = 137.508;
const CHROMA = 0.07;
const LIGHTNESS = [0.885, 0.825, 0.765];

/** Few enough to group rectangles by colour, enough that buffers with neighbouring indices differ. */
export const COLOUR_COUNT = 36;

/** `#rrggbb` for each colour; buffer i takes colour i modulo the count. */
export const palette: readonly string[] = Array.from({ length: COLOUR_COUNT }, (_, i) =>
  oklchToHex(LIGHTNESS[i % LIGHTNESS.length]!, CHROMA, (i * GOLDEN_ANGLE + 250) % 360),
);

function oklchToHex(lightness: number, chroma: number, hueDegrees: number): string {
  const hue = (hueDegrees * Math.PI) / 180;
  const a = chroma * Math.cos(hue);
  const b = chroma * Math.sin(hue);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const red = 4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s;
  const green = -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s;
  const blue = -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s;
  return `#${[red, green, blue].map(channel).join("")}`;
}

function channel(linear: number): string {
  const clipped = Math.min(1, Math.max(0, linear));
  const encoded = clipped <= 0.0031308 ? 12.92 * clipped : 1.055 * clipped ** (1 / 2.4) - 0.055;
  return Math.round(encoded * 255)
    .toString(16)
    .padStart(2, "0");
}
