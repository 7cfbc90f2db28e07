import type { Box, Point, Quad } from '../../../shared/geometry.ts';
import { boxOfQuad, isSameWord, scaleQuad } from '../../../shared/geometry.ts';
import type { DetectorMetadata, RecogniserMetadata } from '../../../shared/model.ts';
import type { PageReading, ReadWord, TypedWord, WordOfText } from '../../../shared/word.ts';
import { cropWord } from '../../imaging/cropWord.ts';
import { detectWords } from './detectWords.ts';
import type { FoundWord } from './detectWords.ts';
import { openingStages, openInkPage } from './inkPage.ts';
import type { KeptPage } from './keptPage.ts';
import { recogniseWords, withoutEmpty } from './recogniseWords.ts';
import type { RecognisedWord, RecogniseOptions } from './recogniseWords.ts';
import type { LoadedModel } from './sessions.ts';

export interface ReadingModels {
  readonly detector: LoadedModel<DetectorMetadata>;
  readonly recogniser: LoadedModel<RecogniserMetadata>;
}

/** In this order; the network and the decoder of `recognise` work at the same time. */
export const readingStages = [...openingStages, 'detect', 'crop', 'recognise'] as const;
export type ReadingStage = (typeof readingStages)[number];

export interface ReadPageOptions extends Omit<RecogniseOptions, 'text'> {
  /** What a person has typed on it, in pixels of the upright photo: it tells of the words around. */
  readonly typed?: readonly TypedWord[];
  /** Told of every stage when it is done. */
  readonly onStage?: (stage: ReadingStage, ms: number) => void;
  readonly ahead?: ReadAhead;
}

/** Opens the page that will be read next while this one is read: decoding leaves processors idle. */
export interface ReadAhead {
  /** Between the calls: a page opened ahead by one is taken from here by the next. */
  readonly kept: KeptPage;
  /** Path of the page that will be read next; null where there is none. */
  readonly next: string | null;
}

/**
 * Reads one photo.
 *
 * @returns words in reading order; one of which nothing could be read is left out
 * @throws InkdexError as `decodePhoto`, and `model-damaged`
 */
export async function readPage(
  path: string,
  { detector, recogniser }: ReadingModels,
  { onStage, ahead, typed = [], ...options }: ReadPageOptions,
): Promise<PageReading> {
  const start = performance.now();
  let stageStart = start;
  const finish = (stage: ReadingStage): void => {
    options.signal?.throwIfAborted();
    onStage?.(stage, performance.now() - stageStart);
    stageStart = performance.now();
  };
  const page = await (ahead?.kept.open(path) ?? openInkPage(path, finish));
  options.signal?.throwIfAborted();
  // What is wrong with the next page is thrown when it is read.
  if (ahead?.next != null) void ahead.kept.open(ahead.next).catch(() => undefined);
  const { ink, width, height, scale } = page;
  const found = await detectWords(detector, ink);
  finish('detect');
  const crops = found.map(({ quad }) => cropWord(ink, quad, recogniser.metadata.height));
  finish('crop');
  const boxes = found.map(({ quad }) => boxOfQuad(scaleQuad(quad, 1 / scale)));
  const readings = await recogniseWords(recogniser, crops, { ...options, text: textOf(boxes, typed) });
  finish('recognise');
  const words = found.flatMap((word, index) => readWord(word, readings[index], scale));
  return {
    width,
    height,
    words,
    ms: performance.now() - start,
    detector: detector.sha256,
    recogniser: recogniser.sha256,
  };
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
