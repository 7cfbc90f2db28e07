import { formatCount } from '../../../shared/text.ts';
import { invalidAt, lineOf } from '../records.ts';
import type { Element } from './elements.ts';

/** An element's start. */
export type Opening = Omit<Element, 'children' | 'text'>;

interface Open extends Opening {
  readonly children: Element[];
  text: string;
}

/** No page is nested deeper; a deeper file is meant to exhaust the stack. */
const mostDepth = 200;
/** Largest number of elements in a page. */
const mostElements = 5_000_000;

/**
 * Builds the elements of some names, with their contents, from a parser's tags. Everything outside them is dropped,
 * so a book needs no more memory than its largest page.
 */
export interface ElementTree {
  open(opening: Opening): void;
  text(text: string): void;
  close(): void;
  /** Number of open elements. */
  readonly depth: number;
}

export function elementTree(
  path: string,
  isWanted: (opening: Opening) => boolean,
  put: (element: Element) => void,
): ElementTree {
  const stack: Open[] = [];
  let depth = 0;
  let count = 0;

  return {
    open(opening) {
      depth += 1;
      if (depth > mostDepth) {
        throw invalidAt(lineOf(path, opening.row), `more than ${mostDepth} elements are nested.`);
      }
      const parent = stack.at(-1);
      if (parent === undefined && !isWanted(opening)) return;
      count += 1;
      if (count > mostElements) {
        throw invalidAt(
          lineOf(path, opening.row),
          `the page has more than ${formatCount(mostElements)} elements.`,
        );
      }
      const element: Open = { ...opening, children: [], text: '' };
      parent?.children.push(element);
      stack.push(element);
    },
    text(text) {
      const parent = stack.at(-1);
      if (parent !== undefined) parent.text += text;
    },
    close() {
      depth -= 1;
      const closed = stack.pop();
      if (closed === undefined || stack.length > 0) return;
      count = 0;
      put(closed);
    },
    get depth() {
      return depth;
    },
  };
}
