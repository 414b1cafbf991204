/** The picture as one file: the page's template with the data in it, which refers to nothing outside itself. */
import { type Picture, pictureJson } from "./picture.js";
import { shownName } from "./shown-name.js";

/** Where the template has the data; nothing else in it may look so. */
export const DATA_PLACE = "@@telaplan-data@@";
export const TITLE_PLACE = "@@telaplan-title@@";

/**
 * The report as HTML.
 *
 * @param template as `npm run page` makes it, with its policy for scripts and styles inside
 * @param pictures one, or the plan before and the one after
 * @throws Error where the template is none
 */
export function reportOf(template: string, pictures: readonly Picture[]): string {
  const [before, after, ...others] = template.split(DATA_PLACE);
  if (before === undefined || after === undefined || others.length > 0) {
    throw new Error("the report's template has no place for the data, or several");
  }
  const title = escapeHtml(shownName(pictures.map((picture) => picture.title).join(" → ")));
  const data = `[${pictures.map(pictureJson).join(",")}]`;
  return `${before.replaceAll(TITLE_PLACE, () => title)}${scriptSafe(data)}${after}`;
}

/** JSON that may stand inside a script element: nothing in it ends the element or begins a comment. */
export function scriptSafe(json: string): string {
  return json.replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
