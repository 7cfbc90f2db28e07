import type { Box } from '../../../shared/geometry.ts';
import type { InkImage } from '../pixels.ts';
import { takeComponents, type CellMap } from './morphology.ts';

// Set by hand on photos of `npm run measure -- order` that may choose, and on made pages.
/** Longer side of the map on which areas are found: small gaps in a drawn line are closed. */
const mapSide = 480;
/** Ink of a drawn line is at least so strong. */
const leastInk = 60;
/** An area is at least so wide and high, in pixels of the map, and so much of its box is free of lines and writing. */
const [leastSide, leastFree] = [8, 0.4];

/** The areas of a page without ink that lines enclose, in pixels of the image. */
export function enclosedAreas({ width, height, data }: InkImage): Box[] {
  const side = Math.max(1, Math.ceil(Math.max(width, height) / mapSide));
  const map: CellMap = { columns: Math.ceil(width / side), rows: Math.ceil(height / side) };
  const free = new Uint8Array(map.columns * map.rows).fill(1);
  // A drawn line is wider than one pixel of a large image.
  const step = side < 4 ? 1 : 2;
  for (let y = 0; y < height; y += step) {
    const row = Math.floor(y / side) * map.columns;
    for (let x = 0; x < width; x += step) {
      if (data[y * width + x] >= leastInk) free[row + Math.floor(x / side)] = 0;
    }
  }
  return takeComponents(free, map).flatMap((component): Box[] => {
    // What reaches the upper edge, as paper mostly does, is told by its first cell.
    if (component[0] < map.columns || component.length < leastFree * leastSide ** 2) return [];
    let [left, top, right, bottom] = [map.columns, map.rows, 0, 0];
    for (const cell of component) {
      const [column, row] = [cell % map.columns, Math.floor(cell / map.columns)];
      if (column < left) left = column;
      if (column > right) right = column;
      if (row < top) top = row;
      if (row > bottom) bottom = row;
    }
    const isWithin = left > 0 && top > 0 && right < map.columns - 1 && bottom < map.rows - 1;
    const [columns, rows] = [right - left + 1, bottom - top + 1];
    const isCell = Math.min(columns, rows) >= leastSide && component.length >= leastFree * columns * rows;
    return isWithin && isCell ? [[left * side, top * side, columns * side, rows * side]] : [];
  });
}
