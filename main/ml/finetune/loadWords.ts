import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { createAlphabet, type Alphabet } from '../../../shared/alphabet.ts';
import type { Sample } from '../../../shared/contract/dataset.ts';
import { objectFile } from '../../../shared/fileNames.ts';
import { quadSize, scaleQuad, type Quad } from '../../../shared/geometry.ts';
import { manifestHeader, manifestLines, parseManifestLine } from '../../../shared/manifest.ts';
import { failureOf, InkdexError, isNotFound } from '../../../shared/result.ts';
import { cropQuad, cropWord, cropWordRgb } from '../../imaging/geometry/crop.ts';
import { decodePhoto } from '../../imaging/formats/decode.ts';
import { fitWord } from '../../imaging/geometry/fitWord.ts';
import { flattenBackground } from '../../imaging/ink/flatten.ts';
import { pagePixels, type InkImage, type RgbImage } from '../../imaging/pixels.ts';
import { shrinkInk, wholeWordRows } from '../../imaging/ink/ink.ts';
import { isAlignable } from '../ctc/forwardBackward.ts';
import { type InputForm, paddedWidth, recogniserStride, wordShape } from '../networks/input.ts';

/** A word of a dataset as pixels. */
export interface LoadedWord {
  readonly sample: Sample;
  /** The crop that reading would use. */
  readonly crop: InkImage;
  /** The crop as reading fits it to the network's input. */
  readonly fitted: InkImage;
  /** The crop with `margin` around it, which is cropped and augmented randomly for each batch. */
  readonly loose: InkImage;
  /** As a fraction of the word's height. 0 for a word that is a whole image. */
  readonly margin: number;
}

export type LoadingWord =
  | { readonly ok: true; readonly word: LoadedWord }
  /** For people, in the plural: "they contain no ink". */
  | { readonly ok: false; readonly sample: Sample; readonly reason: string };

/** Pixels to which a word image is decoded, as for reading. */
const wordPixels = 1_000_000;
/** Margin around a boxed word, so that augmentation can crop it loosely or tightly. */
export const looseMargin = 0.3;
/** Number of images decoded in advance, on libvips' threads. */
const ahead = 4;

export interface LoadWordsOptions {
  readonly config: InputForm;
  /** The alphabet of the training, by which unsuitable words are left out; null if words are only read. */
  readonly alphabet: Alphabet | null;
  /** Whether the recogniser takes the photo: crops come with it. False by default. */
  readonly takesPhoto?: boolean;
}

/**
 * Crops words from their images, image by image, so that each image is decoded once. A word that cannot be used
 * comes with the reason.
 *
 * @throws the reason of `signal` when it is aborted
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
    // An error of an image is thrown when the image is awaited.
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
  | { readonly ok: true; readonly ink: InkImage; readonly image: RgbImage; readonly scale: number }
  | { readonly ok: false; readonly reason: string };

/** Opens an image, larger if its samples have places on it. */
export async function openPage(path: string, words: readonly Sample[]): Promise<Page> {
  const isWhole = words.every(({ quad }) => quad === null);
  try {
    const { image, scale } = await decodePhoto(path, {
      maxPixels: isWhole ? wordPixels : pagePixels,
      // The text of a word that is cut off says more than its picture.
      ...(isWhole && { mayLack: 0 }),
    });
    return { ok: true, ink: flattenBackground(image), image, scale };
  } catch (error) {
    if (!(error instanceof InkdexError)) throw error;
    return { ok: false, reason: `their images cannot be read (${failureOf(error).code})` };
  }
}

function loadWord(
  { ink, image, scale }: Extract<Page, { ok: true }>,
  sample: Sample,
  { config, alphabet, takesPhoto = false }: LoadWordsOptions,
): LoadingWord {
  const quad = sample.quad === null ? null : scaleQuad(sample.quad, scale);
  const inkCrop = quad === null ? shrinkInk(ink, wholeWordRows) : cropWord(ink, quad, config.height);
  const photoCrop = () => (quad === null ? image : cropWordRgb(image, quad, config.height));
  const crop = takesPhoto ? { ...inkCrop, photo: photoCrop() } : inkCrop;
  const fitted = fitWord(crop, wordShape(config));
  const reason = alphabet === null ? null : reasonAgainst(fitted, alphabet.encode(sample.text), config);
  if (reason !== null) return { ok: false, sample, reason };
  const loose =
    quad === null ? { loose: crop, margin: 0 } : { loose: cutLoose(ink, quad), margin: looseMargin };
  return { ok: true, word: { sample, crop, fitted, ...loose } };
}

/** Why a word cannot be trained on, for people; null if it can. */
function reasonAgainst(fitted: InkImage, label: Int32Array, config: InputForm): string | null {
  if (fitted.data.every((value) => value === 0)) return 'they contain no ink';
  const { stride = recogniserStride, mostCharacters = Infinity } = config;
  if (label.length > mostCharacters) return `their text is longer than ${mostCharacters} characters`;
  return isAlignable(label, Math.floor(paddedWidth(fitted.width, config) / stride))
    ? null
    : 'their text is longer than the time steps of their image';
}

function cutLoose(ink: InkImage, quad: Quad): InkImage {
  const share = 1 + 2 * looseMargin;
  const rows = Math.min(quadSize(quad).height * share, wholeWordRows * share);
  return cropQuad(ink, quad, { margin: looseMargin, height: rows });
}

/** The alphabet of a recogniser extended by new characters. */
export function alphabetWith(alphabet: Alphabet, newLetters: readonly string[]): Alphabet {
  return createAlphabet([...alphabet.characters, ...newLetters].join(''));
}

/**
 * The samples of a frozen version, one after the other.
 *
 * @throws InkdexError `not-found` if there is no such file; `data-invalid` if it is not a manifest
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
          `${path} is not the manifest of a dataset version: its first line is not the header of a manifest. Freeze the dataset again.`,
        );
      }
    }
  } catch (error) {
    if (!isNotFound(error)) throw error;
    throw new InkdexError(
      'not-found',
      `The manifest ${path} is missing: its version may have been removed. Freeze the dataset again.`,
      { cause: error },
    );
  }
}
