/** An element to be written. One that holds text has nothing else, and no white space of its own around it. */
export interface XmlNode {
  readonly name: string;
  /** Those that are null are left out. */
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

/** A file's text: well formed XML, whatever the texts in it are. */
export function xmlFileText(root: XmlNode): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${xmlText(root, '')}`;
}

/** An element on lines of its own. */
export function xmlText({ name, attributes, content }: XmlNode, indent: string): string {
  const start = `${indent}<${name}${attributesText(attributes)}`;
  if (typeof content === 'string') return `${start}>${escapedText(content)}</${name}>\n`;
  if (content.length === 0) return `${start}/>\n`;
  const inside = content.map((child) => xmlText(child, `${indent}  `)).join('');
  return `${start}>\n${inside}${indent}</${name}>\n`;
}

/**
 * What is left of a text in XML 1.0 (section 2.2), which has no place for most control characters: U+FFFD in
 * their stead.
 */
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

/** Parsers turn white space in attributes into plain spaces, unless it is written as a reference. */
function escapedValue(value: string): string {
  return escapedText(value).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');
}
