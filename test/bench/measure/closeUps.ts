import { join } from 'node:path';
import sharp from 'sharp';
import { boxArea, intersectionArea, type Box } from '../../../shared/geometry.ts';
import type { LabelledPage } from '../../../pretraining/data.ts';

/** As large as a close-up is written, at most, in pixels of its width. */
const widest = 2400;

/**
 * Writes the middle of each page as if it had been photographed from closer by, into a folder. Words that the edge
 * cuts count for nothing.
 *
 * @param zoom how many times as near: the middle has 1 / zoom of the page's width and of its height
 */
export async function closeUps(
  pages: readonly LabelledPage[],
  zoom: number,
  folder: string,
): Promise<LabelledPage[]> {
  const found: LabelledPage[] = [];
  for (const page of pages) {
    const { data, info } = await sharp(page.path).rotate().toBuffer({ resolveWithObject: true });
    const [width, height] = [Math.round(info.width / zoom), Math.round(info.height / zoom)];
    const [left, top] = [Math.floor((info.width - width) / 2), Math.floor((info.height - height) / 2)];
    const middle: Box = [left, top, width, height];
    const scale = Math.min(widest / width, zoom);
    const path = join(folder, `${page.page}-${zoom}.jpg`);
    await sharp(data)
      .extract({ left, top, width, height })
      .resize({ width: Math.round(width * scale) })
      .jpeg({ quality: 92 })
      .toFile(path);
    const near = ([x, y, w, h]: Box): Box => [(x - left) * scale, (y - top) * scale, w * scale, h * scale];
    const isIn = (box: Box): boolean => intersectionArea(box, middle) > 0;
    const isWhole = (box: Box): boolean => intersectionArea(box, middle) === boxArea(box);
    found.push({
      path,
      page: page.page,
      words: page.words.filter(({ box }) => isWhole(box)).map((word) => ({ ...word, box: near(word.box) })),
      ignore: [...page.ignore, ...page.words.map(({ box }) => box).filter((box) => !isWhole(box))]
        .filter(isIn)
        .map(near),
    });
  }
  return found;
}
