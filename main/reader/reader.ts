/** Photo in, words out: `openReadingModels`, then `readPage`. `passes.ts` lists what reading a page consists of. */
import { join } from 'node:path';
import type { PageReading, ReadWord } from '../../shared/contract/word.ts';
import { openInkPage, rotateInkPage, type InkPage } from '../imaging/ink/inkPage.ts';
import { isUnderlined } from '../imaging/ink/underline.ts';
import { boxOfQuad, mirrorQuad, scaleQuad } from '../../shared/geometry.ts';
import type { PhotoSource } from '../imaging/formats/photoFile.ts';
import { resourcesFolder } from '../installation.ts';
import type { KeptPage } from './keptPage.ts';
import { needsPhoto, type ModelsAsked, type ReadingModels, type Sessions } from './models/sessions.ts';
import { withSecondReader } from './secondOpinion.ts';
import { passes, unread, type PassOptions, type Reading } from './passes.ts';
import { roundBox, roundQuad, wordsAndNotText } from './boxesWithoutText.ts';
import { drawnTables } from './drawnTables.ts';
import { inTextOrder } from '../../shared/page/textOrder.ts';

const inkRowsFile = join(resourcesFolder, 'models', 'starter-rows.onnx');
const starterDetectorFile = join(resourcesFolder, 'models', 'starter-detector.onnx');

/** @throws InkdexError as `Sessions.open` */
export async function openReadingModels(
  sessions: Sessions,
  { detector, recogniser, threads, engine, fast }: ModelsAsked,
): Promise<ReadingModels> {
  return {
    detector: await sessions.open('detector', detector, threads, engine),
    recogniser: await openRecogniser(sessions, { recogniser, threads, engine, fast }),
    openInkRows: () => sessions.open('lines', inkRowsFile, 1),
    openDirections: () => sessions.open('directions', starterDetectorFile, threads),
  };
}

/**
 * Opens what reads words: the recogniser, with a second reader behind it unless it is to be fast.
 *
 * @throws InkdexError as `Sessions.open`
 */
export async function openRecogniser(
  sessions: Sessions,
  { recogniser, threads, engine, fast }: Omit<ModelsAsked, 'detector'>,
): Promise<ReadingModels['recogniser']> {
  const model = await sessions.open('recogniser', recogniser, threads, engine);
  return fast ? model : withSecondReader(model, sessions, threads);
}

export interface ReadPageOptions extends Partial<Omit<PassOptions, 'finish'>> {
  /** Readings wanted for each word. */
  readonly alternatives: number;
  /**
   * Told of every stage when it is done: `decode` and `flatten` of opening; each pass by its name; and before `asItStands`
   * its parts, `detect` and `recognise`. `npm run bench -- reading` prints what each costs.
   */
  readonly onStage?: (stage: string, ms: number) => void;
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
 * @returns words in reading order, in pixels of the photo as it was turned to read it; boxes that cannot be read are
 *   left out
 * @throws InkdexError as `decodePhoto`, and `model-damaged`
 */
export async function readPage(
  photo: PhotoSource,
  models: ReadingModels,
  { onStage, ahead, turn = 0, typed = [], findRotation = false, ...options }: ReadPageOptions,
): Promise<PageReading> {
  const start = performance.now();
  let stageStart = start;
  const finish = (stage: string): void => {
    options.signal?.throwIfAborted();
    onStage?.(stage, performance.now() - stageStart);
    stageStart = performance.now();
  };
  const withPhoto = needsPhoto(models.recogniser);
  const opened = await (ahead?.kept.open(photo, withPhoto) ?? openInkPage(photo, finish, withPhoto));
  options.signal?.throwIfAborted();
  // What is wrong with the next page is thrown when it is read.
  if (ahead?.next != null) void ahead.kept.openAhead(ahead.next, withPhoto).catch(() => undefined);
  let reading = unread(rotateInkPage(opened, turn), turn, models);
  // A page of one colour, as blank pages of a PDF are, would be read at every scale and in every direction.
  for (const pass of opened.ink.data.some((ink) => ink > 0) ? passes : []) {
    const passStart = performance.now();
    reading = await pass(reading, { ...options, turn, typed, findRotation, finish });
    onStage?.(pass.name, performance.now() - passStart);
  }
  const { page, rotation, text } = reading;
  const found = withUnderlines(page, await wordsAndNotText(text.read, page.scale));
  return {
    width: page.width,
    height: page.height,
    turn: rotation,
    ...asOnPhoto(inTextOrder(found, drawnTables(page, found.words)), reading),
    languages: text.languages,
    missing: opened.missing,
    ms: performance.now() - start,
    detector: models.detector.sha256,
    recogniser: models.recogniser.sha256,
    second: (await models.recogniser.second?.sha256()) ?? null,
  };
}

/** The places of words on the photo, in their order: that of a page in a mirror runs against it. */
function asOnPhoto({ words, notText }: TextOfPage, { page, isMirrored }: Reading): TextOfPage {
  if (!isMirrored) return { words, notText };
  const onPhoto = <Word extends ReadWord>(word: Word): Word => {
    const quad = roundQuad(mirrorQuad(word.quad, page));
    return { ...word, quad, box: roundBox(boxOfQuad(quad)) };
  };
  return { words: words.map(onPhoto), notText: notText.map(onPhoto) };
}

type TextOfPage = Awaited<ReturnType<typeof wordsAndNotText>>;

function withUnderlines({ ink, scale }: InkPage, { words, notText }: TextOfPage): TextOfPage {
  const marked = words.map((word) =>
    isUnderlined(ink, scaleQuad(word.quad, scale)) ? { ...word, underlined: true as const } : word,
  );
  return { words: marked, notText };
}
