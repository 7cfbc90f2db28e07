import type { WordId } from '../../../shared/contract/word.ts';
import {
  boxArea,
  boxOfQuad,
  intersectionArea,
  quadContains,
  type Box,
  type Point,
  type Quad,
} from '../../../shared/geometry.ts';

/** Finds words by position without checking each of them. */
export interface WordGrid {
  /** The word under a point of the photo; the smallest if several overlap. */
  readonly at: (point: Point) => WordId | null;
  /** Every word whose bounding box overlaps the box. */
  readonly within: (box: Box) => WordId[];
}

interface Placed {
  readonly id: WordId;
  readonly quad: Quad;
}

interface Entry extends Placed {
  readonly box: Box;
}

/** Side of a cell in photo pixels: about one handwritten word, so that a cell holds few words. */
const cellSize = 128;

const grids = new WeakMap<object, WordGrid>();

/** The grid for one state of the words, built on first use. */
export function gridFor(labels: { readonly words: ReadonlyMap<WordId, Placed> }): WordGrid {
  const known = grids.get(labels);
  if (known !== undefined) return known;
  const grid = gridOf(labels.words.values());
  grids.set(labels, grid);
  return grid;
}

/** A uniform grid over the words' bounding boxes, built for each state of the words. */
export function gridOf(words: Iterable<Placed>): WordGrid {
  const cells = new Map<string, Entry[]>();
  for (const { id, quad } of words) {
    const entry = { id, quad, box: boxOfQuad(quad) };
    for (const key of cellsOf(entry.box)) {
      const cell = cells.get(key);
      if (cell === undefined) cells.set(key, [entry]);
      else cell.push(entry);
    }
  }
  return {
    at: ([x, y]) => {
      let found: Entry | null = null;
      for (const entry of cells.get(keyOf(Math.floor(x / cellSize), Math.floor(y / cellSize))) ?? []) {
        if (!quadContains(entry.quad, [x, y])) continue;
        if (found === null || boxArea(entry.box) < boxArea(found.box)) found = entry;
      }
      return found?.id ?? null;
    },
    within: (box) => {
      const found = new Set<WordId>();
      for (const key of cellsOf(box)) {
        for (const entry of cells.get(key) ?? []) {
          if (intersectionArea(entry.box, box) > 0) found.add(entry.id);
        }
      }
      return [...found];
    },
  };
}

function* cellsOf([x, y, width, height]: Box): Generator<string> {
  const bottom = Math.floor((y + height) / cellSize);
  const right = Math.floor((x + width) / cellSize);
  for (let row = Math.floor(y / cellSize); row <= bottom; row += 1) {
    for (let column = Math.floor(x / cellSize); column <= right; column += 1) yield keyOf(column, row);
  }
}

function keyOf(column: number, row: number): string {
  return `${column},${row}`;
}
