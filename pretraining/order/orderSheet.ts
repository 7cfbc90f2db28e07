import { createCanvas, loadImage } from '@napi-rs/canvas';
import { readFile, writeFile } from 'node:fs/promises';
import { blocksOf } from '../../shared/page/blocks.ts';
import { layOut } from '../../shared/page/layout.ts';
import { median } from '../../shared/median.ts';
import { renderPhoto } from '../../main/imaging/formats/decode.ts';
import { labelledOrder, wordsOfPage, type LabelledLine } from './orderLabels.ts';

/**
 * Draws the lines of a photo with their numbers, for a person who labels their order, and prints them as rows of
 * `pretraining/order/order.tsv`: as they are labelled, or as Inkdex proposes them.
 *
 *     npm --prefix pretraining run order -- SET PAGE PHOTO OUT.png
 */
const [set, page, photo, out] = process.argv.slice(2);
if (set === undefined || page === undefined || photo === undefined || out === undefined) {
  process.stderr.write('Expected: orderSheet.ts SET PAGE PHOTO OUT.png\n');
  process.exit(2);
}

const colours = ['#d00', '#00c', '#080', '#a0a', '#c60', '#088'];
const { words, others } = await wordsOfPage(set, page);
const boxes = words.map(({ box }) => box);
const lines = (await labelledLines(set, page)) ?? proposedLines();
const image = await loadImage(
  (await renderPhoto(await readFile(photo), { maxSide: 4000, quality: 92 })).jpeg,
);
const canvas = createCanvas(image.width, image.height);
const context = canvas.getContext('2d');
context.drawImage(image, 0, 0);
const size = Math.max(14, 0.6 * median(boxes.map(([, , , height]) => height)));
context.font = `bold ${size}px sans-serif`;
context.textAlign = 'right';
for (const [number, line] of lines.entries()) {
  const colour = colours[number % colours.length] ?? 'black';
  [context.strokeStyle, context.lineWidth] = [colour, size / 12];
  for (const word of line.words) context.strokeRect(...(boxes[word] ?? [0, 0, 0, 0]));
  const [x, y] = boxes[line.words[0] ?? -1] ?? [0, 0];
  [context.strokeStyle, context.lineWidth, context.fillStyle] = ['white', 4, colour];
  context.strokeText(String(number), x, y + size / 2);
  context.fillText(String(number), x, y + size / 2);
  const text = line.words.map((word) => words[word]?.text ?? '').join(' ');
  process.stdout.write(
    `${[set, page, line.block, line.kind, line.words.join(' ')].join('\t')}\t# ${number} ${text}\n`,
  );
}
await writeFile(out, canvas.toBuffer('image/png'));

async function labelledLines(ofSet: string, ofPage: string): Promise<readonly LabelledLine[] | undefined> {
  const all = await labelledOrder();
  return all.find((each) => each.set === ofSet && each.page === ofPage)?.lines;
}

function proposedLines(): LabelledLine[] {
  const shapeOf = (index: number) => words[index] ?? { box: [0, 0, 0, 0] as const, text: '' };
  return blocksOf(layOut([...words.keys()], shapeOf), shapeOf, others).flatMap(({ lines: members }, block) =>
    members.map((line) => ({ words: line.words, kind: line.kind, block })),
  );
}
