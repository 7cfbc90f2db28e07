import { relative } from 'node:path';
import { quadOfBox, scaleQuad, type Box } from '../../../shared/geometry.ts';
import { normalizeText } from '../../../shared/text.ts';
import { cropQuad, cropQuadRgb } from '../../../main/imaging/geometry/crop.ts';
import { decodePhoto } from '../../../main/imaging/formats/decode.ts';
import { flattenBackground } from '../../../main/imaging/ink/flatten.ts';
import type { InkImage, RgbImage } from '../../../main/imaging/pixels.ts';
import { dataFolder, type LabelledCrop, type LabelledPage } from '../../../pretraining/data.ts';

/** A labelled word, as a recogniser is given it and as a person sees it. */
export interface WordSample {
  /** Within the data folder, with slashes. */
  readonly file: string;
  /** In pixels of the page; null where the file is one word. */
  readonly box: Box | null;
  /** Normalised. */
  readonly label: string;
  readonly ink: InkImage;
  /** The word with its surroundings, in colour. */
  picture(): RgbImage;
}

/** Around a boxed word, as a share of its height: what `npm run measure` gives, what a person sees. */
const readMargin = 0.1;
const shownMargin = 0.6;
const shownHeight = 120;
const maxPixels = 24_000_000;
const cropsAtOnce = 500;

/** A photo that is being looked at. */
export interface OpenPage {
  readonly image: RgbImage;
  readonly ink: InkImage;
  /** Pixels of both per pixel of the photo. */
  readonly scale: number;
}

export async function openPage(path: string): Promise<OpenPage> {
  const { image, scale } = await decodePhoto(path, { maxPixels });
  return { image, ink: flattenBackground(image), scale };
}

/** The boxed words of one page, in its order. */
export function samplesOfPage({ path, words }: LabelledPage, { image, ink, scale }: OpenPage): WordSample[] {
  return words.map(({ box, text }) => {
    const quad = scaleQuad(quadOfBox(box), scale);
    return {
      file: withinData(path),
      box,
      label: normalizeText(text),
      ink: cropQuad(ink, quad, { margin: readMargin }),
      picture: () => cropQuadRgb(image, quad, { margin: shownMargin, height: shownHeight }),
    };
  });
}

/** The boxed words, those of one page at a time. */
export async function* samplesOfPages(pages: readonly LabelledPage[]): AsyncGenerator<WordSample[]> {
  for (const page of pages) yield samplesOfPage(page, await openPage(page.path));
}

/** Words that are files of their own, some hundreds at a time. */
export async function* samplesOfCrops(crops: readonly LabelledCrop[]): AsyncGenerator<WordSample[]> {
  for (let from = 0; from < crops.length; from += cropsAtOnce) {
    const samples: WordSample[] = [];
    for (const { path, text } of crops.slice(from, from + cropsAtOnce)) {
      const { image } = await decodePhoto(path, { maxPixels });
      samples.push({
        file: withinData(path),
        box: null,
        label: normalizeText(text),
        ink: flattenBackground(image),
        picture: () => image,
      });
    }
    yield samples;
  }
}

function withinData(path: string): string {
  return relative(dataFolder, path).replaceAll('\\', '/');
}
