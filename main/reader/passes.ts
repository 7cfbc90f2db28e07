import type { Alternative, TypedWord } from '../../shared/contract/word.ts';
import { addRotations, type Rotation } from '../../shared/rotation.ts';
import { rotateInkPage, type InkPage } from '../imaging/inkPage.ts';
import { bestOf, findRotation } from './findRotation.ts';
import { readLeaning } from './leaningWords.ts';
import type { ReadingModels } from './models/sessions.ts';
import { nothingRead, readBoxes, readTogether, viewerOf, type BoxesRead } from './readBoxes.ts';
import { lettersProbablyRight, type RecogniseOptions } from './recogniseWords.ts';

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
  /** Told when a page was looked through, and when its boxes were read. */
  readonly finish: (stage: 'detect' | 'recognise') => void;
}

/** One step of reading a page. Where it finds nothing better, it returns the reading that it was given. */
export type Pass = (reading: Reading, options: PassOptions) => Promise<Reading>;

/** In this order: a page that lies on its side has all its writing running up or down, so `leaning` comes after `upright`. */
export const passes: readonly Pass[] = [asItStands, upright, rowsOfInk, leaning];

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
  return await asItStands(turned, options);
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
