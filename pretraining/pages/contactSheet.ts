import { createCanvas } from '@napi-rs/canvas';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createRandom } from '../../shared/random.ts';
import { augmentWord } from '../../main/imaging/ink/augment.ts';
import { pretrainingFonts } from '../packages.ts';
import { drawPage } from './drawPage.ts';
import { createVocabulary } from '../vocabulary/vocabulary.ts';
import { drawWord } from '../../main/ml/synthetic/words.ts';
import { createWriter } from '../../main/ml/synthetic/writer.ts';

/**
 * Writes a contact sheet of drawn words, plain and augmented, over a drawn page with its quads, to
 * be looked at: `node pretraining/pages/contactSheet.ts OUT.png --seed 1`.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    strength: { type: 'string', default: '1' },
    quads: { type: 'boolean', default: false },
  },
});
const [path] = positionals;
if (path === undefined) {
  process.stderr.write(
    'Expected the picture to write: sheet.ts OUT.png [--seed N] [--strength 0..1.5] [--quads]\n',
  );
  process.exit(2);
}

const page = { width: 1280, height: 960 };
const wordsHeight = 700;
const rowHeight = 96;
const random = createRandom(Number(values.seed));
const vocabulary = createVocabulary();
const fonts = pretrainingFonts();
const canvas = createCanvas(page.width, wordsHeight + page.height);
const context = canvas.getContext('2d');
context.fillStyle = 'white';
context.fillRect(0, 0, canvas.width, canvas.height);
paintWords();
paintPage();
writeFileSync(path, canvas.toBuffer('image/png'));

/** Each word as drawn, and beside it what augmentation makes of it. */
function paintWords(): void {
  let x = 8;
  let y = 8;
  while (y + rowHeight < wordsHeight) {
    const drawn = drawWord(vocabulary.next(random), createWriter(random, fonts), random);
    for (const ink of [drawn, augmentWord(drawn, random, Number(values.strength))]) {
      if (x + ink.width > page.width) {
        x = 8;
        y += rowHeight;
      }
      const pixels = context.createImageData(ink.width, ink.height);
      for (const [index, value] of ink.data.entries()) {
        pixels.data.fill(255 - value, 4 * index, 4 * index + 3);
        pixels.data[4 * index + 3] = 255;
      }
      context.putImageData(pixels, x, y);
      x += ink.width + 6;
    }
    x += 10;
  }
}

function paintPage(): void {
  const { image, words, ignore } = drawPage(random, page, { vocabulary, fonts });
  const pixels = context.createImageData(image.width, image.height);
  for (let from = 0, to = 0; from < image.data.length; from += 3, to += 4) {
    pixels.data.set(image.data.subarray(from, from + 3), to);
    pixels.data[to + 3] = 255;
  }
  context.putImageData(pixels, 0, wordsHeight);
  if (!values.quads) return;
  context.translate(0, wordsHeight);
  context.strokeStyle = 'red';
  for (const { quad } of words) {
    context.beginPath();
    for (const [x, y] of quad) context.lineTo(x, y);
    context.closePath();
    context.stroke();
  }
  context.strokeStyle = 'blue';
  for (const [x, y, width, height] of ignore) context.strokeRect(x, y, width, height);
}
