import { type Gate, ROOT_FEATURES } from "../search/index.js";

/** Where the sections leave over more than this share of the capacity, in the mean, the rules end as soon or sooner. */
const MOST_SLACK = 0.15;

/**
 * What a policy gets whose file has no gate: it is followed where the mean slack of the sections is below 0.15, and
 * elsewhere the rules decide. A model of all root features, trained on which of both ended first, did no better on
 * other seeds (docs/policy.md).
 */
export const SLACK_GATE: Gate = {
  model: {
    kind: "linear",
    weights: ROOT_FEATURES.map((name) => (name === "mean slack" ? -1 : 0)),
    bias: MOST_SLACK,
  },
};

/** The gate of a policy that is followed everywhere. */
export const OPEN_GATE: Gate = { model: { kind: "linear", weights: ROOT_FEATURES.map(() => 0), bias: 1 } };
