import { beforeAll, describe, expect, it } from 'vitest';
import { createRecogniser, recognise, recogniserOnnx } from '../../../main/ml/networks/recogniser/network.ts';
import { wordBatch } from '../../../main/ml/training/recogniserTask.ts';
import { assignStoredWeights } from '../../../pretraining/recogniser/storedWeights.ts';
import { readingPass, recordStatistics } from '../../../main/ml/forwardPass.ts';
import { type Tensor4D, tf } from '../../../main/ml/tf.ts';
import { namedWeights, type WeightTree } from '../../../main/ml/weights.ts';
import { createRandom } from '../../../shared/random.ts';
import { fitWord } from '../../../main/imaging/geometry/fitWord.ts';
import { alphabet, eightWords, smallConfig, eightWordsMetadata } from '../../support/eightWords.ts';

const config = { ...smallConfig, recurrent: [12, 10], dropout: 0 };

/** Weights as training leaves them: no norm does nothing. */
function trainedWeights() {
  const weights = createRecogniser(config, createRandom(5));
  const random = createRandom(6);
  for (const [name, variable] of namedWeights(weights)) {
    if (!/norm\.(gamma|beta|mean|variance)$/u.test(name)) continue;
    const positive = !name.endsWith('beta') && !name.endsWith('mean');
    const values = Float32Array.from({ length: variable.size }, () =>
      positive ? random.between(0.3, 2) : random.normal() * 0.3,
    );
    variable.assign(tf.tensor(values, variable.shape));
  }
  return weights;
}

function fileOf(weights: WeightTree & Parameters<typeof recogniserOnnx>[0]): Uint8Array {
  return recogniserOnnx(weights, config, eightWordsMetadata(config));
}

function words(): Tensor4D {
  const shape = { height: config.height, maxWidth: 64 };
  const fitted = eightWords().map(({ text, ink }) => ({ text, ink: fitWord(ink, shape) }));
  return wordBatch(fitted, config, alphabet).images;
}

describe('assignStoredWeights', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it('gives a network that reads as the file does, and sees its batches as it reads', () => {
    const images = words();
    const trained = trainedWeights();
    const wanted = recognise(images, trained, config, readingPass(createRandom(1))).logits.dataSync();
    const weights = createRecogniser(config, createRandom(9));
    assignStoredWeights(weights, config, fileOf(trained), [images], createRandom(2));

    const reading = recognise(images, weights, config, readingPass(createRandom(1))).logits.dataSync();
    expect(furthest(reading, wanted)).toBeLessThan(1e-3);
    const { pass } = recordStatistics(createRandom(3));
    const training = recognise(images, weights, config, pass).logits.dataSync();
    expect(furthest(training, wanted)).toBeLessThan(1e-2);
  });

  it('refuses a network of another form', () => {
    const narrower = { ...config, recurrent: config.recurrent.map((hidden) => hidden - 1) };
    const weights = createRecogniser(narrower, createRandom(9));
    expect(() => {
      assignStoredWeights(weights, narrower, fileOf(trainedWeights()), [words()], createRandom(2));
    }).toThrow('expected');
  });
});

/** The largest difference of two sequences of numbers. */
function furthest(found: ArrayLike<number>, wanted: ArrayLike<number>): number {
  return Array.from(found).reduce(
    (most, value, at) => Math.max(most, Math.abs(value - (wanted[at] ?? 0))),
    0,
  );
}
