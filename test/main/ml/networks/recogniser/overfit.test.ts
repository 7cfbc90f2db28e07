import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { findTensorflows } from '../../../../../main/ml/backends/installTensorflow.ts';
import { startEngine } from '../../../../../main/ml/backends/startEngine.ts';
import type { RecogniserConfig } from '../../../../../main/ml/networks/recogniser/config.ts';
import {
  createRecogniser,
  recogniserOnnx,
  type RecogniserWeights,
} from '../../../../../main/ml/networks/recogniser/network.ts';
import { tf } from '../../../../../main/ml/tf.ts';
import { train, type TrainingOptions } from '../../../../../main/ml/training/train.ts';
import { countParameters, disposeWeights } from '../../../../../main/ml/weights.ts';
import { recogniseWords } from '../../../../../main/reader/recogniseWords.ts';
import { createSessions } from '../../../../../main/reader/models/sessions.ts';
import { createRandom } from '../../../../../shared/random.ts';
import {
  eightWords,
  eightWordsTask,
  fullConfig,
  smallConfig,
  eightWordsMetadata,
  shortTraining,
} from '../../../../support/eightWords.ts';

const hasTensorflow = findTensorflows().length > 0;

let weights: RecogniserWeights | undefined;

afterEach(() => {
  if (weights !== undefined) disposeWeights(weights);
  weights = undefined;
});

// On wasm, `networks.long.test.ts` trains a smaller one of each kind as far.
describe('the starter’s network on tensorflow (needs npx inkdex engine install tensorflow)', () => {
  it.skipIf(!hasTensorflow)('learns eight words without an error, and so reads its .onnx file', async () => {
    await startEngine('tensorflow');
    weights = createRecogniser(fullConfig, createRandom(1));
    const curve = await lossCurve(weights, fullConfig, options(150, 0.005));
    expect(curve.metrics).toEqual({ eightWordsCER: 0, eightWordsExact: 1 });
    expect(curve.losses.at(-1)).toBeLessThan(0.5);

    const words = eightWords();
    const readings = await readOnnx(
      weights,
      fullConfig,
      words.map(({ ink }) => ink),
    );
    expect(readings).toEqual(words.map(({ text }) => text));
  });
});

describe('training on wasm', () => {
  it('gives the same loss curve for the same seed, bit for bit, and another one for another seed', async () => {
    await startEngine('wasm');
    const curveOf = async (seed: number) => {
      const own = createRecogniser(smallConfig, createRandom(seed));
      const { losses } = await lossCurve(own, smallConfig, { ...options(3, 0.01), seed });
      disposeWeights(own);
      return losses;
    };
    const curve = await curveOf(1);
    expect(new Set(curve).size).toBe(3);
    expect(await curveOf(1)).toEqual(curve);
    expect(await curveOf(2)).not.toEqual(curve);
  });

  it('holds as many tensors after every step, and after the run as before it', async () => {
    await startEngine('wasm');
    weights = createRecogniser(smallConfig, createRandom(1));
    const before = tf.memory().numTensors;
    const { tensors } = await lossCurve(weights, smallConfig, options(3, 0.01));
    expect(new Set(tensors).size).toBe(1);
    expect(tf.memory().numTensors).toBe(before);
  });
});

function options(totalSteps: number, peak: number): TrainingOptions {
  return shortTraining({ peak, warmupSteps: 10, decaySteps: 20, totalSteps });
}

/** Trains on the eight words: the loss and the tensors alive at each step, and the last scores. */
async function lossCurve(network: RecogniserWeights, config: RecogniserConfig, run: TrainingOptions) {
  const losses: number[] = [];
  const tensors: number[] = [];
  let metrics: Readonly<Record<string, number>> = {};
  for await (const event of train(eightWordsTask(network, config), run)) {
    if (event.type === 'step') {
      losses.push(event.loss);
      tensors.push(tf.memory().numTensors);
    }
    if (event.type === 'evaluated') ({ metrics } = event);
  }
  return { losses, tensors, metrics };
}

/** What the reader process makes of crops with the network's .onnx file. */
async function readOnnx(
  network: RecogniserWeights,
  config: RecogniserConfig,
  crops: Parameters<typeof recogniseWords>[1],
): Promise<string[]> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'inkdex-overfit-'));
  const file = path.join(folder, 'eight-words.onnx');
  const metadata = eightWordsMetadata(config, countParameters(network));
  await writeFile(file, recogniserOnnx(network, config, metadata));
  const model = await createSessions().open('recogniser', file, 1);
  const readings = await recogniseWords(model, crops, { alternatives: 1 });
  await model.session.release();
  await rm(folder, { recursive: true });
  return readings.map(({ alternatives }) => alternatives[0]?.text ?? '');
}
