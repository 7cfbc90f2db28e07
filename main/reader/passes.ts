import type { Alternative, TypedWord } from '../../shared/contract/word.ts';
import { addRotations, type Rotation } from '../../shared/rotation.ts';
import { mirrorBox } from '../../shared/geometry.ts';
import { mirrorInk } from '../imaging/ink/ink.ts';
import { rotateInkPage, type InkPage } from '../imaging/ink/inkPage.ts';
import { readLeaning } from './leaningWords.ts';
import type { ReadingModels } from './models/sessions.ts';
import { nothingRead, readBoxes, readTogether, viewerOf, type BoxesRead } from './readBoxes.ts';
import {
  isReadOtherwise,
  letterProbability,
  lettersProbablyRight,
  type RecogniseOptions,
} from './recogniseWords.ts';
import { directionsOf } from './detectWords.ts';
import { withPluses } from './pluses.ts';
import { withBullets } from './bullets.ts';
import { readInOtherScript } from './scripts.ts';
import { withSigns, withSums } from './signs.ts';
import { uprightTurns } from '../ml/detection/directions.ts';
import { unitOf } from '../../shared/networks.ts';
import { wordSpaceOf } from '../ml/decoding/spaces.ts';

/** A page while it is read. */
export interface Reading extends BoxesRead {
  /** As the photo is turned. */
  readonly page: InkPage;
  /** By how much the photo is turned, after EXIF. */
  readonly rotation: Rotation;
  /** What it is read with. */
  readonly models: ReadingModels;
  /** Whether the page is the photo as in a mirror. */
  readonly isMirrored: boolean;
}

export interface PassOptions extends Omit<RecogniseOptions, 'text'> {
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

/** In the order in which they depend on each other. */
export const passes: readonly Pass[] = [
  asItStands,
  otherScripts,
  inMirror,
  otherDirections,
  rowsOfInk,
  signs,
  bullets,
];

/** A page before the first pass. */
export function unread(page: InkPage, rotation: Rotation, models: ReadingModels): Reading {
  return { page, rotation, models, isMirrored: false, ...nothingRead };
}

/**
 * Finds the boxes of the page and reads them, each alone and then together. If what finds them does not say in which directions
 * the writing runs, the shipped detector does.
 */
export async function asItStands(reading: Reading, options: PassOptions): Promise<Reading> {
  const { page, models } = reading;
  const read = await readBoxes(page, models, { ...options, typed: typedOn(reading, options) });
  if (read.directions.length > 0) return { ...reading, ...read };
  const directions = await directionsOf(await models.openDirections(), page.ink, options.signal);
  return { ...reading, ...read, directions };
}

/** Reads a page in a script that the recogniser in use does not know, if there is one that does. */
export async function otherScripts(reading: Reading, options: PassOptions): Promise<Reading> {
  const { page, text, models } = reading;
  const found = { words: reading.boxes.words, runs: [], directions: [] };
  const words = text.read.flatMap((box) => box.reading ?? []);
  const other = await readInOtherScript(models.recogniser, words, async (recogniser) => ({
    ...(await viewerOf({ recogniser }, options.signal)(page.ink, found)),
    recogniser,
  }));
  if (other === null) return reading;
  const { recogniser, ...boxes } = other;
  const typed = typedOn(reading, options);
  const together = await readTogether(page, boxes, { recogniser }, { ...options, typed });
  return { ...reading, models: { ...models, recogniser }, boxes, text: together };
}

/**
 * Reads what does not run from left to right. If that is most of the page, the page is turned and read anew, if it may be turned
 * and more can be read so; other writing is read where it is.
 */
export async function otherDirections(reading: Reading, options: PassOptions): Promise<Reading> {
  const mayTurn = options.findRotation && !reading.isMirrored;
  const turned = mayTurn ? await upright(reading, options) : reading;
  return await leaning(turned, options);
}

/** Text stands upright if at least this share of its letters is probably right: of boards read upside down .32 are at most. */
const uprightShare = 0.4;

async function upright(reading: Reading, options: PassOptions): Promise<Reading> {
  for (const turn of uprightTurns(reading.directions)) {
    // Of writing that runs along the page, letters are read one by one, so that a few may be right.
    if (turn === 180 && isText(reading, uprightShare)) break;
    const rotation = addRotations(reading.rotation, turn);
    const turned = unread(rotateInkPage(reading.page, turn), rotation, reading.models);
    const read = await asItStands(turned, { ...options, finish: () => undefined });
    const isBetter =
      senseOf(read) > senseOf(reading) && (turn !== 180 || isReadOtherwise(bestsOf(reading), bestsOf(read)));
    if (isText(read, uprightShare) && isBetter) return read;
  }
  return reading;
}

function senseOf(reading: Pick<Reading, 'text'>): number {
  return lettersProbablyRight(bestsOf(reading));
}

/** Reads writing that leans, in place of the words there if it says more. */
async function leaning(reading: Reading, options: PassOptions): Promise<Reading> {
  const { page, directions, models } = reading;
  const view = viewerOf(models, options.signal);
  const boxes = await readLeaning(page.ink, reading.boxes, directions, models.detector, view, options.signal);
  if (boxes === reading.boxes) return reading;
  const typed = typedOn(reading, options);
  return { ...reading, boxes, text: await readTogether(page, boxes, models, { ...options, typed }) };
}

/** Of the letters of a page in a mirror, .48 at most are probably right if it has words of three letters; .37 to .8 of boards. */
const mirrorShare = 0.5;
/** So many of its longest words tell whether a page is in a mirror: to read them takes a twentieth of the time of a page. */
const wordsInMirror = 8;

/**
 * Reads a page in a mirror, as selfie cameras and walls of glass show it, if little can be read as it stands, and its longest words
 * are surer in a mirror.
 */
export async function inMirror(reading: Reading, options: PassOptions): Promise<Reading> {
  if (isText(reading, mirrorShare) || !(await isSurerInMirror(reading, options))) return reading;
  const page = { ...reading.page, ink: mirrorInk(reading.page.ink) };
  const unreadPage = { ...unread(page, reading.rotation, reading.models), isMirrored: true };
  const read = await asItStands(unreadPage, { ...options, finish: () => undefined });
  return isText(read, mirrorShare) && isReadOtherwise(bestsOf(reading), bestsOf(read)) ? read : reading;
}

async function isSurerInMirror({ page, boxes, models }: Reading, { signal }: PassOptions): Promise<boolean> {
  const found = boxes.words.map((word, index) => ({ word, best: boxes.viewed[index]?.alternatives[0] }));
  const longest = found
    .toSorted((a, b) => (b.best?.text.length ?? 0) - (a.best?.text.length ?? 0))
    .slice(0, wordsInMirror);
  const words = longest.map(({ word }) => {
    const [topLeft, topRight, bottomRight, bottomLeft] = word.quad;
    return { ...word, quad: [topRight, topLeft, bottomLeft, bottomRight] as const };
  });
  if (words.length === 0) return false;
  const { second: _second, ...recogniser } = models.recogniser;
  const { viewed } = await viewerOf({ recogniser }, signal)(page.ink, { words, runs: [], directions: [] });
  const bests = viewed.map(({ alternatives: [best] }) => best);
  const known = longest.map(({ best }) => best);
  return letterProbability(bests) >= uprightShare && isReadOtherwise(known, bests);
}

/** Reads the rows of ink of a page on which nothing was read, if they are text. */
export async function rowsOfInk(reading: Reading, options: PassOptions): Promise<Reading> {
  if (reading.text.read.length > 0) return reading;
  const models = { ...reading.models, detector: await reading.models.openInkRows() };
  const typed = typedOn(reading, options);
  const byRows = await readBoxes(reading.page, models, { ...options, typed, finish: () => undefined });
  return isText(byRows, leastShare) ? { ...reading, ...byRows } : reading;
}

/** Adds the signs between words. A recogniser of lines reads them with the words, one of single characters reads no line. */
export async function signs(reading: Reading, { signal }: PassOptions): Promise<Reading> {
  const { recogniser } = reading.models;
  if (wordSpaceOf(recogniser.metadata) !== null || unitOf(recogniser.metadata) === 'character')
    return reading;
  const { ink } = reading.page;
  const pluses = withPluses(ink, reading.text.read);
  const read = withSums(await withSigns(ink, pluses, recogniser, signal));
  return read === reading.text.read ? reading : { ...reading, text: { ...reading.text, read } };
}

/** Adds the bullets left of lines. */
export function bullets(reading: Reading): Promise<Reading> {
  const read = withBullets(reading.page.ink, reading.text.read);
  return Promise.resolve(
    read === reading.text.read ? reading : { ...reading, text: { ...reading.text, read } },
  );
}

/** What is typed, where it is on the page; it has no place on one that the reader has turned. */
function typedOn(
  { page, rotation, isMirrored }: Reading,
  { turn, typed }: PassOptions,
): readonly TypedWord[] {
  if (rotation !== turn) return [];
  return isMirrored ? typed.map((word) => ({ ...word, box: mirrorBox(word.box, page) })) : typed;
}

/** Rows of ink are text if at least this share of their letters is probably right. This and the next were set by hand. */
const leastShare = 0.6;
/** What was read is no text if fewer of its letters are probably right. */
const leastLetters = 8;

/** Whether what was read is text: of whose letters a share is probably right. */
function isText(reading: Pick<Reading, 'text'>, share: number): boolean {
  return senseOf(reading) >= leastLetters && letterProbability(bestsOf(reading)) >= share;
}

function bestsOf({ text }: Pick<Reading, 'text'>): (Alternative | undefined)[] {
  return text.read.map(({ reading }) => reading?.alternatives[0]);
}
