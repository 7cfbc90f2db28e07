import { invalidAt, lineOf } from '../records.ts';
import type { Element } from './elements.ts';

/** Where an element starts. */
export type Opening = Omit<Element, 'children' | 'text'>;

interface Open extends Opening {
  readonly children: Element[];
  text: string;
}

/** Deeper than any page is nested: who goes further wants to exhaust the stack. */
const mostDepth = 200;
/** In one page. */
const mostElements = 5_000_000;

/**
 * Puts together the elements of some names, with all that is in them, from the tags as a parser meets them.
 * What stands outside of them is let go, so that a book takes no more memory than its largest page.
 */
export interface ElementTree {
  open(opening: Opening): void;
  text(text: string): void;
  close(): void;
  /** How many elements are open. */
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
        throw invalidAt(lineOf(path, opening.row), `over ${String(mostDepth)} elements stand in each other.`);
      }
      const parent = stack.at(-1);
      if (parent === undefined && !isWanted(opening)) return;
      count += 1;
      if (count > mostElements) {
        throw invalidAt(lineOf(path, opening.row), `the page has over ${String(mostElements)} elements.`);
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
