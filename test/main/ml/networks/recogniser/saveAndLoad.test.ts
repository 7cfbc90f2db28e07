import path from 'node:path';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { startEngine } from '../../../../../main/ml/backends/startEngine.ts';
import { readingPass } from '../../../../../main/ml/forwardPass.ts';
import { pretrainedRecogniserConfig } from '../../../../../main/ml/networks/recogniser/config.ts';
import {
  createRecogniser,
  recognise,
  type RecogniserWeights,
} from '../../../../../main/ml/networks/recogniser/network.ts';
import { type Tensor4D, tf } from '../../../../../main/ml/tf.ts';
import { readCheckpoint, writeCheckpoint } from '../../../../../main/ml/training/checkpoint.ts';
import { assignWeights, namedWeights } from '../../../../../main/ml/weights.ts';
import { createRandom } from '../../../../../shared/random.ts';
import { disturbWeights, randomTensor } from '../../../../support/onnx.ts';
import { temporaryFolder } from '../../../../support/library.ts';
import { disposeAfterEach } from '../../../../support/scopes.ts';

const config = pretrainedRecogniserConfig(12);
const header = { step: 3, seed: 1, best: -0.25, description: 'save and load' };

let folder: string;

beforeAll(() => startEngine('wasm'));
beforeEach(() => {
  folder = temporaryFolder();
});
disposeAfterEach();

it('weights that were saved and loaded give the same logits, bit for bit', async () => {
  const saved = network(1);
  const logits = logitsOf(saved);
  const file = path.join(folder, 'weights.checkpoint');
  await writeCheckpoint(file, { header, tensors: namedWeights(saved) });

  const loaded = network(2);
  expect(logitsOf(loaded)).not.toEqual(logits);
  const checkpoint = await readCheckpoint(file);
  expect(checkpoint?.header).toMatchObject(header);
  assignWeights(loaded, checkpoint?.tensors ?? new Map());
  expect(logitsOf(loaded)).toEqual(logits);
});

it('weights of another network are refused', async () => {
  const file = path.join(folder, 'weights.checkpoint');
  await writeCheckpoint(file, {
    header,
    tensors: namedWeights(createRecogniser(pretrainedRecogniserConfig(5), createRandom(1))),
  });
  const checkpoint = await readCheckpoint(file);
  expect(() => {
    assignWeights(network(2), checkpoint?.tensors ?? new Map());
  }).toThrow(/has shape \[.*\]; expected \[/u);
  const { recurrent, ...withoutRecurrent } = network(1);
  expect(() => {
    assignWeights(network(2), namedWeights(withoutRecurrent));
  }).toThrow(new RegExp(`${namedWeights(recurrent).size} are missing`, 'u'));
});

/** A network that has learned something, running statistics of batch norm included. */
function network(seed: number): RecogniserWeights {
  const weights = createRecogniser(config, createRandom(seed));
  disturbWeights(weights, seed, 0.05);
  return weights;
}

function logitsOf(weights: RecogniserWeights): Float32Array {
  const images = tf.clipByValue(randomTensor([2, 48, 64, 1], 4), 0, 1) as Tensor4D;
  return recognise(images, weights, config, readingPass(createRandom(0))).logits.dataSync<'float32'>();
}
