import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { applicationId } from '../library/migrate.ts';

/* The pages of a database file, without SQLite: https://sqlite.org/fileformat2.html */

/** The databases of Inkdex have SQLite's usual pages. */
const usualPageBytes = 4096;

const treeKinds = new Map<number | undefined, { readonly isTable: boolean; readonly isLeaf: boolean }>([
  [2, { isTable: false, isLeaf: false }],
  [5, { isTable: true, isLeaf: false }],
  [10, { isTable: false, isLeaf: true }],
  [13, { isTable: true, isLeaf: true }],
]);

export interface Tree {
  readonly root: number;
  /** Whether its rows have numbers; else it is an index or a table WITHOUT ROWID. */
  readonly isTable: boolean;
}

export interface Pages {
  readonly isHeaderLost: boolean;
  /** In bytes. */
  readonly size: number;
  readonly count: number;
  /** The first page of the list of free pages; 0 if there is none. */
  readonly firstFree: number;
  /** Numbers begin at 1. The bytes are those of this page until the next one is read. */
  read(number: number): Buffer;
  writeFirst(page: Buffer): void;
}

export function withPages<Value>(path: string, work: (pages: Pages) => Value): Value {
  const file = openSync(path, 'r+');
  try {
    const header = Buffer.alloc(100);
    readSync(file, header, 0, header.length, 0);
    const told = header.readUInt16BE(16);
    const isSize = told === 1 || (told >= 512 && Number.isInteger(Math.log2(told)));
    const isHeaderLost = header.toString('latin1', 0, 15) !== 'SQLite format 3' || !isSize;
    const size = isHeaderLost ? usualPageBytes : told === 1 ? 65_536 : told;
    const page = Buffer.alloc(size);
    return work({
      isHeaderLost,
      size,
      count: Math.floor(fstatSync(file).size / size),
      firstFree: header.readUInt32BE(32),
      read(number) {
        readSync(file, page, 0, size, (number - 1) * size);
        return page;
      },
      writeFirst(first) {
        writeSync(file, first, 0, first.length, 0);
      },
    });
  } finally {
    closeSync(file);
  }
}

/** A first page without a table. */
export function emptySchema({ size, count }: Pages): Buffer {
  const page = Buffer.alloc(size);
  page.write('SQLite format 3\0', 'latin1');
  page.writeUInt16BE(size === 65_536 ? 1 : size, 16);
  // Read and written without a log, no bytes reserved, and the fractions that the format fixes.
  page.set([1, 1, 0, 64, 32, 32], 18);
  // The number of pages holds if both counters of changes are the same.
  page.writeUInt32BE(1, 24);
  page.writeUInt32BE(count, 28);
  page.writeUInt32BE(1, 40);
  page.writeUInt32BE(4, 44);
  page.writeUInt32BE(1, 56);
  page.writeUInt32BE(applicationId, 68);
  page.writeUInt32BE(1, 92);
  page.set([13, 0, 0, 0, 0, (size >> 8) & 0xff, size & 0xff, 0], 100);
  return page;
}

/** The first pages of all trees to which no page refers, in order. */
export function rootsOf(pages: Pages): Tree[] {
  const free = freePages(pages);
  const trees = new Map<number, boolean>();
  const referred = new Set<number>();
  for (let number = 2; number <= pages.count; number += 1) {
    if (free.has(number)) continue;
    const page = pages.read(number);
    const children = childrenOf(page, pages.count);
    if (children === null) continue;
    trees.set(number, treeKinds.get(page[0])?.isTable === true);
    for (const child of children) referred.add(child);
  }
  return [...trees].filter(([root]) => !referred.has(root)).map(([root, isTable]) => ({ root, isTable }));
}

/** The pages below a page of a tree; null if the page is none: it belongs to a long value, or it is damaged. */
function childrenOf(page: Buffer, count: number): number[] | null {
  const kind = treeKinds.get(page[0]);
  if (kind === undefined) return null;
  const cells = page.readUInt16BE(3);
  const header = kind.isLeaf ? 8 : 12;
  const end = header + 2 * cells;
  if (end > page.length) return null;
  const places = Array.from({ length: cells }, (_, index) => page.readUInt16BE(header + 2 * index));
  if (places.some((place) => place < end || place > page.length - 4)) return null;
  if (kind.isLeaf) return [];
  const children = [...places.map((place) => page.readUInt32BE(place)), page.readUInt32BE(8)];
  return children.every((child) => child >= 2 && child <= count) ? children : null;
}

/** Pages that are free may have rows that were deleted. Without the first page, lists of free pages are known by their form. */
function freePages(pages: Pages): Set<number> {
  const free = new Set<number>();
  /** Adds a page of the list with the pages that it lists. Returns the next one; null if it is none. */
  const add = (trunk: number): number | null => {
    const page = pages.read(trunk);
    const [next, length] = [page.readUInt32BE(0), page.readUInt32BE(4)];
    if (next > pages.count || length === 0 || length > pages.size / 4 - 2) return null;
    const listed = Array.from({ length }, (_, index) => page.readUInt32BE(8 + 4 * index));
    if (new Set(listed).size < length || listed.some((each) => each < 2 || each > pages.count)) return null;
    for (const each of [trunk, ...listed]) free.add(each);
    return next;
  };
  if (pages.isHeaderLost || pages.firstFree > pages.count) {
    for (let page = 2; page <= pages.count; page += 1) add(page);
    return free;
  }
  for (let trunk = pages.firstFree; trunk >= 2 && !free.has(trunk);) {
    free.add(trunk);
    trunk = add(trunk) ?? 0;
  }
  return free;
}
