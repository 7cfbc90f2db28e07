import { beforeAll, expect, test } from 'vitest';
import { startEngine } from '../../../../main/ml/backends/startEngine.ts';
import { fitWord } from '../../../../main/imaging/geometry/fitWord.ts';
import {
  assignLeastBlend,
  copyWeights,
  disposeCopy,
  type Weights,
} from '../../../../main/ml/finetune/blend.ts';
import { createRecogniser, recogniserNetwork } from '../../../../main/ml/networks/recogniser/network.ts';
import { wordShape } from '../../../../main/ml/networks/input.ts';
import { tf } from '../../../../main/ml/tf.ts';
import { disposeWeights } from '../../../../main/ml/weights.ts';
import { createRandom } from '../../../../shared/random.ts';
import { alphabet, eightWords, smallConfig as config } from '../../../support/eightWords.ts';
import { disturbWeights } from '../../../support/onnx.ts';

beforeAll(async () => {
  await startEngine('wasm');
});

const eight = eightWords().map(({ text, ink }) => ({ text, ink: fitWord(ink, wordShape(config)) }));

/** Weights that moved too little to read anything otherwise, before, after and once a blend of them is in place. */
async function blended(words: number) {
  const before = tf.memory().numTensors;
  const weights = createRecogniser(config, createRandom(3));
  const network = recogniserNetwork(weights, config);
  const from = copyWeights(weights);
  tf.tidy(() => {
    disturbWeights(weights, 5, 1e-6);
  });
  const to = copyWeights(weights);
  const heldBack = Array.from({ length: words / eight.length }, () => eight).flat();
  const scores = await assignLeastBlend({ network, alphabet, heldBack, check: [] }, from);
  const after = copyWeights(weights);
  const kernels = [from, to, after].map(kernelOf);
  for (const copy of [from, to, after]) disposeCopy(copy);
  disposeWeights(weights);
  expect(tf.memory().numTensors).toBe(before);
  return { scores, kernels };
}

function kernelOf(weights: Weights): number[] {
  return Array.from(weights.get('head.kernel')?.dataSync() ?? []);
}

test('what reads as well with a fifth of the old weights keeps it', async () => {
  const { scores, kernels } = await blended(304);
  const [from = [], to = [], after = []] = kernels;
  expect(scores.heldBack.words).toBe(304);
  const expected = from.map((value, place) => 0.2 * value + 0.8 * (to[place] ?? 0));
  expect(Math.max(...after.map((value, place) => Math.abs(value - (expected[place] ?? 0))))).toBeLessThan(
    1e-7,
  );
  expect(to).not.toEqual(from);
});

test('few held-back words do not choose', async () => {
  const { kernels } = await blended(16);
  expect(kernels[2]).toEqual(kernels[1]);
});
