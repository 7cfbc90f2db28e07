import { normalizeText } from '../../../shared/text.ts';
import { SaxesParser } from 'saxes';
import { invalidAt, lineOf } from '../records.ts';
import {
  elementTree,
  fileHead,
  parsedFile,
  type Element,
  type MarkupParser,
  type Opening,
} from './elements.ts';
import { createMarkupCount, type MarkupLimits } from './limits.ts';

/**
 * The elements of some names in an XML file, with their contents, as they end. Parsing is strict, and document types
 * are rejected: their entities can expand without limit or read other files (CWE-776, CWE-611), and no page format
 * needs them.
 *
 * @param path also for error messages
 * @param isWanted called for each element outside wanted ones; the file's outermost element comes first, with `depth`
 * 1. It may throw to end the reading.
 * @throws InkdexError `data-invalid` with file and line when it is not XML or truncated
 */
export function readXml(
  path: string,
  isWanted: (opening: Opening, depth: number) => boolean,
  signal: AbortSignal,
): AsyncGenerator<Element> {
  return parsedFile<Element>(path, (put) => xmlParser(path, isWanted, put), signal);
}

function xmlParser(
  path: string,
  isWanted: (opening: Opening, depth: number) => boolean,
  put: (element: Element) => void,
): MarkupParser {
  const parser = new SaxesParser({ xmlns: true, position: true });
  const tree = elementTree(path, (opening) => isWanted(opening, tree.depth), put);
  // A tag's line is that of its first character; the parser reports an element after its last one.
  let row = 1;

  parser.on('error', ({ message }) => {
    const problem = message.replace(/^\d+:\d+: /u, '').replace(/\.$/u, '');
    throw invalidAt(
      lineOf(path, parser.line),
      `${problem}: the file is damaged, cut short, or not XML. Download or copy it again.`,
    );
  });
  parser.on('doctype', () => {
    throw invalidAt(
      lineOf(path, parser.line),
      'a document type (<!DOCTYPE ...>) is not allowed: it can refer to other files and expand without limit. ' +
        'Remove it; page formats need none.',
    );
  });
  parser.on('opentagstart', () => {
    row = parser.line;
  });
  parser.on('attribute', tree.attribute);
  parser.on('opentag', ({ local, uri, attributes }) => {
    const entries = Object.values(attributes).map((attribute): [string, string] => [
      attribute.local,
      attribute.value,
    ]);
    tree.open({ name: local, namespace: uri, attributes: new Map(entries), row });
  });
  parser.on('closetag', () => {
    tree.close();
  });
  parser.on('text', (text) => {
    tree.text(text);
  });
  parser.on('cdata', (text) => {
    tree.text(text);
  });

  return {
    write(text) {
      parser.write(text);
    },
    close() {
      parser.close();
    },
  };
}

/**
 * Finds out whether a text in memory is XML within limits, before a tree is made of it.
 *
 * @param refuse makes the error of a problem
 */
export function requireModestXml(
  text: string,
  limits: MarkupLimits,
  refuse: (problem: string) => Error,
): void {
  const count = createMarkupCount(limits, refuse);
  const parser = new SaxesParser();
  const add = (): void => {
    count.open();
    count.close();
  };
  parser.on('error', ({ message }) => {
    throw refuse(message);
  });
  parser.on('attribute', count.attribute);
  parser.on('opentag', () => {
    count.open();
  });
  parser.on('closetag', count.close);
  parser.on('comment', add);
  parser.on('cdata', add);
  parser.on('processinginstruction', add);
  parser.write(text).close();
}

/**
 * Whether an XML file's outermost element has a name and a namespace. Null when its first characters do not tell: it
 * is truncated or not XML.
 */
export async function isXmlOf(path: string, name: string, namespace: RegExp): Promise<boolean | null> {
  const head = (await fileHead(path)).replace(/<!--.*?-->/gsu, '');
  const root = /<(?![?!])(?:[\w.-]+:)?([\w.-]+)([^>]*)>/u.exec(head);
  if (root === null) return null;
  return root[1] === name && namespace.test(root[2] ?? '');
}

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

/** Text as it is when it has been written and read again. */
export function heldText(text: string): string {
  return normalizeText(xmlCharacters(text));
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
