import type { PolicyFile } from "./policy-file.js";

/** The model card as Markdown. */
export function cardText({ card, schema }: PolicyFile): string {
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  const rows = Object.entries(card.metrics).flatMap(([role, kinds]) =>
    Object.entries(kinds).map(([kind, { top1, top3, loss }]) => {
      const shipped = card.shipped[role] === kind ? " (shipped)" : "";
      return `| ${role} | ${kind}${shipped} | ${percent(top1)} | ${percent(top3)} | ${loss.toFixed(3)} |`;
    }),
  );
  const list = (entries: Readonly<Record<string, unknown>>): string =>
    Object.entries(entries)
      .map(([key, value]) => `${key} ${String(value)}`)
      .join(", ");
  const purpose =
    "guiding the search for plans: the order of children and the decision to go back to. " +
    "It never decides what is a plan";
  const families = `families ${card.families.join(", ")}; held out whole: ${card.heldOut.join(", ") || "none"}`;
  return `# Model card of the learned policy

- **What it is for**: ${purpose}
  or a proof.
- **Trained** ${card.trained} with telaplan ${card.telaplan} (schema ${schema}), ${list(card.versions)}.
- **Seeds**: ${list(card.seeds)}.
- **Data**: ${families}. The states of the rules, then ${card.rounds}
  rounds of the policy's own. Groups of candidates: ${list(card.groups)}.
- **Expert**: ${list(card.counts)}.
- **SHA-256 of the data**: \`${card.dataHash}\`.

## How often the choice is right, on validation groups

| role | model | first choice | among the first three | loss |
| --- | --- | ---: | ---: | ---: |
${rows.join("\n")}

## Limits

${card.limits.map((limit) => `- ${limit}`).join("\n")}
`;
}
