import { readFile } from 'node:fs/promises';
import { dirname, extname, resolve } from 'node:path';
import { z } from 'zod';
import type { Box } from '../../shared/geometry.ts';
import { parseJson } from '../../shared/json.ts';
import { InkdexError } from '../../shared/result.ts';
import { openTable } from '../exchange/table/table.ts';
import { fileProblem } from '../files/fileProblem.ts';
import { withFileOrStdin } from './standardInput.ts';

export interface PhotoBoxes {
  /** As the list names it. */
  readonly image: string;
  readonly path: string;
  /** In pixels of the upright photo. */
  readonly boxes: readonly Box[];
}

/** As CRNN_OCR_lite pickles it: a word or none, then left, top, right and bottom. */
const cornersSchema = z.tuple([z.string().nullable(), z.number(), z.number(), z.number(), z.number()]);
const listSchema = z.record(z.string(), z.array(cornersSchema));

/**
 * Reads a list of boxes: JSON in the form of CRNN_OCR_lite's pickle, or a CSV or TSV table with the columns image, x, y,
 * width and height. Paths of photos are relative to the list's folder.
 *
 * @param list a file; `-` for JSON on standard input
 * @throws InkdexError `data-invalid`, `file-missing`
 */
export async function readBoxList(list: string, signal: AbortSignal): Promise<PhotoBoxes[]> {
  const folder = list === '-' ? '.' : dirname(list);
  const extension = extname(list).toLowerCase();
  const isTable = extension === '.csv' || extension === '.tsv';
  const boxes = await withFileOrStdin(list, (file) =>
    isTable ? readTable(file, extension === '.csv' ? 'csv' : 'tsv', signal) : readJson(file, list),
  );
  return [...boxes].map(([image, own]) => ({ image, path: resolve(folder, image), boxes: own }));
}

async function readJson(file: string, name: string): Promise<Map<string, Box[]>> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw fileProblem(name, error);
  });
  const value = parseJson(text);
  if (value === undefined) throw invalid(name, 'it is no valid JSON');
  const parsed = listSchema.safeParse(value);
  if (!parsed.success) throw invalid(name, z.prettifyError(parsed.error));
  return new Map(
    Object.entries(parsed.data).map(([image, words]) => [
      image,
      words.map(([, left, top, right, bottom]): Box =>
        requireArea([left, top, right - left, bottom - top], name),
      ),
    ]),
  );
}

const side = z.string().trim().min(1).pipe(z.coerce.number());
const rowSchema = z.object({ image: z.string().min(1), x: side, y: side, width: side, height: side });

async function readTable(
  path: string,
  kind: 'csv' | 'tsv',
  signal: AbortSignal,
): Promise<Map<string, Box[]>> {
  const table = await openTable(path, kind, signal);
  const boxes = new Map<string, Box[]>();
  try {
    for await (const { line, cells, problem } of table.rows) {
      const named = Object.fromEntries(
        table.columns.map((name, index) => [name.toLowerCase(), cells[index] ?? '']),
      );
      for (const name of ['x', 'y', 'width', 'height']) named[name] = table.decimal(named[name] ?? '');
      const parsed = rowSchema.safeParse(named);
      if (problem !== null) throw invalid(`${path}, line ${line}`, problem);
      if (!parsed.success) throw invalid(`${path}, line ${line}`, z.prettifyError(parsed.error));
      const { image, x, y, width, height } = parsed.data;
      const box = requireArea([x, y, width, height], `${path}, line ${line}`);
      boxes.set(image, [...(boxes.get(image) ?? []), box]);
    }
    return boxes;
  } finally {
    await table.close();
  }
}

function requireArea(box: Box, place: string): Box {
  const [, , width, height] = box;
  if (width > 0 && height > 0) return box;
  throw invalid(place, `a box is ${width} pixels wide and ${height} high`);
}

function invalid(place: string, found: string): InkdexError {
  return new InkdexError(
    'data-invalid',
    `${place}: ${found}. Expected JSON such as {"board.jpg": [[null, left, top, right, bottom]]}, or a CSV or TSV ` +
      'table with the columns image, x, y, width, height.',
  );
}
