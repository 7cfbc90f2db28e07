import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { boxSchema, quadSchema } from '../../../shared/geometry.ts';
import { createRandom } from '../../../shared/random.ts';
import { flattenBackground } from '../../imaging/flatten.ts';
import { markedPage, type MarkedPage } from './page.ts';
import { pretrainingFonts } from '../packages.ts';
import { drawPage } from '../pages/drawPage.ts';
import type { PageMaterial } from '../pages/sheet.ts';
import { createVocabulary } from '../vocabulary/vocabulary.ts';
import { cachedInk } from './photoPages.ts';

const marksSchema = z.object({ words: z.array(quadSchema), ignored: z.array(boxSchema) });
type Marks = z.infer<typeof marksSchema>;

/** Like photos of boards and of paper, in pixels. */
const pageSizes = [
  { width: 1600, height: 1200 },
  { width: 1200, height: 1600 },
] as const;

/**
 * Pages drawn with handwriting fonts, flattened as photos are, kept in `cache`: drawing takes longer
 * than training on what is drawn.
 */
export async function drawnPages(count: number, seed: number, cache: string): Promise<MarkedPage[]> {
  await mkdir(cache, { recursive: true });
  const material = { vocabulary: createVocabulary(), fonts: pretrainingFonts() };
  const pages: MarkedPage[] = [];
  for (let index = 0; index < count; index += 1) {
    pages.push(await drawnPage(seed, index, cache, material));
  }
  return pages;
}

async function drawnPage(
  seed: number,
  index: number,
  cache: string,
  material: PageMaterial,
): Promise<MarkedPage> {
  const name = `drawn-${seed}-${index}`;
  const marksPath = join(cache, `${name}.json`);
  const ink = await cachedInk(join(cache, `${name}.ink`), async () => {
    const random = createRandom(seed).fork(name);
    const page = drawPage(random, random.pick(pageSizes), material);
    const marks: Marks = { words: page.words.map(({ quad }) => quad), ignored: [...page.ignore] };
    // Before the image, so that an image in the cache always has its marks.
    await writeFile(`${marksPath}.partial`, JSON.stringify(marks));
    await rename(`${marksPath}.partial`, marksPath);
    return flattenBackground(page.image);
  });
  const marks = marksSchema.parse(JSON.parse(await readFile(marksPath, 'utf8')));
  return markedPage(ink, { name, ...marks });
}
