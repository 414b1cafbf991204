import { type Comparison, HARD_STEPS, type PolicyRun } from "./comparisons.js";
import type { Contender } from "./contenders.js";
import { type Summary, summarize } from "./summary.js";

/** Over the seeds of the training: the mean, and the standard deviation (of a sample; 0 of one). */
export interface Spread {
  readonly mean: number;
  readonly deviation: number;
}

type Figure = "steps" | "ms" | "msMedian" | "misses" | "lost" | "won";

/** What a contender comes to on some of the instances. */
export type FigureRow = Readonly<Record<Figure, Spread>> & {
  readonly instances: string;
  readonly contender: string;
  readonly seeds: number;
  readonly count: number;
  readonly missesOfRules: number;
};

/** The control: how much of a difference is luck. */
const CONTROL = "rules, other random numbers";

/**
 * The figures of all contenders: on the hard instances of each family and of all, and on the easy ones.
 *
 * @param comparisons made with the contenders' policies, one contender's after the other's
 * @param heldOut families that were not trained on
 */
export function figuresOf(
  contenders: readonly Contender[],
  comparisons: readonly Comparison[],
  heldOut: readonly string[],
): FigureRow[] {
  const hard = comparisons.filter((comparison) => comparison.hard);
  const families = [...new Set(comparisons.map(({ family }) => family))];
  const slices = families.map((family) => ({
    instances: `hard, ${family}${heldOut.includes(family) ? " (held out)" : ""}`,
    among: hard.filter((comparison) => comparison.family === family),
  }));
  slices.push({ instances: "hard, all", among: hard });
  slices.push({ instances: "easy, all", among: comparisons.filter((comparison) => !comparison.hard) });
  return slices.flatMap(({ instances, among }) => {
    let first = 0;
    const rows = contenders.map(({ name, policies }) => {
      const from = first;
      first += policies.length;
      const picks = policies.map(
        (_, i) =>
          (comparison: Comparison): PolicyRun =>
            comparison.policies[from + i]!,
      );
      return rowOf(instances, name, among, picks);
    });
    return [...rows, rowOf(instances, CONTROL, among, [({ again }) => again])];
  });
}

function rowOf(
  instances: string,
  contender: string,
  among: readonly Comparison[],
  picks: readonly ((comparison: Comparison) => PolicyRun)[],
): FigureRow {
  const summaries = picks.map((pick) => summarize(among, pick));
  const of = (figure: Figure): Spread => spread(summaries.map((summary: Summary) => summary[figure]));
  return {
    instances,
    contender,
    seeds: picks.length,
    count: among.length,
    steps: of("steps"),
    ms: of("ms"),
    msMedian: of("msMedian"),
    misses: of("misses"),
    missesOfRules: summaries[0]!.missesOfRules,
    lost: of("lost"),
    won: of("won"),
  };
}

function spread(values: readonly number[]): Spread {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: values.length < 2 ? 0 : Math.sqrt(squares / (values.length - 1)) };
}

/** The titles of the figures' columns. The first two are words, the others numbers. */
export const FIGURE_TITLES = [
  "instances",
  "policy",
  "steps",
  "wall time",
  "its median",
  "misses",
  "lost",
  "won",
] as const;

/** The figures as text, a cell for each title; what a row's first cell shares with the row above is left out. */
export function figureCells(rows: readonly FigureRow[]): string[][] {
  const shown = ({ mean, deviation }: Spread, digits: number, seeds: number): string =>
    mean.toFixed(digits) + (seeds > 1 ? ` ± ${deviation.toFixed(digits)}` : "");
  return rows.map((row, i) => {
    const { instances, contender, seeds, count } = row;
    const whole = seeds > 1 ? 1 : 0;
    const cells = [
      rows[i - 1]?.instances === instances ? "" : `${instances}: ${count}`,
      seeds > 1 ? `${contender}, ${seeds} seeds` : contender,
      shown(row.steps, 3, seeds),
      shown(row.ms, 3, seeds),
      shown(row.msMedian, 3, seeds),
      `${shown(row.misses, whole, seeds)} of ${row.missesOfRules}`,
      shown(row.lost, whole, seeds),
      shown(row.won, whole, seeds),
    ];
    return count === 0 ? [...cells.slice(0, 2), ...cells.slice(2).map(() => "–")] : cells;
  });
}

/** What the figures mean: a paragraph, in one line. */
export function figuresNote(stepLimit: number): string {
  return [
    `Test instances; hard: the rules need more than ${HARD_STEPS} steps. At most ${stepLimit} steps each.`,
    "Steps and wall time are geometric means of ratios to the rules', inference included;",
    "misses are instances not placed within 10,000 steps, and the rules';",
    "lost and won are placed by the rules alone, and by the policy alone.",
  ].join(" ");
}

/** The table of the figures as Markdown. */
export function figuresTable(rows: readonly FigureRow[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |\n`;
  const rule = FIGURE_TITLES.map((_, i) => (i < 2 ? "---" : "---:"));
  return [FIGURE_TITLES, rule, ...figureCells(rows)].map(line).join("");
}
