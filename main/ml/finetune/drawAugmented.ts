import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RandomSample } from '../../../shared/contract/evaluation.ts';
import type { Sample } from '../../../shared/contract/dataset.ts';
import { createFreeNames } from '../../../shared/fileNames.ts';
import { createRandom } from '../../../shared/random.ts';
import { InkdexError } from '../../../shared/result.ts';
import { createWholeFolder } from '../../files/writeWhole.ts';
import { augmentWord } from '../../imaging/ink/augment.ts';
import { encodeInk } from '../../imaging/formats/decode.ts';
import { fitWord } from '../../imaging/geometry/fitWord.ts';
import { pasteInk } from '../../imaging/ink/ink.ts';
import type { InkImage } from '../../imaging/pixels.ts';
import { wordShape } from '../networks/input.ts';
import { pretrainedRecogniserConfig } from '../networks/recogniser/config.ts';
import { someOf } from './chooseWords.ts';
import { loadWords, manifestSamples } from './loadWords.ts';
import { strengths } from './prepareWords.ts';

export interface DrawAugmentedRequest extends RandomSample {
  readonly manifest: string;
  readonly objects: string;
  /** To be made. */
  readonly folder: string;
}

/** Augmented ones of each sample. */
const variants = 4;
/** White rows between two pictures. */
const gap = 4;

/**
 * Writes samples of a version as training sees them, before a run: for each a picture with the sample as it is read, and
 * below it augmented ones, as different as those of two epochs are.
 *
 * @returns the number of samples
 * @throws InkdexError `data-invalid` if none has ink, `conflict` if the folder exists
 */
export async function drawAugmented(
  { manifest, objects, folder, count, seed }: DrawAugmentedRequest,
  signal: AbortSignal,
): Promise<number> {
  const samples: Sample[] = [];
  for await (const sample of manifestSamples(manifest)) if (sample.mark === 'text') samples.push(sample);
  const random = createRandom(seed).fork('augmented');
  const config = pretrainedRecogniserConfig(1);
  let drawn = 0;
  await createWholeFolder(folder, async (inside) => {
    const freeName = createFreeNames();
    const chosen = someOf(samples, { count, seed });
    for await (const loading of loadWords(chosen, objects, { config, alphabet: null }, signal)) {
      if (!loading.ok) continue;
      const { sample, crop, fitted } = loading.word;
      const strength = sample.quad === null ? strengths.whole : strengths.cut;
      const augmented = Array.from({ length: variants }, () =>
        fitWord(augmentWord(crop, random, strength), wordShape(config)),
      );
      const name = freeName(`${sample.key.replaceAll(/[^\p{L}\p{N}._-]+/gu, '_')}.png`);
      await writeFile(join(inside, name), await encodeInk(below([fitted, ...augmented])));
      drawn += 1;
    }
    if (drawn > 0) return;
    throw new InkdexError(
      'data-invalid',
      'This version has no sample that can be drawn. Choose another one.',
    );
  });
  return drawn;
}

/** Pictures below each other, with no ink between them. */
function below(images: readonly InkImage[]): InkImage {
  const width = Math.max(...images.map((image) => image.width));
  const height = images.reduce((sum, image) => sum + image.height + gap, -gap);
  const all = { width, height, data: new Uint8Array(width * height) };
  let top = 0;
  for (const image of images) {
    pasteInk(all, image, 0, top);
    top += image.height + gap;
  }
  return all;
}
