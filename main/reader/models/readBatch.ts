import { blankClass } from '../../../shared/alphabet.ts';
import type { RecogniserMetadata, PhotoInput } from '../../../shared/contract/model.ts';
import { InkdexError } from '../../../shared/result.ts';
import { fitWord } from '../../imaging/geometry/fitWord.ts';
import type { InkImage, RgbImage } from '../../imaging/pixels.ts';
import { stackInk } from '../../imaging/ink/ink.ts';
import { type Posteriors, wordOf } from '../../ml/decoding/posteriors.ts';
import { logProbabilitiesOutput } from '../../ml/onnx/outputs.ts';
import { readingWidth, wordShape } from '../../ml/networks/input.ts';
import { runModel, type ModelSession, type FloatTensor } from './onnxSession.ts';
import { photoOf, stackPhotos, stretchPhoto } from '../../imaging/geometry/fitPhoto.ts';

/**
 * Fits words, pads each right to the next width that the model was trained on, and runs the network
 * once for each width.
 *
 * @param session of a model that gives log probabilities (`withLogProbabilities`)
 * @returns the posteriors of each word, in their order
 * @throws InkdexError `model-damaged`, also where the network gives no numbers
 */
export async function readBatch(
  session: ModelSession,
  metadata: RecogniserMetadata,
  words: readonly InkImage[],
): Promise<Posteriors[]> {
  const outputs: Posteriors[] = [];
  const batches = metadata.photo === undefined ? inkBatches : photoBatches;
  for (const { indices, input } of batches(words, metadata)) {
    const { [logProbabilitiesOutput]: found } = await runModel(
      session,
      ['image', input],
      [logProbabilitiesOutput],
    );
    const [steps = 0, batch = 0, classes = 0] = found.shape;
    for (const [place, index] of indices.entries()) {
      const posteriors = wordOf(found.data, { batch, classes }, place, steps);
      requireNumbers(posteriors);
      outputs[index] = posteriors;
    }
  }
  return outputs;
}

/** One logit that is NaN or infinity makes NaN of its time step's whole log-softmax: the blank's tells of all. */
function requireNumbers({ steps, classes, logProbabilities }: Posteriors): void {
  for (let step = 0; step < steps; step += 1) {
    if (!Number.isNaN(logProbabilities[step * classes + blankClass])) continue;
    throw new InkdexError(
      'model-damaged',
      'The recogniser gave something that is no number for a word. Choose another one, or import it again.',
    );
  }
}

/** Fits words, and pads them to the widths that the model was trained on. */
function inkBatches(words: readonly InkImage[], metadata: RecogniserMetadata): InputBatch[] {
  const { height } = metadata;
  const shape = wordShape(metadata);
  const fitted = words.map((word) => fitWord(word, shape));
  return [...byWidth(fitted, metadata)].map(([width, indices]) => {
    const images = indices.flatMap((index) => fitted[index] ?? []);
    const input = { data: stackInk(images, height, width), shape: [images.length, 1, height, width] };
    return { indices, input };
  });
}

/** The places of the words of each padded width. */
function byWidth(images: readonly InkImage[], metadata: RecogniserMetadata): Map<number, number[]> {
  const places = new Map<number, number[]>();
  for (const [index, image] of images.entries()) {
    const width = readingWidth(image.width, metadata);
    const found = places.get(width);
    if (found === undefined) places.set(width, [index]);
    else found.push(index);
  }
  return places;
}

/** Words for one run of a recogniser. */
export interface InputBatch {
  /** Places of the words. */
  readonly indices: readonly number[];
  readonly input: FloatTensor;
}

export interface PhotoWidths {
  /** Of the scaled picture. */
  readonly columns: number;
  /** Of the input, padding included. */
  readonly width: number;
}

/**
 * The widths of a picture that keeps its aspect, as PP-OCR rounds them. It is padded to the next of the model's widths but the
 * last, which no picture exceeds; one that is wider than the others is not padded.
 *
 * @param aspect width / height
 */
export function photoWidths(
  { height, widths }: Pick<RecogniserMetadata, 'height' | 'widths'>,
  { fit }: PhotoInput,
  aspect: number,
): PhotoWidths {
  const [least, most] = [Math.min(...widths), Math.max(...widths)];
  if (fit === 'stretch') return { columns: least, width: least };
  const natural = Math.min(most, Math.max(least, Math.floor(height * aspect)));
  const width = widths.slice(0, -1).find((each) => each >= natural) ?? natural;
  return { columns: Math.max(1, Math.min(width, Math.ceil(height * aspect))), width };
}

/** Scales words for a recogniser of another program, those of a width together. */
export function photoBatches(words: readonly InkImage[], metadata: RecogniserMetadata): InputBatch[] {
  const { height, photo } = metadata;
  if (photo === undefined) return [];
  const fitted = words.map((word, index) => {
    const own = photoOf(word);
    const { columns, width } = photoWidths(metadata, photo, own.width / own.height);
    return { index, width, image: stretchPhoto(own, columns, height) };
  });
  const groups = photo.isBatched
    ? [...Map.groupBy(fitted, ({ width }) => width).values()]
    : fitted.map((word) => [word]);
  return groups.map((group): InputBatch => {
    const images = group.map(({ image }): RgbImage => image);
    const width = group[0]?.width ?? 0;
    const data = stackPhotos(images, width, photo.padding, photo.channels);
    return {
      indices: group.map(({ index }) => index),
      input: { data, shape: [images.length, photo.channels, height, width] },
    };
  });
}
