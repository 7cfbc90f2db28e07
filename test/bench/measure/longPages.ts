import { join } from 'node:path';
import sharp from 'sharp';
import type { Box } from '../../../shared/geometry.ts';
import type { LabelledPage } from '../../../pretraining/data.ts';

/** How many pages make a long one, and how high or wide each is there, in pixels. */
const joined = 4;
const across = 1500;

interface Part {
  readonly page: LabelledPage;
  readonly picture: Buffer;
  readonly width: number;
  readonly height: number;
  /** Pixels here per pixel of the page. */
  readonly scale: number;
}

/**
 * Writes pages side by side as in a panorama, or one below the other as apps export notes, into a folder; those that are
 * left over make a shorter one.
 */
export async function longPages(
  pages: readonly LabelledPage[],
  way: 'side by side' | 'one below the other',
  folder: string,
): Promise<LabelledPage[]> {
  const isRow = way === 'side by side';
  const found: LabelledPage[] = [];
  for (let start = 0; start < pages.length; start += joined) {
    const parts = await Promise.all(pages.slice(start, start + joined).map((page) => partOf(page, isRow)));
    const places = parts.map((_, index) =>
      parts.slice(0, index).reduce((sum, { width, height }) => sum + (isRow ? width : height), 0),
    );
    const size = parts.reduce(
      (sum, { width, height }) =>
        isRow ? { width: sum.width + width, height: across } : { width: across, height: sum.height + height },
      { width: 0, height: 0 },
    );
    const name = `${found.length}-${isRow ? 'row' : 'column'}`;
    const path = join(folder, `${name}.jpg`);
    await sharp({ create: { ...size, channels: 3, background: 'white' } })
      .composite(
        parts.map(({ picture }, index) => {
          const place = places[index] ?? 0;
          return { input: picture, left: isRow ? place : 0, top: isRow ? 0 : place };
        }),
      )
      .jpeg({ quality: 92 })
      .toFile(path);
    const moved = parts.map(({ page, scale }, index) => {
      const place = places[index] ?? 0;
      const [left, top] = isRow ? [place, 0] : [0, place];
      const move = ([x, y, w, h]: Box): Box => [x * scale + left, y * scale + top, w * scale, h * scale];
      return {
        words: page.words.map((word) => ({ ...word, box: move(word.box) })),
        ignore: page.ignore.map(move),
      };
    });
    found.push({
      path,
      page: name,
      words: moved.flatMap(({ words }) => words),
      ignore: moved.flatMap(({ ignore }) => ignore),
    });
  }
  return found;
}

async function partOf(page: LabelledPage, isRow: boolean): Promise<Part> {
  const upright = await sharp(page.path).rotate().toBuffer({ resolveWithObject: true });
  const scale = across / (isRow ? upright.info.height : upright.info.width);
  const { data, info } = await sharp(upright.data)
    .resize(isRow ? { height: across } : { width: across })
    .png({ compressionLevel: 1 })
    .toBuffer({ resolveWithObject: true });
  return { page, picture: data, width: info.width, height: info.height, scale };
}
