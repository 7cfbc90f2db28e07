import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCanvas } from '@napi-rs/canvas';
import { openServices } from '../../../main/services.ts';
import { quadOfBox, type Box } from '../../../shared/geometry.ts';
import type { PutWord } from '../../../shared/contract/label.ts';
import type { PhotoId } from '../../../shared/contract/photo.ts';
import { wordIdSchema, type WordId } from '../../../shared/contract/word.ts';
import type { AppFolders } from '../../support/app.ts';

/** A telephone's photo: 12 megapixels. */
const width = 4000;
const height = 3000;
const columns = 40;
const rows = 50;

/** Puts a photo of 2,000 words into a fresh library, each in its box. Returns the photo. */
export async function makeFullPhoto({ library, home }: AppFolders): Promise<PhotoId> {
  const boxes = Array.from({ length: rows * columns }, (_, index) => boxOf(index));
  const path = join(home, 'full.jpg');
  mkdirSync(home, { recursive: true });
  writeFileSync(path, paintPage(boxes));
  const services = await openServices({ library, announce: () => undefined });
  try {
    const job = await services.library.importPaths({ paths: [path], read: false });
    await services.jobs.finished(job.id);
    const [photo] = services.library.calls.listPhotos({ offset: 0, limit: 1, status: null }).photos;
    if (photo === undefined) throw new Error('The photo of the bench was not imported.');
    const { from } = services.labels.calls.leaseWordIds({ count: boxes.length });
    const put = boxes.map((box, index) => wordIn(box, index, wordIdSchema.parse(from + index)));
    services.labels.calls.editLabels({
      photo: photo.id,
      revision: photo.revision,
      action: { title: 'paste', put, remove: [], order: null },
    });
    return photo.id;
  } finally {
    await services.close();
  }
}

function boxOf(index: number): Box {
  const column = index % columns;
  const row = Math.floor(index / columns);
  return [60 + column * 97 + (row % 3) * 6, 50 + row * 58, 78, 40];
}

function paintPage(boxes: readonly Box[]): Buffer {
  const canvas = createCanvas(width, height);
  const context = canvas.getContext('2d');
  context.fillStyle = '#f4f1ea';
  context.fillRect(0, 0, width, height);
  context.fillStyle = '#26304f';
  context.font = '30px sans-serif';
  for (const [index, [x, y]] of boxes.entries()) context.fillText(textOf(index), x + 4, y + 30);
  return canvas.toBuffer('image/jpeg', 88);
}

/** Confirmed, doubtful and illegible words in turn, so that every kind of frame is drawn. */
function wordIn(box: Box, index: number, word: WordId): PutWord {
  const kind = index % 3;
  return {
    word,
    quad: quadOfBox(box),
    polygon: null,
    text: textOf(index),
    mark: kind === 2 ? 'illegible' : 'text',
    confirmed: kind !== 1,
  };
}

function textOf(index: number): string {
  return (index * 7919).toString(36).padStart(4, 'o').slice(0, 5);
}
