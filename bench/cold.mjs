/**
 * Solves one subject once in a process of its own: `node cold.mjs <group> <name> <settings as JSON>`. Prints
 * `{"solveMs": …}`.
 */
import { chosenSubjects, groupsFor } from "./groups.mjs";

const [groupName, name, settings] = process.argv.slice(2);
const group = groupsFor(JSON.parse(settings)).find((each) => each.name === groupName);
const subject = chosenSubjects(group).subjects.find((each) => each.name === name);
const { solveMs } = await subject.solve(subject.problem());
console.log(JSON.stringify({ solveMs }));
