import { boxOfQuad, type Quad, quadOfBox, scaleQuad } from '../../shared/geometry.ts';
import { createRandom, type Random } from '../../shared/random.ts';
import { decodePhoto } from '../../main/imaging/formats/decode.ts';
import { cropWordRgb } from '../../main/imaging/geometry/crop.ts';
import { openInkPage } from '../../main/imaging/ink/inkPage.ts';
import { pagePixels, type RgbImage } from '../../main/imaging/pixels.ts';
import { matchBoxes } from '../../main/ml/evaluation/matchBoxes.ts';
import { findWords } from '../../main/reader/findWords.ts';
import type { ReadingModels } from '../../main/reader/models/sessions.ts';
import {
  bankCrops,
  elsewhere,
  frenchCrops,
  type LabelledCrop,
  trainingBoards,
  type WrittenPage,
} from '../data.ts';
import { drawPage } from '../pages/drawPage.ts';
import { pretrainingFonts } from '../packages.ts';
import { labelOf } from '../recogniser/sources.ts';
import { createVocabulary } from '../vocabulary/vocabulary.ts';
import { varyPhoto } from './varyPhoto.ts';

/** A crop of a photo with what is written there. */
export interface PhotoWord {
  readonly text: string;
  readonly source: string;
  readonly image: RgbImage;
}

/** One page, or some words, that give crops. */
export interface PhotoSource {
  readonly name: string;
  words(random: Random): Promise<PhotoWord[]>;
}

/** How many crops a word of a source gives. */
const crops = { elsewhere: 6, notes: 3, boards: 1, scans: 1, lines: 1, drawn: 1 } as const;
type SourceName = keyof typeof crops;
/** Pages drawn, of some 135 words each. */
const drawnPages = 100;
const pageSizes = [
  { width: 1600, height: 1200 },
  { width: 1200, height: 1600 },
] as const;
/** Of the French crops, these are measured on. */
const measured = /[/\\]copiste_fr[/\\]/u;
/** Words of crop files that are made together. */
const wordsTogether = 200;
/** Share of the crops that are cut as reading cuts them. */
const asRead = 0.25;
/** Share of the others that are cut along the detector's box, where it found the word. */
const detected = 0.5;

/** All that may train what ships. No owner of a development set is among them. */
export async function photoSources(models: ReadingModels, seed: number): Promise<PhotoSource[]> {
  const other = new Set((await elsewhere('train')).map(({ path }) => path));
  const pages = (await trainingBoards()).map((page): PhotoSource => {
    const name = other.has(page.path)
      ? 'elsewhere'
      : /rwot/u.test(page.hand) || !page.hand.includes('/')
        ? 'notes'
        : 'boards';
    return { name: `${name} ${page.page}`, words: (random) => wordsOfPage(models, page, name, random) };
  });
  const scans = (await frenchCrops()).train.filter(({ path }) => !measured.test(path));
  const lines = [...(await bankCrops('english')), ...(await bankCrops('german'))];
  const material = { vocabulary: createVocabulary(), fonts: pretrainingFonts() };
  const drawn = Array.from({ length: drawnPages }, (_, page): PhotoSource => {
    const words = (random: Random) => {
      const { image, words: written } = drawPage(random, random.pick(pageSizes), material);
      const readable = written.flatMap(({ quad, text }) => labelled(text, quad));
      return Promise.resolve(
        readable.map(({ quad, text }) => ({
          text,
          source: 'drawn',
          image: varyPhoto(image, quad, random),
        })),
      );
    };
    return { name: `drawn ${page}`, words };
  });
  const all = [...pages, ...chunks('scans', scans), ...chunks('lines', lines), ...drawn];
  return createRandom(seed).fork('order of sources').shuffle(all);
}

function chunks(name: SourceName, all: readonly LabelledCrop[]): PhotoSource[] {
  return Array.from({ length: Math.ceil(all.length / wordsTogether) }, (_, chunk) => ({
    name: `${name} ${chunk}`,
    words: (random) =>
      wordsOfCrops(all.slice(chunk * wordsTogether, (chunk + 1) * wordsTogether), name, random),
  }));
}

/** Nothing for what the recogniser cannot read. */
function labelled(text: string, quad: Quad): { text: string; quad: Quad }[] {
  const label = labelOf(text);
  return label === undefined ? [] : [{ text: label, quad }];
}

async function wordsOfPage(
  { detector }: ReadingModels,
  page: WrittenPage,
  name: SourceName,
  random: Random,
): Promise<PhotoWord[]> {
  const { ink, scale } = await openInkPage(page.path, undefined, true);
  const { photo } = ink;
  if (photo === undefined) return [];
  const { words: found } = await findWords(detector, {
    width: ink.width,
    height: ink.height,
    data: ink.data,
  });
  const truths = matchBoxes(
    found.map(({ quad }) => boxOfQuad(scaleQuad(quad, 1 / scale))),
    page.words.map(({ box }) => box),
  );
  const quadOf = new Map([...truths].map(([place, truth]) => [truth, found[place]?.quad]));
  return page.words.flatMap(({ box, text }, index) =>
    labelled(text, scaleQuad(quadOfBox(box), scale)).flatMap(({ text: label, quad }) => {
      const own = quadOf.get(index);
      return cropsOf(photo, [quad, own ?? quad], crops[name], random).map((image) => ({
        ...{ text: label, source: name, image },
      }));
    }),
  );
}

/** @param quads of the word as a person and as the detector boxed it */
function cropsOf(
  photo: RgbImage,
  [labelled, found]: readonly [Quad, Quad],
  count: number,
  random: Random,
): RgbImage[] {
  return Array.from({ length: count }, () =>
    random.chance(asRead)
      ? cropWordRgb(photo, found, inputRows)
      : varyPhoto(photo, random.chance(detected) ? found : labelled, random),
  );
}

const inputRows = 48;

async function wordsOfCrops(
  files: readonly LabelledCrop[],
  name: SourceName,
  random: Random,
): Promise<PhotoWord[]> {
  const words: PhotoWord[] = [];
  for (const { path, text } of files) {
    const label = labelOf(text);
    if (label === undefined) continue;
    const { image } = await decodePhoto(path, { maxPixels: pagePixels });
    // The file has the word with its margin.
    const inset = image.height * 0.12;
    const quad = quadOfBox([inset, inset, Math.max(1, image.width - 2 * inset), image.height - 2 * inset]);
    for (const crop of cropsOf(image, [quad, quad], crops[name], random))
      words.push({ text: label, source: name, image: crop });
  }
  return words;
}
