import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chosenName, type ExchangeFormat, type IncomingRecord } from '../../main/exchange/exchangeFormat.ts';
import { allFormats } from '../support/allFormats.ts';
import { createRandom } from '../../shared/random.ts';
import { InkdexError } from '../../shared/result.ts';
import { changes, copied, wrongPairings, writePaired } from '../support/pairings.ts';
import type { Decoding } from './decoding.ts';
import { fileSeed } from './seeds.ts';
import type { Target } from './targets.ts';

/**
 * Folders of pictures and words in each format, changed as people change them: the bytes of an input choose format, changes and
 * files. A word on another picture than its own, of which the import says nothing, is a find.
 *
 * @param folder is created, for the folders before a change
 */
export async function pairingTarget({ reader }: Decoding, folder: string): Promise<Target> {
  // The name of an image is its text in `word-files`: a second one of that name has it, too.
  const formats = allFormats.filter(
    ({ name, read, write }) => read !== null && write !== null && name !== 'word-files',
  );
  for (const format of formats)
    await writePaired(format, join(folder, 'pictures'), join(folder, format.name));
  const kinds = Object.values(changes);
  return {
    name: 'pairings',
    seeds: [1, 2, 3].map((number) => fileSeed('changes.bin', Uint8Array.of(0, 0, number, number, number, 0))),
    async open(path, scratch) {
      const bytes = readFileSync(path);
      const random = createRandom(bytes.reduce((sum, byte) => (sum * 31 + byte) % 2 ** 31, 7));
      const format = random.pick(formats);
      const copy = copied(join(folder, format.name), join(scratch, 'paired'));
      random.pick(kinds)(copy, random);
      if (bytes.length % 2 === 1) {
        changes['the lines of a list are in another order']?.(copy, random);
        changes['a line of a list is twice there']?.(copy, random);
      }
      const records = await readAll(format, copy, join(scratch, 'read'), (image) =>
        reader.call('imageSize', { path: image }),
      );
      const wrong = await wrongPairings(records);
      if (wrong.length > 0) throw new Error(`${format.name} has pairs that are wrong: ${wrong.join(', ')}`);
      return records.flatMap((record) => (record.kind === 'invalid' ? [record.message] : []));
    },
  };
}

async function readAll(
  format: ExchangeFormat,
  path: string,
  scratch: string,
  imageSize: (path: string) => Promise<{ readonly width: number; readonly height: number }>,
): Promise<IncomingRecord[]> {
  const records: IncomingRecord[] = [];
  const recipe = chosenName(format, 'recipe', null);
  const options = { recipe, scratch, imageSize, signal: new AbortController().signal };
  try {
    for await (const record of format.read?.(path, options) ?? []) records.push(record);
  } catch (thrown) {
    // A whole folder may be refused, too.
    if (!(thrown instanceof InkdexError)) throw thrown;
    records.push({ kind: 'invalid', message: thrown.message });
  }
  return records;
}
