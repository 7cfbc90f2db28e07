/** The entry of a thread that reads HDF5. */
import { fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Dataset, File, ready } from 'h5wasm';
import type { Split } from '../../../../shared/contract/dataset.ts';
import { InkdexError } from '../../../../shared/result.ts';
import { formatCount } from '../../../../shared/text.ts';
import { serveThread } from '../../../rpc/thread.ts';
import { linesCalls } from './linesThread.ts';

/** The largest piece of a file that is unpacked at once, and the largest line. */
const mostBytes = 64_000_000;
const bytesAtOnce = 4_000_000;
/** What each line takes beside them. */
const leastLineBytes = 1000;
/** HDF5's numbers of types. */
const [integers, floats] = [0, 1];
/** Where HDF5 sees the file. */
const place = '/lines.h5';

const hdf5 = await ready;
// It throws what it finds, and prints nothing.
hdf5.activate_throwing_error_handler();
addLzf();

/** h5py compresses with LZF, which HDF5 has as a plug-in only. */
function addLzf(): void {
  const [folder = ''] = hdf5.get_plugin_search_paths();
  const file = 'libH5Zlzf.so';
  hdf5.FS.mkdirTree(folder);
  const source = createRequire(import.meta.url).resolve(`h5wasm-plugins/plugins/${file}`);
  hdf5.FS.writeFile(`${folder}/${file}`, readFileSync(source));
}

/** HDF5 reads the parts of the file that it needs. */
function openFile(path: string): File {
  const file = openSync(path, 'r');
  hdf5.FS.writeFile(place, new Uint8Array());
  const node: object = hdf5.FS.analyzePath(place).object;
  const own = 'stream_ops' in node && typeof node.stream_ops === 'object' ? node.stream_ops : {};
  const read = (_stream: unknown, into: Uint8Array, offset: number, length: number, position: number) =>
    readSync(file, into, offset, length, position);
  Object.assign(node, { usedBytes: fstatSync(file).size, stream_ops: { ...own, read } });
  return new File(place, 'r');
}

interface Lines {
  readonly images: Dataset;
  readonly labels: Dataset;
}

function lineBytesOf({ images, labels }: Lines): number {
  const rowBytes = ({ metadata: { shape, size } }: Dataset): number =>
    (shape ?? []).slice(1).reduce((all, side) => all * side, size);
  return rowBytes(images) + rowBytes(labels);
}

/** @throws InkdexError `data-invalid` */
function datasetIn(file: File, name: string, axes: number): Dataset {
  const found = file.get(name);
  if (!(found instanceof Dataset)) throw new InkdexError('data-invalid', `${name} is no dataset.`);
  const { shape, size, type, chunks, virtual_sources: sources = [] } = found.metadata;
  const isNumbers = type === integers || type === floats;
  if (shape?.length !== axes || !isNumbers || sources.length > 0) {
    throw new InkdexError('data-invalid', `${name} has no numbers along ${axes} axes.`);
  }
  const bytesOf = (sides: readonly number[]): number => sides.reduce((all, side) => all * side, size);
  const largest = Math.max(bytesOf(shape.slice(1)), bytesOf(chunks ?? []));
  if (largest > mostBytes) {
    const most = formatCount(mostBytes);
    throw new InkdexError(
      'data-invalid',
      `${name} has pieces of ${formatCount(largest)} bytes; expected at most ${most}.`,
    );
  }
  return found;
}

function linesIn(file: File): Map<Split, Lines> {
  const names = file.keys();
  return new Map(
    (['train', 'test'] as const).flatMap((split) => {
      if (!names.includes(`x_${split}`)) return [];
      const images = datasetIn(file, `x_${split}`, 3);
      return [[split, { images, labels: datasetIn(file, `y_${split}`, 2) }] as const];
    }),
  );
}

/** Rows of the first axis, each in one piece. */
function rowsOf(dataset: Dataset, from: number, to: number): ArrayLike<number | bigint>[] {
  const sides = dataset.shape ?? [];
  const found = dataset.slice(sides.map((side, axis) => (axis === 0 ? [from, to] : [0, side])));
  if (!ArrayBuffer.isView(found) || found instanceof DataView)
    throw new InkdexError('data-invalid', 'no numbers were found.');
  const size = found.length / (to - from);
  return Array.from({ length: to - from }, (_, row) => found.subarray(row * size, (row + 1) * size));
}

/** The cause, which HDF5 says last. */
async function told<Value>(work: () => Value): Promise<Value> {
  try {
    return await Promise.resolve(work());
  } catch (error) {
    if (error instanceof InkdexError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    const cause = [...message.matchAll(/minor: (?<what>.+)/gu)].at(-1)?.groups?.what ?? message;
    throw new InkdexError('data-invalid', `HDF5 says: ${cause}.`, { cause: error });
  }
}

let lines: ReadonlyMap<Split, Lines> = new Map();

await serveThread(linesCalls, {
  open: ({ path }) =>
    told(() => {
      lines = linesIn(openFile(path));
      return [...lines].map(([split, { images, labels }]) => {
        const [count = 0, height = 0, width = 0] = images.shape ?? [];
        const [labelled = 0] = labels.shape ?? [];
        if (labelled !== count) {
          const found = `${formatCount(count)} images and ${formatCount(labelled)} labels`;
          throw new InkdexError('data-invalid', `${split} has ${found}; expected equal numbers.`);
        }
        return { split, lines: count, height, width, lineBytes: lineBytesOf({ images, labels }) };
      });
    }),
  readLines: ({ split, from }) =>
    told(() => {
      const found = lines.get(split);
      if (found === undefined) throw new Error(`There is no ${split}.`);
      const { images, labels } = found;
      const { shape, type } = images.metadata;
      const [count = 0] = shape ?? [];
      // A line alone may need all pieces of the file: they are unpacked for many lines at once.
      const atOnce = Math.max(1, Math.floor(bytesAtOnce / Math.max(leastLineBytes, lineBytesOf(found))));
      const to = Math.min(count, from + atOnce);
      // Floats are shares of white.
      const scale = type === floats ? 255 : 1;
      const classes = rowsOf(labels, from, to);
      return rowsOf(images, from, to).map((levels, row) => ({
        pixels: Uint8Array.from(levels, (level) => Math.round(Number(level) * scale)),
        classes: Array.from(classes[row] ?? [], Number),
      }));
    }),
});
