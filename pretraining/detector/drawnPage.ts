import type { Random } from '../../shared/random.ts';
import { flattenBackground } from '../../main/imaging/ink/flatten.ts';
import type { InkImage } from '../../main/imaging/pixels.ts';
import { drawPage } from '../pages/drawPage.ts';
import type { PageMaterial } from '../pages/sheet.ts';
import type { PageMarks } from './markedPage.ts';

/** Like photos of boards and of paper, in pixels. */
const pageSizes = [
  { width: 1600, height: 1200 },
  { width: 1200, height: 1600 },
] as const;

/** A page drawn with handwriting fonts, flattened as photos are, and what is known of it. */
export function drawMarkedPage(
  name: string,
  random: Random,
  material: PageMaterial,
): { ink: InkImage; marks: PageMarks } {
  const { image, words, ignore } = drawPage(random, random.pick(pageSizes), material);
  return {
    ink: flattenBackground(image),
    marks: { name, words: words.map(({ quad }) => quad), ignored: [...ignore] },
  };
}
