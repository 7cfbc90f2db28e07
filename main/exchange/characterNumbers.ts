import { z } from 'zod';
import { parseJson } from '../../shared/json.ts';
import { readNamedFile } from '../files/pathKind.ts';
import { invalidAt } from './records.ts';

/** Numbers of characters as `54`, their code points as `"0_index": "54"`. */
const mapSchema = z.record(z.string(), z.coerce.number().int().nonnegative().max(0x10ffff));

/** Characters by their numbers, as an ord_map of CRNN_Tensorflow has them. @throws InkdexError `data-invalid`, `file-missing` */
export async function readOrdMap(path: string): Promise<ReadonlyMap<number, string>> {
  const parsed = mapSchema.safeParse(parseJson((await readNamedFile(path)).toString('utf8')));
  if (!parsed.success) throw invalidAt(path, 'expected code points by number, such as {"0_index": "97"}.');
  return new Map(
    Object.entries(parsed.data).flatMap(([key, point]) => {
      const index = /^(\d+)_index$/u.exec(key)?.[1];
      return index === undefined ? [] : [[Number(index), String.fromCodePoint(point)] as const];
    }),
  );
}

/** The other way: numbers of characters. @throws as `readOrdMap` */
export async function readCharacterNumbers(path: string): Promise<ReadonlyMap<string, number>> {
  return new Map(Array.from(await readOrdMap(path), ([number, character]) => [character, number]));
}
