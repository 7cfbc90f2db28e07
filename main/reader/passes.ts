import type { Alternative, TypedWord } from '../../shared/contract/word.ts';
import { addRotations, type Rotation, rotations } from '../../shared/rotation.ts';
import { rotateInkPage, type InkPage } from '../imaging/inkPage.ts';
import { readLeaning } from './leaningWords.ts';
import type { ReadingModels } from './models/sessions.ts';
import { nothingRead, readBoxes, readTogether, viewerOf, type BoxesRead } from './readBoxes.ts';
import { lettersProbablyRight, type RecogniseOptions, recogniseWords } from './recogniseWords.ts';
import { quadSize } from '../../shared/geometry.ts';
import { cropWord } from '../imaging/crop.ts';
import type { InkImage } from '../imaging/pixels.ts';
import { rotateInk } from '../imaging/ink.ts';
import type { BoxRead } from './boxesWithoutText.ts';
import type { FoundWord } from './detectWords.ts';
import { findWords } from './findWords.ts';
import { withSigns } from './signs.ts';
import { unitOf } from '../../shared/networks.ts';
import { wordSpaceOf } from '../ml/decoding/spaces.ts';

/** A page while it is read. */
export interface Reading extends BoxesRead {
  /** As the photo is turned. */
  readonly page: InkPage;
  /** By how much the photo is turned, after EXIF. */
  readonly rotation: Rotation;
}

export interface PassOptions extends Omit<RecogniseOptions, 'text'> {
  readonly models: ReadingModels;
  /** By how much the photo is turned, after EXIF, when reading begins. */
  readonly turn: Rotation;
  /** Whether to turn it otherwise where little can be read as it stands and much another way up. */
  readonly findRotation: boolean;
  /** What a person has typed on it, in pixels of the photo turned by `turn`: it tells of the words around. */
  readonly typed: readonly TypedWord[];
  /** Told when the words of a page as it stands were found, and when they were read. */
  readonly finish: (stage: 'detect' | 'recognise') => void;
}

/** One step of reading a page. Where it finds nothing better, it returns the reading that it was given. */
export type Pass = (reading: Reading, options: PassOptions) => Promise<Reading>;

/** In this order: a page that lies on its side has all its writing running up or down, so `leaning` comes after `upright`. */
export const passes: readonly Pass[] = [asItStands, upright, rowsOfInk, leaning, signs];

/** A page before the first pass. */
export function unread(page: InkPage, rotation: Rotation): Reading {
  return { page, rotation, ...nothingRead };
}

/** Finds the boxes of the page and reads them, each alone and then together. */
export async function asItStands({ page, rotation }: Reading, options: PassOptions): Promise<Reading> {
  const typed = typedOn(rotation, options);
  return { page, rotation, ...(await readBoxes(page, options.models, { ...options, typed })) };
}

/** Turns the page and reads it anew, if much more can be read another way up. */
export async function upright(reading: Reading, options: PassOptions): Promise<Reading> {
  if (!options.findRotation) return reading;
  const { page, rotation, text } = reading;
  const further = await findRotation(page.ink, text.read, options.models, options.signal);
  if (further === 0) return reading;
  const turned = unread(rotateInkPage(page, further), addRotations(rotation, further));
  return await asItStands(turned, { ...options, finish: () => undefined });
}

/** Reads the rows of ink of a page on which nothing was read, if they are text. */
export async function rowsOfInk(reading: Reading, options: PassOptions): Promise<Reading> {
  if (reading.text.read.length > 0) return reading;
  const models = { ...options.models, detector: await options.models.openInkRows() };
  const typed = typedOn(reading.rotation, options);
  const byRows = await readBoxes(reading.page, models, { ...options, typed, finish: () => undefined });
  return isSurelyText(byRows.text.read.map(bestOf)) ? { ...reading, ...byRows } : reading;
}

/** Reads writing that leans, in place of the words there if it says more. */
export async function leaning(reading: Reading, options: PassOptions): Promise<Reading> {
  const { models, signal } = options;
  const { page, rotation } = reading;
  const view = viewerOf(models, signal);
  const boxes = await readLeaning(page.ink, reading.boxes, models.detector, view, signal);
  if (boxes === reading.boxes) return reading;
  const typed = typedOn(rotation, options);
  return { ...reading, boxes, text: await readTogether(page, boxes, models, { ...options, typed }) };
}

/** Adds the signs between words. A recogniser of lines reads them with the words, one of single characters reads no line. */
export async function signs(reading: Reading, { models, signal }: PassOptions): Promise<Reading> {
  const { recogniser } = models;
  if (wordSpaceOf(recogniser.metadata) !== null || unitOf(recogniser.metadata) === 'character')
    return reading;
  const read = await withSigns(reading.page.ink, reading.text.read, recogniser, signal);
  return read === reading.text.read ? reading : { ...reading, text: { ...reading.text, read } };
}

/** What is typed has no place on a page that the reader has turned. */
function typedOn(rotation: Rotation, { turn, typed }: PassOptions): readonly TypedWord[] {
  return rotation === turn ? typed : [];
}

/** Rows of ink are text if at least so many of their letters are probably right, and this share of them. */
const leastLetters = 8;
const leastShare = 0.6;

/** Whether what was read of rows of ink is text: a page on which nothing was found is seldom one of text. */
function isSurelyText(words: readonly (Alternative | undefined)[]): boolean {
  const letters = words.reduce((sum, word) => sum + (word?.text.length ?? 0), 0);
  const right = lettersProbablyRight(words);
  return right >= leastLetters && right >= leastShare * letters;
}

/** From this confidence on a word of three letters is writing that stands upright. */
const sureConfidence = 0.8;
const sureLetters = 3;
/** A page of whose words a larger share is sure stands upright; of boards read the wrong way up .08 are at most. */
const clearShare = 0.15;
/** Words that are read of each way up: the widest, as they say most. */
const wordsTried = 24;
/** How many times as much must be read another way up, and how many sure words, to believe that one. */
const leastGain = 1.5;
const leastConfident = 2;

/**
 * By how much a page must be turned for its writing to stand upright, judged by what the reader makes of it each
 * way up. Costs nothing where much is read with confidence as the page stands.
 *
 * @param words what was found on the page as it stands, with their readings
 * @returns 0 also where no way up can be read much better
 */
async function findRotation(
  ink: InkImage,
  words: readonly Pick<BoxRead, 'word' | 'reading'>[],
  { detector, recogniser }: ReadingModels,
  signal?: AbortSignal,
): Promise<Rotation> {
  const isClear = confidentCount(words.map(bestOf)) > clearShare * words.length;
  if (isClear) return 0;
  const tried = new Set(widest(words.map(({ word }) => word)));
  const asIs = lettersProbablyRight(words.filter(({ word }) => tried.has(word)).map(bestOf));
  let best: { readonly turn: Rotation; readonly sense: number } = { turn: 0, sense: asIs * leastGain };
  for (const turn of rotations.slice(1)) {
    const turned = rotateInk(ink, turn);
    const found = widest((await findWords(detector, turned, signal)).words);
    const crops = found.map(({ quad }) => cropWord(turned, quad, recogniser.metadata.height));
    const readings = await recogniseWords(recogniser, crops, { alternatives: 1, ...(signal && { signal }) });
    const read = readings.map(({ alternatives }) => alternatives[0]);
    const sense = lettersProbablyRight(read);
    if (sense > best.sense && confidentCount(read) >= leastConfident) best = { turn, sense };
  }
  return best.turn;
}

type Read = Alternative | undefined;

function bestOf({ reading }: Pick<BoxRead, 'reading'>): Read {
  return reading?.alternatives[0];
}

function widest(words: readonly FoundWord[]): FoundWord[] {
  const widthOf = ({ quad }: FoundWord): number => quadSize(quad).width;
  return words.toSorted((a, b) => widthOf(b) - widthOf(a)).slice(0, wordsTried);
}

function confidentCount(read: readonly Read[]): number {
  return read.filter(
    (word) => word !== undefined && word.confidence >= sureConfidence && word.text.length >= sureLetters,
  ).length;
}
