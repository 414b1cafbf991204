/**
 * Solves one subject once in a process of its own: `node cold.mjs <group> <name> <settings as JSON>`. Prints
 * `{"solveMs": …}`.
 */

import { chosenSubjects, groupsFor } from "./groups.mjs";
import { must } from "./must.mjs";

const [groupName, name, settings] = process.argv.slice(2);
const group = must(
  groupsFor(JSON.parse(must(settings, "settings"))).find((each) => each.name === groupName),
  "group",
);
if (!("subjects" in group)) throw new Error(`the group ${group.name} has no subjects`);
const subject = must(
  chosenSubjects(group).subjects.find((each) => each.name === name),
  `subject ${name}`,
);
const { solveMs } = await subject.solve(subject.problem());
console.log(JSON.stringify({ solveMs }));
