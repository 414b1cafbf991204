/** Elements made of code. Whatever comes from a file goes in as text, and never as markup. */

type Child = Node | string | null | undefined | false;

/** Properties of the element; those with a dash, and `role`, are attributes; functions listen. */
export type Properties = Readonly<Record<string, unknown>>;

export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Properties = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (typeof value === "function") element.addEventListener(name, value as EventListener);
    else if (name.includes("-") || name === "role" || name === "for" || name === "list")
      element.setAttribute(name, String(value));
    else (element as unknown as Record<string, unknown>)[name] = value;
  }
  element.append(
    ...children.filter((child): child is Node | string => child !== null && child !== undefined && child !== false),
  );
  return element;
}

export function button(text: string, click: () => void, properties: Properties = {}): HTMLButtonElement {
  return h("button", { type: "button", click, ...properties }, text);
}

/** A colour as a small square: a CSP without inline styles lets scripts set them. */
export function swatch(colour: string): HTMLElement {
  const element = h("span", { className: "swatch", "aria-hidden": "true" });
  element.style.backgroundColor = colour;
  return element;
}
