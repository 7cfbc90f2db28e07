/** An element to write. An element with text has no children, and gets no white space around its text. */
export interface XmlNode {
  readonly name: string;
  /** Null values are left out. */
  readonly attributes: Readonly<Record<string, string | number | null>>;
  readonly content: readonly XmlNode[] | string;
}

export function xmlNode(
  name: string,
  attributes: XmlNode['attributes'] = {},
  content: XmlNode['content'] = [],
): XmlNode {
  return { name, attributes, content };
}

/** The XML text of a file: well-formed for any content. */
export function xmlFileText(root: XmlNode): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xmlText(root, '')}`;
}

/** Serialises an element on lines of its own. */
export function xmlText({ name, attributes, content }: XmlNode, indent: string): string {
  const start = `${indent}<${name}${attributesText(attributes)}`;
  if (typeof content === 'string') return `${start}>${escapedText(content)}</${name}>\n`;
  if (content.length === 0) return `${start}/>\n`;
  const inside = content.map((child) => xmlText(child, `${indent}  `)).join('');
  return `${start}>\n${inside}${indent}</${name}>\n`;
}

/** Replaces the characters that XML 1.0 (section 2.2) does not allow, mostly control characters, by U+FFFD. */
export function xmlCharacters(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\u{fffd}');
}

function attributesText(attributes: XmlNode['attributes']): string {
  return Object.entries(attributes)
    .map(([name, value]) => (value === null ? '' : ` ${name}="${escapedValue(String(value))}"`))
    .join('');
}

function escapedText(text: string): string {
  return xmlCharacters(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
}

/** Parsers convert white space in attributes to plain spaces, unless it is written as a reference. */
function escapedValue(value: string): string {
  return escapedText(value).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');
}
