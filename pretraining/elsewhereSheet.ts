import { createCanvas, loadImage } from '@napi-rs/canvas';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createRandom } from '../shared/random.ts';
import { elsewhere } from './data.ts';

/**
 * Draws twenty words of dev3 with their labels, to be looked at: `node pretraining/elsewhereSheet.ts`, into
 * `pretraining/elsewhere/crops.png`.
 */
const [columns, rows] = [4, 5];
const cell = { width: 260, height: 120 };
const random = createRandom(3);
const pages = await elsewhere('dev3');
if (pages.length === 0)
  throw new Error('The photos of dev3 are not here: npm --prefix pretraining run data.');
const canvas = createCanvas(columns * cell.width, rows * cell.height);
const context = canvas.getContext('2d');
context.fillStyle = 'white';
context.fillRect(0, 0, canvas.width, canvas.height);
for (let place = 0; place < columns * rows; place += 1) {
  const page = pages[place % pages.length];
  if (page === undefined) continue;
  const { box, text } = random.pick(page.words);
  const [left, top, width, height] = box;
  const [x, y] = [(place % columns) * cell.width + 10, Math.floor(place / columns) * cell.height + 10];
  const scale = Math.min((cell.width - 20) / width, (cell.height - 40) / height);
  context.drawImage(
    await loadImage(page.path),
    left,
    top,
    width,
    height,
    x,
    y,
    width * scale,
    height * scale,
  );
  context.fillStyle = 'black';
  context.font = '16px sans-serif';
  context.fillText(`${text}  (${page.page.replace(/\.jpg$/u, '')})`, x, y + cell.height - 22);
}
writeFileSync(join(import.meta.dirname, 'elsewhere/crops.png'), canvas.toBuffer('image/png'));
