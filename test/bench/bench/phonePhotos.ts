import { join } from 'node:path';
import sharp from 'sharp';
import type { Box } from '../../../shared/geometry.ts';
import { boards, type LabelledPage } from '../../../pretraining/data.ts';

/** What a telephone's camera gives: 12 million pixels, lying on the sensor whichever way it is held. */
const sensor = { width: 4032, height: 3024 };
const wordsWanted = 60;
/** The EXIF orientations of a photo taken upright and of one taken across. */
const orientations = { portrait: 6, landscape: 1 };

/**
 * Writes photos of 12 megapixels and about 60 words into a folder: the middle of a development board,
 * enlarged, as a JPEG whose EXIF says how to turn it.
 *
 * @param count at most; no more than there are boards
 * @returns their paths
 */
export async function writePhonePhotos(folder: string, count: number): Promise<string[]> {
  const pages = (await boards('dev')).slice(0, count);
  return await Promise.all(
    pages.map(async (page) => {
      const path = join(folder, page.page);
      await writePhonePhoto(page, path);
      return path;
    }),
  );
}

async function writePhonePhoto(page: LabelledPage, path: string): Promise<void> {
  const { width, height } = await sharp(page.path).metadata();
  const [left, top, partWidth, partHeight] = middleWithWords(page, width, height);
  const isPortrait = height > width;
  const upright = await sharp(page.path)
    .extract({ left, top, width: partWidth, height: partHeight })
    .resize(isPortrait ? sensor.height : sensor.width, isPortrait ? sensor.width : sensor.height, {
      fit: 'contain',
      background: '#bbb',
    })
    .raw()
    .toBuffer({ resolveWithObject: true });
  await sharp(upright.data, { raw: upright.info })
    .rotate(isPortrait ? 270 : 0)
    .withMetadata({ orientation: isPortrait ? orientations.portrait : orientations.landscape })
    .jpeg({ quality: 90 })
    .toFile(path);
}

/** The smallest part around the middle of a page that holds the words wanted; all of it when it has fewer. */
function middleWithWords({ words }: LabelledPage, width: number, height: number): Box {
  for (let share = 0.3; share < 1; share += 0.05) {
    const part: Box = [
      Math.round((width * (1 - share)) / 2),
      Math.round((height * (1 - share)) / 2),
      Math.round(width * share),
      Math.round(height * share),
    ];
    if (words.filter(({ box }) => isInside(box, part)).length >= wordsWanted) return part;
  }
  return [0, 0, width, height];
}

function isInside([x, y, width, height]: Box, [left, top, partWidth, partHeight]: Box): boolean {
  return x >= left && y >= top && x + width <= left + partWidth && y + height <= top + partHeight;
}
