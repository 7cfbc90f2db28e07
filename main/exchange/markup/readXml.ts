import { SaxesParser } from 'saxes';
import { invalidAt, lineOf } from '../records.ts';
import { elementTree, type Opening } from './elementTree.ts';
import { fileHead, parsedFile, type Element, type MarkupParser } from './elements.ts';

/**
 * The elements of some names in an XML file, each with all that is in it, as they end. XML is taken strictly,
 * and no document type is: entities that are declared in one can grow without bounds or read other files
 * (CWE-776, CWE-611), and no page format needs any.
 *
 * @param path for messages too
 * @param isWanted told each element that stands in no wanted one; the file's outermost comes first, with
 *   `depth` 1. It may throw what is to end the reading.
 * @throws InkdexError `data-invalid` with file and line where it is no XML or ends too early
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
  // A tag's line is that of its first sign; the parser says an element when it has read its last.
  let row = 1;

  parser.on('error', ({ message }) => {
    const problem = message.replace(/^\d+:\d+: /u, '').replace(/\.$/u, '');
    throw invalidAt(
      lineOf(path, parser.line),
      `${problem}: the file is damaged, cut short, or not XML. Get it again from where it came from.`,
    );
  });
  parser.on('doctype', () => {
    throw invalidAt(
      lineOf(path, parser.line),
      'a document type (<!DOCTYPE ...>) is refused: it can name other files and entities without end. ' +
        'Remove it; page formats need none.',
    );
  });
  parser.on('opentagstart', () => {
    row = parser.line;
  });
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
 * Whether an XML file's outermost element is of a name and a namespace. Null where its first characters do not
 * tell: it is cut short, or no XML.
 */
export async function isXmlOf(path: string, name: string, namespace: RegExp): Promise<boolean | null> {
  const head = (await fileHead(path)).replace(/<!--.*?-->/gsu, '');
  const root = /<(?![?!])(?:[\w.-]+:)?([\w.-]+)([^>]*)>/u.exec(head);
  if (root === null) return null;
  return root[1] === name && namespace.test(root[2] ?? '');
}
