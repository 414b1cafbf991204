/** The little of XML that a drawing needs. */

/** What XML 1.0 cannot carry even escaped: control characters, unpaired surrogates, two non-characters. */
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** Text for an element or a quoted attribute; what XML cannot carry becomes U+FFFD. */
export function escapeXml(text: string): string {
  return text
    .replace(FORBIDDEN, "\ufffd")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;");
}

/** A coordinate in pixels, to a hundredth: finer is not seen and makes the file longer. */
export function px(value: number): string {
  return String(Math.round(value * 100) / 100);
}

export type Attributes = Readonly<Record<string, string | number>>;

function tag(name: string, attributes: Attributes): string {
  let text = `<${name}`;
  for (const [key, value] of Object.entries(attributes)) {
    text += ` ${key}="${typeof value === "number" ? px(value) : escapeXml(value)}"`;
  }
  return text;
}

/** An element around `children`, which is markup already. */
export function element(name: string, attributes: Attributes, children = ""): string {
  return children === "" ? `${tag(name, attributes)}/>` : `${tag(name, attributes)}>${children}</${name}>`;
}

/** A `text` element with plain text inside. */
export function label(text: string, attributes: Attributes): string {
  return element("text", attributes, escapeXml(text));
}
