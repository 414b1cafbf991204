/** Colours of lines and words on the canvas; those of words have a contrast of at least 4.5 to 1 on the paper. */
import { PAPERS, type Theme } from "../scene/colours.js";

export interface Inks {
  readonly paper: string;
  readonly ink: string;
  readonly muted: string;
  readonly grid: string;
  readonly frame: string;
  /** The capacity, and what is beyond it. */
  readonly limit: string;
  readonly excess: string;
  /** What no plan can be below. */
  readonly bound: string;
  readonly load: string;
  readonly cursor: string;
  readonly pin: string;
  readonly found: string;
  readonly waste: string;
}

export const INKS: Readonly<Record<Theme, Inks>> = {
  light: {
    paper: PAPERS.light,
    ink: "#16202c",
    muted: "#55616f",
    grid: "#e9edf2",
    frame: "#c3ccd6",
    limit: "#b42318",
    excess: "rgba(200, 30, 20, 0.55)",
    bound: "#0b6353",
    load: "#7d93ab",
    cursor: "#5b21b6",
    pin: "#111827",
    found: "#c2410c",
    waste: "#8a4b08",
  },
  dark: {
    paper: PAPERS.dark,
    ink: "#e8edf3",
    muted: "#9fadbc",
    grid: "#1f2731",
    frame: "#3a4653",
    limit: "#ff8a7d",
    excess: "rgba(255, 80, 66, 0.6)",
    bound: "#58d3b8",
    load: "#5d7590",
    cursor: "#c4b5fd",
    pin: "#ffffff",
    found: "#fdba74",
    waste: "#f5b971",
  },
};

export const FONT = "12px ui-sans-serif, system-ui, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif";
export const NAME_FONT = "11px ui-monospace, 'SF Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace";
