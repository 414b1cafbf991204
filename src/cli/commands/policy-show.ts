import { formatCount } from "../../draw/units.js";
import { cardText, FEATURES, type PolicyFile, pathOfPolicy, readPolicyFile } from "../../policy/index.js";
import type { ScorerData } from "../../scoring/index.js";
import { RULE_POLICY, type SearchPolicy } from "../../search/index.js";
import { ExitCode } from "../exit-codes.js";
import { statOf } from "../input/files.js";
import { wrap } from "../output/prose.js";
import { widthOf } from "../output/screen.js";

/**
 * Prints what a policy guides, and its model card.
 *
 * @throws InputError for a file that cannot be used: there is nothing to show instead.
 */
export function showPolicy(nameOrPath: string, { json = false }: { readonly json?: boolean }): ExitCode {
  const file = nameOrPath === RULE_POLICY.name ? null : readPolicyFile(pathOfPolicy(nameOrPath));
  const policy = file?.policy ?? RULE_POLICY;
  if (json) {
    const shown = { name: policy.name, roles: rolesOf(policy), schema: file?.schema ?? null, card: file?.card ?? null };
    process.stdout.write(`${JSON.stringify(shown)}\n`);
  } else {
    const text = file === null ? rulesText(policy) : fileText(nameOrPath, file);
    const width = widthOf(process.stdout);
    // The lines of a list's entry are put together before they are broken anew.
    process.stdout.write(width === Number.POSITIVE_INFINITY ? text : wrap(text.replace(/\n {2}(?=\S)/g, " "), width));
  }
  return ExitCode.ok;
}

function rulesText({ members, provers }: SearchPolicy): string {
  const [looking, proving] = [members.length, provers.length];
  return `The rules: ${looking} members look for plans, ${proving} prove. No models, and so no model card.\n`;
}

function fileText(nameOrPath: string, file: PolicyFile): string {
  const path = pathOfPolicy(nameOrPath);
  const { policy } = file;
  const guided = policy.members.filter((member) => member.guided).length;
  const roles = Object.entries(rolesOf(policy)).map(([role, model]) => `${role} (${model})`);
  return `${path}: ${formatCount(statOf(path)?.size ?? 0)} bytes
Guides ${roles.join(", ") || "nothing"}; ${guided} of ${policy.members.length} members follow it.
${gateText(policy)}
${cardText(file)}`;
}

/** Where the policy decides, in words; with the line's end. */
function gateText({ gate }: SearchPolicy): string {
  if (gate === undefined) return "";
  const { model } = gate;
  if (model.kind !== "linear") return `Where it is followed a gate decides (${formOf(model)}).\n`;
  const { weights, bias = 0 } = model;
  const terms = FEATURES.gate.flatMap((name, i) => (weights[i] ? [`${weights[i]} × ${name}`] : []));
  if (terms.length === 0) return bias > 0 ? "Followed everywhere.\n" : "Followed nowhere: the rules decide.\n";
  const sum = [String(bias), ...terms].join(" + ").replaceAll("+ -1 ×", "−").replaceAll("+ -", "− ");
  return `Followed where ${sum} > 0; elsewhere the rules decide.\n`;
}

/** What each role is decided by, in words. */
function rolesOf({ guidance = {} }: SearchPolicy): Record<string, string> {
  const { children, targets, preorder, turns } = guidance;
  const models = { children: children?.model, targets: targets?.model, preorder: preorder?.model };
  return {
    ...Object.fromEntries(
      Object.entries(models).flatMap(([role, model]) => (model === undefined ? [] : [[role, formOf(model)]])),
    ),
    ...(turns !== undefined && { turns: "bandit" }),
  };
}

function formOf(model: ScorerData): string {
  switch (model.kind) {
    case "linear":
      return `linear, ${model.weights.length} weights`;
    case "network": {
      const counts = model.layers.map(({ weights, biases }) => weights.length + biases.length);
      return `network, ${counts.reduce((sum, count) => sum + count, 0)} weights`;
    }
    case "trees":
      return `${model.roots.length} trees, ${model.feature.length} nodes`;
  }
}
