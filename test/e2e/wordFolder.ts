import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCanvas, GlobalFonts } from '@napi-rs/canvas';

/** One written word and what is said of it. */
export interface WrittenWord {
  readonly file: string;
  readonly text: string;
  readonly writer: string;
  readonly split: string;
}

const font = join(import.meta.dirname, '../../resources/fonts/caveat-latin-400-normal.woff2');

/** Eight words by two writers; each writes one for the test, so that no writer is on one side only. */
export const eightWritten: readonly WrittenWord[] = [
  ['tree', 'anna'],
  ['leaf', 'anna'],
  ['root', 'anna'],
  ['node', 'anna'],
  ['queue', 'ben'],
  ['stack', 'ben'],
  ['graph', 'ben'],
  ['edge', 'ben'],
].map(([text = '', writer = ''], index) => ({
  file: `${index}.png`,
  text,
  writer,
  split: index % 4 === 3 ? 'test' : 'train',
}));

/** Draws words as images, with a table that says what each is. */
export function writeWordFolder(
  folder: string,
  words: readonly WrittenWord[] = eightWritten,
  columns: readonly [string, string, string, string] = ['file', 'text', 'writer', 'split'],
): void {
  mkdirSync(folder, { recursive: true });
  GlobalFonts.registerFromPath(font, 'written');
  for (const { file, text } of words) writeFileSync(join(folder, file), drawn(text));
  const rows = words.map(({ file, text, writer, split }) => [file, text, writer, split].join(','));
  writeFileSync(join(folder, 'words.csv'), `${[columns.join(','), ...rows].join('\n')}\n`);
}

function drawn(text: string): Buffer {
  const canvas = createCanvas(200, 64);
  const context = canvas.getContext('2d');
  context.fillStyle = '#f4f1e8';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = '#23335f';
  context.font = '48px written';
  context.textBaseline = 'middle';
  context.fillText(text, 12, 34);
  return canvas.toBuffer('image/png');
}
