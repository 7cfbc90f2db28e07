import type { LanguageShares } from '../../shared/contract/pageLanguage.ts';
import type { Box, Point, Quad } from '../../shared/geometry.ts';
import { boxOfQuad, isSameWord, scaleQuad } from '../../shared/geometry.ts';
import type { FinderMetadata, ReadingEngineName, RecogniserMetadata } from '../../shared/contract/model.ts';
import type { PageReading, ReadWord, TypedWord, WordOfText } from '../../shared/contract/word.ts';
import type { Rotation } from '../../shared/rotation.ts';
import { addRotations } from '../../shared/rotation.ts';
import { cropWord } from '../imaging/crop.ts';
import type { InkImage } from '../imaging/pixels.ts';
import type { PhotoSource } from '../imaging/photoFile.ts';
import { spaceIn } from '../ml/decoding/spaces.ts';
import type { WordDecoder } from '../ml/decoding/wordDecoder.ts';
import { boxesWithoutText, type BoxRead } from './boxesWithoutText.ts';
import type { FoundWord, FoundWords } from './detectWords.ts';
import { findWords } from './findWords.ts';
import { bestOf, findRotation } from './findRotation.ts';
import { isSurelyText, openInkRows } from './inkRows.ts';
import { openingStages, openInkPage, rotateInkPage, type InkPage } from '../imaging/inkPage.ts';
import type { KeptPage } from './keptPage.ts';
import { readLeaning, type ViewWords } from './leaningWords.ts';
import { readingsOf, withoutEmpty } from './recogniseWords.ts';
import type { RecognisedWord, RecogniseOptions } from './recogniseWords.ts';
import type { LoadedModel, Sessions } from './models/sessions.ts';
import { type PageWords, viewLinesOfPage } from './viewLines.ts';
import { decideGaps, possibleWords } from './uncertainGaps.ts';
import { lookAgain, lookOnce } from './viewWords.ts';
import { wordDecoderFor } from './models/wordDecoders.ts';

export interface ReadingModels {
  readonly detector: LoadedModel<FinderMetadata>;
  readonly recogniser: LoadedModel<RecogniserMetadata>;
}

/** Paths of both models, the threads for each, and where they run. */
export interface ModelsAsked {
  readonly detector: string;
  readonly recogniser: string;
  readonly threads: number;
  readonly engine: ReadingEngineName;
}

/** @throws InkdexError as `Sessions.open` */
export async function openReadingModels(
  sessions: Sessions,
  { detector, recogniser, threads, engine }: ModelsAsked,
): Promise<ReadingModels> {
  return {
    detector: await sessions.open('detector', detector, threads, engine),
    recogniser: await sessions.open('recogniser', recogniser, threads, engine),
  };
}

/** In this order; the network and the decoder of `recognise` work at the same time. */
export const readingStages = [...openingStages, 'detect', 'crop', 'recognise'] as const;
export type ReadingStage = (typeof readingStages)[number];

export interface ReadPageOptions extends Omit<RecogniseOptions, 'text'> {
  /** By how much the photo is turned, after EXIF; 0 where left out. */
  readonly turn?: Rotation;
  /** Whether to turn it otherwise where little can be read as it stands and much another way up. */
  readonly findRotation?: boolean;
  /** What a person has typed on it, in pixels of the turned photo: it tells of the words around. */
  readonly typed?: readonly TypedWord[];
  /** Told of every stage when it is done. */
  readonly onStage?: (stage: ReadingStage, ms: number) => void;
  readonly ahead?: ReadAhead;
}

/** Opens the page that will be read next while this one is read: decoding leaves processors idle. */
export interface ReadAhead {
  /** Between the calls: a page opened ahead by one is taken from here by the next. */
  readonly kept: KeptPage;
  /** The page that will be read next; null where there is none. */
  readonly next: PhotoSource | null;
}

/**
 * Reads one photo.
 *
 * @returns words in reading order, in pixels of the photo as it was turned to read it; one of which nothing could
 *   be read is left out
 * @throws InkdexError as `decodePhoto`, and `model-damaged`
 */
export async function readPage(
  photo: PhotoSource,
  models: ReadingModels,
  {
    onStage,
    ahead,
    typed = [],
    turn: given = 0,
    findRotation: mayRotate = false,
    ...options
  }: ReadPageOptions,
): Promise<PageReading> {
  const start = performance.now();
  let stageStart = start;
  const finish = (stage: ReadingStage): void => {
    options.signal?.throwIfAborted();
    onStage?.(stage, performance.now() - stageStart);
    stageStart = performance.now();
  };
  const takesPhoto = models.recogniser.metadata.photo !== undefined;
  const opened = await (ahead?.kept.open(photo, takesPhoto) ?? openInkPage(photo, finish, takesPhoto));
  options.signal?.throwIfAborted();
  // What is wrong with the next page is thrown when it is read.
  if (ahead?.next != null) void ahead.kept.openAhead(ahead.next, takesPhoto).catch(() => undefined);
  let page = rotateInkPage(opened, given);
  let turn = given;
  let known = typed;
  let { seen, read, languages } = await readBoxes(page, models, { ...options, typed, finish });
  if (mayRotate) {
    const further = await findRotation(page.ink, read, models, options.signal);
    if (further !== 0) {
      turn = addRotations(given, further);
      page = rotateInkPage(opened, turn);
      known = [];
      ({ seen, read, languages } = await readBoxes(page, models, { ...options, typed: known, finish }));
    }
  }
  if (read.length === 0) {
    const rows = { ...models, detector: await openInkRows() };
    const byRows = await readBoxes(page, rows, { ...options, typed: known, finish: () => undefined });
    if (isSurelyText(byRows.read.map(bestOf))) ({ seen, read, languages } = byRows);
  }
  // On a page that lies on its side all writing runs up or down, so this waits until the page is upright.
  const withLeaning = await readLeaning(
    page.ink,
    seen,
    models.detector,
    viewerOf(models, options.signal),
    options.signal,
  );
  if (withLeaning !== seen) {
    ({ read, languages } = await readingsIn(page, withLeaning, models, { ...options, typed: known }));
  }
  return {
    width: page.width,
    height: page.height,
    turn,
    ...(await sorted(read, page.scale)),
    languages,
    ms: performance.now() - start,
    detector: models.detector.sha256,
    recogniser: models.recogniser.sha256,
  };
}

interface ReadTextOptions extends Omit<RecogniseOptions, 'text'> {
  readonly typed: readonly TypedWord[];
}

interface ReadBoxesOptions extends ReadTextOptions {
  readonly finish: (stage: ReadingStage) => void;
}

/** The boxes of a page, first each alone, then with what is read in it in the page's text. */
interface ReadBoxes extends TextRead {
  readonly seen: PageWords;
}

interface TextRead {
  readonly read: BoxRead[];
  /** Null where there are no words. */
  readonly languages: LanguageShares | null;
}

/** The boxes that are found on a page as it stands. */
export async function readBoxes(
  page: InkPage,
  models: ReadingModels,
  { finish, ...options }: ReadBoxesOptions,
): Promise<ReadBoxes> {
  const found = await findWords(models.detector, page.ink, options.signal);
  finish('detect');
  if (found.words.length === 0) return { seen: { words: [], viewed: [] }, read: [], languages: null };
  const seen = await viewerOf(models, options.signal)(page.ink, found);
  const text = await readingsIn(page, seen, models, options);
  finish('recognise');
  return { seen, ...text };
}

function viewerOf({ recogniser }: ReadingModels, signal: AbortSignal | undefined): ViewWords {
  return async (image, found) =>
    await viewPage(recogniser, await wordDecoderFor(recogniser.metadata), image, found, signal);
}

/** What the words of a page say together, and with those that a person has typed. */
async function readingsIn(
  { scale }: InkPage,
  { words, viewed }: PageWords,
  { recogniser }: ReadingModels,
  { typed, ...options }: ReadTextOptions,
): Promise<TextRead> {
  const decoder = await wordDecoderFor(recogniser.metadata);
  const boxes = words.map(({ quad }) => boxOfQuad(scaleQuad(quad, 1 / scale)));
  const text = readingsOf(decoder, viewed, { ...options, text: textOf(boxes, typed) });
  const read = words.map((word, index) => ({
    word,
    candidate: viewed[index]?.candidates[0],
    reading: text.words[index],
  }));
  return { read, languages: text.languages };
}

/** Reads the words that were found, or the lines that they stand on. */
async function viewPage(
  recogniser: LoadedModel<RecogniserMetadata>,
  decoder: WordDecoder,
  ink: InkImage,
  found: FoundWords,
  signal: AbortSignal | undefined,
): Promise<PageWords> {
  const { characters, height } = recogniser.metadata;
  const space = spaceIn(characters);
  if (space !== null) return await viewLinesOfPage(recogniser, decoder, ink, found.words, space, signal);
  const reader = { recogniser, decoder, signal };
  const crops = new Map(possibleWords(found).map((word) => [word, cropWord(ink, word.quad, height)]));
  const first = await lookOnce(reader, [...crops.values()]);
  const { words, viewed } = decideGaps(found, first);
  const decided = words.flatMap((word) => crops.get(word) ?? []);
  return { words, viewed: await lookAgain(reader, decided, viewed) };
}

/** The words found, in their order, but for those that cover what is typed: of several that do, one stands for it. */
function textOf(boxes: readonly Box[], typed: readonly TypedWord[]): WordOfText[] {
  const told = new Set<TypedWord>();
  return boxes.flatMap((box, read): WordOfText[] => {
    const covered = typed.find((word) => isSameWord(word.box, box));
    if (covered === undefined) return [{ read }];
    if (told.has(covered)) return [];
    told.add(covered);
    return [{ known: [{ text: covered.text, confidence: 1 }] }];
  });
}

/** The words of a page, and the boxes without text. */
async function sorted(
  read: readonly BoxRead[],
  scale: number,
): Promise<Pick<PageReading, 'words' | 'notText'>> {
  const without = await boxesWithoutText(read);
  const [words, notText]: [ReadWord[], PageReading['notText']] = [[], []];
  for (const box of read) {
    const [word] = readWord(box.word, box.reading, scale);
    if (word === undefined) continue;
    if (without.has(box)) notText.push({ ...word, before: words.length });
    else words.push(word);
  }
  return { words, notText };
}

function readWord(found: FoundWord, read: RecognisedWord | undefined, scale: number): ReadWord[] {
  const alternatives = withoutEmpty(read?.alternatives ?? []);
  const [best] = alternatives;
  if (best === undefined) return [];
  const lattice = read?.lattice ?? undefined;
  const quad = roundQuad(scaleQuad(found.quad, 1 / scale));
  return [{ box: roundBox(boxOfQuad(quad)), quad, line: found.line, ...best, alternatives, lattice }];
}

/** A tenth of a pixel is finer than any detector. */
function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

function roundBox([x, y, width, height]: Box): Box {
  return [rounded(x), rounded(y), rounded(width), rounded(height)];
}

function roundQuad(quad: Quad): Quad {
  const [topLeft, topRight, bottomRight, bottomLeft] = quad;
  const round = ([x, y]: Point): Point => [rounded(x), rounded(y)];
  return [round(topLeft), round(topRight), round(bottomRight), round(bottomLeft)];
}
