import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '../../shared/random.ts';
import { encodeInk } from '../../main/imaging/formats/decode.ts';
import { createWriter, drawWord } from '../../main/ml/synthetic/words.ts';

const texts = [
  'ink',
  'over',
  'lazy',
  'brown',
  'quick',
  'fox',
  'jumps',
  'dog',
  'paper',
  'letter',
  'hand',
  'word',
];

/** A form for each official split, by a writer of its own, with so many words. */
const forms = [
  { form: 'a01-000u', list: 'trainset.txt', words: 24 },
  { form: 'b01-009', list: 'validationset1.txt', words: 12 },
  { form: 'c02-017', list: 'testset.txt', words: 12 },
] as const;

/** Draws a folder as IAM is handed out, small enough to be learned in seconds: `ascii`, `words`, `splits`. */
export async function writeSmallIam(folder: string): Promise<void> {
  const random = createRandom(11);
  const lines = ['#--- words.txt ---------------------------------------------------------------#'];
  for (const name of ['ascii', 'splits']) mkdirSync(join(folder, name), { recursive: true });
  for (const { form, list, words } of forms) {
    const writer = createWriter(random);
    const images = join(folder, 'words', form.split('-')[0] ?? form, form);
    mkdirSync(images, { recursive: true });
    writeFileSync(join(folder, 'splits', list), `${form}\n`);
    for (let index = 0; index < words; index += 1) {
      const text = texts[index % texts.length] ?? '';
      const ink = drawWord(text, writer, random);
      const id = `${form}-${pad(Math.floor(index / 6))}-${pad(index % 6)}`;
      writeFileSync(join(images, `${id}.png`), await encodeInk(ink));
      lines.push(`${id} ok 154 0 0 ${ink.width} ${ink.height} NN ${text}`);
    }
  }
  writeFileSync(join(folder, 'ascii/words.txt'), `${lines.join('\n')}\n`);
}

function pad(number: number): string {
  return String(number).padStart(2, '0');
}
