import { Parser } from 'htmlparser2';
import { invalidAt, lineOf } from '../records.ts';
import { elementTree, parsedFile, type Element, type MarkupParser, type Opening } from './elements.ts';

/** Text between elements becomes an element of this name, so that it keeps its position. */
export const textName = '#text';

/**
 * The elements of an HTML or XHTML file that `isWanted` selects, with their contents, as they end. HTML is parsed as
 * browsers parse it, except that a truncated file is an error.
 *
 * @throws InkdexError `data-invalid` with file and line: a wanted element or `<html>` without an end, or a document
 * type that declares entities (CWE-776)
 */
export function readHtml(
  path: string,
  isWanted: (opening: Opening) => boolean,
  signal: AbortSignal,
): AsyncGenerator<Element> {
  return parsedFile<Element>(path, (put) => htmlParser(path, isWanted, put), signal);
}

function htmlParser(
  path: string,
  isWanted: (opening: Opening) => boolean,
  put: (element: Element) => void,
): MarkupParser {
  const rows = rowCounter();
  /** The language in effect at each open element. */
  const languages: (string | undefined)[] = [];
  const picked: Opening[] = [];
  const tree = elementTree(path, isPicked, put);

  function isPicked(opening: Opening): boolean {
    if (!isWanted(opening)) return false;
    picked[tree.depth] = opening;
    return true;
  }

  const parser = new Parser(
    {
      onopentag(name, attributes) {
        const row = rows.at(parser.startIndex);
        const language = attributes.lang ?? attributes['xml:lang'] ?? languages.at(-1);
        languages.push(language);
        const own = Object.entries(attributes);
        const entries = language === undefined ? own : [...own, ['lang', language] as const];
        tree.open({ name, namespace: '', attributes: new Map(entries), row });
      },
      onattribute: tree.attribute,
      ontext(text) {
        if (languages.length === 0) return;
        tree.open({ name: textName, namespace: '', attributes: new Map(), row: rows.at(parser.startIndex) });
        tree.text(text);
        tree.close();
      },
      onclosetag(name, isImplied) {
        const opening = picked[tree.depth];
        if (isImplied && (opening !== undefined || name === 'html')) throw cutShort(opening);
        picked.length = Math.min(picked.length, tree.depth);
        languages.pop();
        tree.close();
      },
      onprocessinginstruction(name, data) {
        if (name.toLowerCase() !== '!doctype' || !/\[|<!/u.test(data)) return;
        throw invalidAt(
          lineOf(path, rows.at(parser.startIndex)),
          'document types with declarations are not allowed, because their entities can expand without limit. Remove the declarations.',
        );
      },
    },
    { lowerCaseTags: true, recognizeSelfClosing: true },
  );

  function cutShort(opening: Opening | undefined): Error {
    const row = opening?.row ?? rows.at(parser.endIndex);
    return invalidAt(
      lineOf(path, row),
      'this element has no end: the file is cut short. Download or copy it again.',
    );
  }

  return {
    write(text) {
      rows.add(text);
      parser.write(text);
    },
    close() {
      parser.end();
    },
  };
}

/** Lines of increasing offsets. */
function rowCounter(): { add(text: string): void; at(offset: number): number } {
  let waiting = '';
  let start = 0;
  let row = 1;
  return {
    add(text) {
      waiting += text;
    },
    at(offset) {
      const passed = waiting.slice(0, Math.max(0, offset - start));
      row += passed.split('\n').length - 1;
      waiting = waiting.slice(passed.length);
      start += passed.length;
      return row;
    },
  };
}
