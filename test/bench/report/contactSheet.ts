import { createCanvas } from '@napi-rs/canvas';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RgbImage } from '../../../main/imaging/pixels.ts';
import { canvasOf } from './picture.ts';

/** A picture and what stands under it. */
export interface SheetCell {
  readonly picture: RgbImage;
  readonly captions: readonly string[];
}

const columns = 5;
const cellWidth = 300;
const pictureHeight = 84;
const captionHeight = 17;
const gap = 6;
const cellsPerSheet = 50;

/** Writes `name-00.png`, `name-01.png` and so on into a folder: fifty pictures each, in order. */
export async function writeSheets(folder: string, name: string, cells: readonly SheetCell[]): Promise<void> {
  for (let from = 0; from < cells.length; from += cellsPerSheet) {
    const file = `${name}-${String(from / cellsPerSheet).padStart(2, '0')}.png`;
    await writeFile(join(folder, file), await contactSheet(cells.slice(from, from + cellsPerSheet)));
  }
}

/** Pictures in rows of five with their captions, as one PNG for the eye. */
async function contactSheet(cells: readonly SheetCell[]): Promise<Buffer> {
  const captionLines = Math.max(1, ...cells.map(({ captions }) => captions.length));
  const cellHeight = pictureHeight + captionLines * captionHeight + gap;
  const rows = Math.max(1, Math.ceil(cells.length / columns));
  const canvas = createCanvas(columns * (cellWidth + gap), rows * (cellHeight + gap));
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.font = '14px "DejaVu Sans Mono", monospace';
  context.textBaseline = 'top';
  for (const [index, { picture, captions }] of cells.entries()) {
    const left = (index % columns) * (cellWidth + gap);
    const top = Math.floor(index / columns) * (cellHeight + gap);
    const scale = Math.min(cellWidth / picture.width, pictureHeight / picture.height);
    context.drawImage(canvasOf(picture), left, top, picture.width * scale, picture.height * scale);
    context.fillStyle = '#000';
    for (const [line, caption] of captions.entries()) {
      context.fillText(caption, left, top + pictureHeight + line * captionHeight, cellWidth);
    }
  }
  return await canvas.encode('png');
}
