/**
 * Trains a tiny network for ten steps on WebAssembly and on WebGPU, there also with a stop after five. Prints losses,
 * gradients and the tensors alive as JSON. A process of its own: the loader of Vulkan looks for drivers in the
 * environment that the process started with.
 *
 * Argument: a folder for the checkpoint.
 */
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { startEngine } from '../../main/ml/backends/startEngine.ts';
import { recordStatistics } from '../../main/ml/forwardPass.ts';
import type { WordBatch } from '../../main/ml/networks/network.ts';
import type { RecogniserConfig } from '../../main/ml/networks/recogniser/config.ts';
import {
  createRecogniser,
  recogniserNetwork,
  type RecogniserWeights,
} from '../../main/ml/networks/recogniser/network.ts';
import { tf } from '../../main/ml/tf.ts';
import { partGradients } from '../../main/ml/training/gradients.ts';
import { train, type TrainingTask } from '../../main/ml/training/train.ts';
import { disposeWeights, namedWeights, trainableWeights } from '../../main/ml/weights.ts';
import { createRandom } from '../../shared/random.ts';
import { shortTraining } from './eightWords.ts';

const steps = 10;
/** As small as can be: a software driver takes milliseconds for each operator. */
const config: RecogniserConfig = {
  height: 48,
  widths: [16],
  classes: 3,
  localisation: [2],
  stem: 4,
  blocks: [
    { channels: 4, pool: [2, 2] },
    { channels: 4, pool: [2, 1] },
  ],
  recurrent: [4],
  dropout: 0,
};

function tinyTask(weights: RecogniserWeights): TrainingTask<WordBatch> {
  return {
    weights,
    description: 'two words of noise',
    nextBatch: () =>
      Promise.resolve({
        images: tf.randomUniform([2, config.height, 16, 1], 0, 1, 'float32', 7),
        labels: [Int32Array.of(1, 2), Int32Array.of(2)],
      }),
    samplesIn: ({ labels }) => labels.length,
    loss: recogniserNetwork(weights, config).loss,
    disposeBatch({ images }) {
      images.dispose();
    },
  };
}

/** @returns the loss and the gradient of the first batch */
async function firstGradient() {
  const weights = createRecogniser(config, createRandom(1));
  const task = tinyTask(weights);
  const batch = await task.nextBatch(createRandom(1), 0);
  const recorder = recordStatistics(createRandom(1));
  const { loss, gradient } = await partGradients(
    (given, pass) => task.loss(given, pass),
    batch,
    trainableWeights(weights),
    recorder,
  );
  recorder.discard();
  task.disposeBatch?.(batch);
  disposeWeights(weights);
  const values = [...(await gradient.data<'float32'>())];
  gradient.dispose();
  return { loss, gradient: values };
}

/**
 * Trains from the checkpoint, if there is one, up to a step.
 *
 * @param seed of the weights that the training starts with
 * @returns the loss of each step, the numbers of tensors after them, and the weights at the end, one after another
 */
async function trainUntil(lastStep: number, { seed = 1, checkpoint = '' } = {}) {
  const weights = createRecogniser(config, createRandom(seed));
  const stop = new AbortController();
  const losses: number[] = [];
  const tensors = new Set<number>();
  const schedule = { peak: 0.02, warmupSteps: 2, decaySteps: 2, totalSteps: steps };
  const options = shortTraining(schedule, {
    statisticsBatches: 1,
    signal: stop.signal,
    ...(checkpoint !== '' && { checkpoint: { path: checkpoint, every: steps } }),
  });
  for await (const event of train(tinyTask(weights), options)) {
    if (event.type !== 'step') continue;
    losses.push(event.loss);
    tensors.add(tf.memory().numTensors);
    if (event.step === lastStep) stop.abort();
  }
  const values: number[] = [];
  for (const weight of namedWeights(weights).values()) values.push(...(await weight.data<'float32'>()));
  disposeWeights(weights);
  return { losses, weights: values, tensors: tensors.size };
}

async function measure(engine: 'wasm' | 'webgpu') {
  await startEngine(engine);
  // The program of the real network's recurrent products. WebGPU has another one for products of up to 128 elements,
  // which takes SwiftShader forty times as long.
  if (engine === 'webgpu') tf.env().set('WEBGPU_MATMUL_PROGRAM_TYPE', 2);
  const before = tf.memory().numTensors;
  const first = await firstGradient();
  const whole = await trainUntil(steps);
  return { first, whole, left: () => tf.memory().numTensors - before };
}

const wasm = await measure('wasm');
const wasmLeft = wasm.left();
const webgpu = await measure('webgpu');
const checkpoint = join(process.argv[2] ?? '.', 'checkpoint');
const beginning = await trainUntil(steps / 2, { checkpoint });
const rest = await trainUntil(steps, { checkpoint, seed: 2 });
const norm = (values: readonly number[]): number => Math.hypot(...values);
console.log(
  JSON.stringify({
    loss: [wasm.first.loss, webgpu.first.loss],
    norm: norm(wasm.first.gradient),
    difference: norm(
      wasm.first.gradient.map((value, index) => value - (webgpu.first.gradient[index] ?? Infinity)),
    ),
    losses: [wasm.whole.losses, webgpu.whole.losses],
    resumed: {
      losses: [beginning.losses, rest.losses],
      sameWeights: isDeepStrictEqual(rest.weights, webgpu.whole.weights),
    },
    tensors: [wasm.whole.tensors, webgpu.whole.tensors, beginning.tensors, rest.tensors],
    left: [wasmLeft, webgpu.left()],
  }),
);
process.exit();
