/** A row-major map of cells. */
export interface CellMap {
  readonly columns: number;
  readonly rows: number;
}

/** Cells that touch, given by their indices. */
export type Component = Int32Array;

/**
 * Groups the marked cells that share a side. Diagonal neighbours stay apart: kernels of neighbouring
 * words often touch at a corner.
 *
 * @param marked 1 where a cell counts; 0 afterwards everywhere
 */
export function takeComponents(marked: Uint8Array, { columns, rows }: CellMap): Component[] {
  const components: Component[] = [];
  const waiting = new Int32Array(columns * rows);
  for (let start = 0; start < marked.length; start += 1) {
    if (marked[start] === 0) continue;
    let count = 0;
    const reach = (cell: number): void => {
      if (marked[cell] !== 1) return;
      marked[cell] = 0;
      waiting[count] = cell;
      count += 1;
    };
    reach(start);
    // What was reached stays in the list: when it has been walked through, it is the component.
    for (let place = 0; place < count; place += 1) {
      const cell = waiting[place];
      const column = cell % columns;
      if (column > 0) reach(cell - 1);
      if (column < columns - 1) reach(cell + 1);
      if (cell >= columns) reach(cell - columns);
      if (cell < columns * (rows - 1)) reach(cell + columns);
    }
    components.push(waiting.slice(0, count));
  }
  return components;
}
