import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createAlphabet, type Alphabet } from '../../../shared/alphabet.ts';
import type { Sample } from '../../../shared/contract/dataset.ts';
import { objectFile } from '../../../shared/fileNames.ts';
import { quadSize, scaleQuad, type Quad } from '../../../shared/geometry.ts';
import { manifestHeader, manifestLines, parseManifestLine } from '../../../shared/manifest.ts';
import { failureOf, InkdexError } from '../../../shared/result.ts';
import { cropQuad, cropWord } from '../../imaging/crop.ts';
import { decodePhoto } from '../../imaging/decode.ts';
import { fitWord } from '../../imaging/fitWord.ts';
import { flattenBackground } from '../../imaging/flatten.ts';
import { pagePixels, type InkImage } from '../../imaging/pixels.ts';
import { shrinkInk, wholeWordRows } from '../../imaging/ink.ts';
import { isAlignable } from '../ctc/forwardBackward.ts';
import { type InputForm, paddedWidth, recogniserStride, wordShape } from '../networks/recogniser/config.ts';

/** A word of a dataset as pixels. */
export interface LoadedWord {
  readonly sample: Sample;
  /** As reading cuts it. */
  readonly crop: InkImage;
  /** As reading fits it to the network. */
  readonly fitted: InkImage;
  /** With `margin` around it, to be cut and augmented afresh each time. */
  readonly loose: InkImage;
  /** A share of the word's own height. 0 for an image of its own. */
  readonly margin: number;
}

export type LoadingWord =
  | { readonly ok: true; readonly word: LoadedWord }
  /** For people, in the plural: "they show no ink". */
  | { readonly ok: false; readonly sample: Sample; readonly reason: string };

/** As much as reading decodes of a word by itself. */
const wordPixels = 1_000_000;
/** Around a boxed word, so that a draw can cut it loose or tight. */
export const looseMargin = 0.3;
/** Images decoded ahead: libvips works on threads of its own. */
const ahead = 4;

export interface LoadWordsOptions {
  readonly config: InputForm;
  /** Of the training that words must be fit for; null: they are only read. */
  readonly alphabet: Alphabet | null;
}

/**
 * Cuts words from their images, each image decoded once; the order is that of the images. One that cannot be
 * used comes with its reason.
 *
 * @throws what `signal` was aborted with
 */
export async function* loadWords(
  samples: readonly Sample[],
  objects: string,
  options: LoadWordsOptions,
  signal?: AbortSignal,
): AsyncGenerator<LoadingWord> {
  const images = [...Map.groupBy(samples, ({ image }) => image)];
  const pages = images.map(() => undefined as Promise<Page> | undefined);
  const open = (index: number): Promise<Page> | undefined => {
    const next = images.at(index);
    if (next === undefined) return undefined;
    const [image, words] = next;
    return (pages[index] ??= openPage(join(objects, objectFile(image)), words));
  };
  for (const [index, [, words]] of images.entries()) {
    signal?.throwIfAborted();
    // What is wrong with an image is thrown when its turn comes.
    for (let next = index; next <= index + ahead; next += 1) open(next)?.catch(() => undefined);
    const page = await open(index);
    pages[index] = undefined;
    for (const sample of words) {
      if (page === undefined) continue;
      yield page.ok ? loadWord(page, sample, options) : { ok: false, sample, reason: page.reason };
    }
  }
}

type Page =
  | { readonly ok: true; readonly ink: InkImage; readonly scale: number }
  | { readonly ok: false; readonly reason: string };

async function openPage(path: string, words: readonly Sample[]): Promise<Page> {
  const isWhole = words.every(({ quad }) => quad === null);
  try {
    const { image, scale } = await decodePhoto(path, {
      maxPixels: isWhole ? wordPixels : pagePixels,
    });
    return { ok: true, ink: flattenBackground(image), scale };
  } catch (error) {
    if (!(error instanceof InkdexError)) throw error;
    return { ok: false, reason: `their images cannot be read (${failureOf(error).code})` };
  }
}

function loadWord(
  { ink, scale }: Extract<Page, { ok: true }>,
  sample: Sample,
  { config, alphabet }: LoadWordsOptions,
): LoadingWord {
  const quad = sample.quad === null ? null : scaleQuad(sample.quad, scale);
  const crop = quad === null ? shrinkInk(ink, wholeWordRows) : cropWord(ink, quad, config.height);
  const fitted = fitWord(crop, wordShape(config));
  const reason = alphabet === null ? null : reasonAgainst(fitted, alphabet.encode(sample.text), config);
  if (reason !== null) return { ok: false, sample, reason };
  const loose =
    quad === null ? { loose: crop, margin: 0 } : { loose: cutLoose(ink, quad), margin: looseMargin };
  return { ok: true, word: { sample, crop, fitted, ...loose } };
}

/** Why nothing can be learned from a word, for people; null where something can. */
function reasonAgainst(fitted: InkImage, label: Int32Array, config: InputForm): string | null {
  if (fitted.data.every((value) => value === 0)) return 'they show no ink';
  const padded = paddedWidth(fitted.width, config);
  return isAlignable(label, Math.floor(padded / recogniserStride))
    ? null
    : 'their text is longer than the time steps of their image';
}

function cutLoose(ink: InkImage, quad: Quad): InkImage {
  const share = 1 + 2 * looseMargin;
  const rows = Math.min(quadSize(quad).height * share, wholeWordRows * share);
  return cropQuad(ink, quad, { margin: looseMargin, height: rows });
}

/** The letters of a recogniser with those added that a training brings. */
export function alphabetWith(alphabet: Alphabet, newLetters: readonly string[]): Alphabet {
  return createAlphabet([...alphabet.characters, ...newLetters].join(''));
}

/**
 * The samples of a frozen version, one after the other.
 *
 * @throws InkdexError `not-found` when there is no such manifest; `data-invalid` when it is none
 */
export async function* manifestSamples(path: string): AsyncGenerator<Sample> {
  let number = 0;
  try {
    for await (const line of manifestLines(createReadStream(path, 'utf8'), path)) {
      number += 1;
      if (number > 1) yield parseManifestLine(line, number);
      else if (line !== manifestHeader) {
        throw new InkdexError(
          'data-invalid',
          `${path} is no manifest of a dataset version: it starts otherwise.`,
        );
      }
    }
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (!isMissing) throw error;
    throw new InkdexError(
      'not-found',
      `The manifest ${path} is not there: was its version removed? Freeze the dataset again.`,
      { cause: error },
    );
  }
}
