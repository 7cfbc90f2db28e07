/**
 * Trains a tiny network for ten steps on WebGPU and on WebAssembly. Prints losses, a gradient and the tensors alive as
 * JSON. A process of its own: the loader of Vulkan looks for drivers in the environment that the process started with.
 */
import { startEngine } from '../../main/ml/backends/startEngine.ts';
import { recordStatistics } from '../../main/ml/forwardPass.ts';
import type { RecogniserConfig } from '../../main/ml/networks/recogniser/config.ts';
import { createRecogniser, type RecogniserWeights } from '../../main/ml/networks/recogniser/network.ts';
import { tf } from '../../main/ml/tf.ts';
import { partGradients } from '../../main/ml/training/gradients.ts';
import { defaultOptimizer } from '../../main/ml/training/optimizer.ts';
import { recogniserLoss, type WordBatch } from '../../main/ml/training/recogniserTask.ts';
import { train, type TrainingTask } from '../../main/ml/training/train.ts';
import { disposeWeights, trainableWeights } from '../../main/ml/weights.ts';
import { createRandom } from '../../shared/random.ts';

const steps = 10;
/** As small as can be: a software driver takes milliseconds for each operator. */
const config: RecogniserConfig = {
  height: 48,
  widths: [32],
  classes: 3,
  localisation: [2],
  stem: 4,
  blocks: [
    { channels: 4, pool: [2, 2] },
    { channels: 4, pool: [2, 1] },
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
        images: tf.randomUniform([2, config.height, 32, 1], 0, 1, 'float32', 7),
        labels: [Int32Array.of(1, 2), Int32Array.of(2)],
      }),
    samplesIn: ({ labels }) => labels.length,
    loss: recogniserLoss(weights, config),
    disposeBatch({ images }) {
      images.dispose();
    },
  };
}

async function trainOn(engine: 'wasm' | 'webgpu') {
  await startEngine(engine);
  const before = tf.memory().numTensors;
  const weights = createRecogniser(config, createRandom(1));
  const task = tinyTask(weights);
  const batch = await task.nextBatch(createRandom(1), 0);
  const recorder = recordStatistics(createRandom(1));
  const first = await partGradients(
    (given, pass) => task.loss(given, pass),
    batch,
    trainableWeights(weights),
    recorder,
  );
  recorder.discard();
  const gradient = [...(await first.gradient.data<'float32'>())];
  first.gradient.dispose();
  task.disposeBatch?.(batch);
  const losses: number[] = [];
  const tensors: number[] = [];
  const options = {
    seed: 1,
    schedule: { peak: 0.01, warmupSteps: 2, decaySteps: 2, totalSteps: steps },
    optimizer: defaultOptimizer,
    averageDecay: 0.8,
    statisticsMomentum: 0.9,
    statisticsBatches: 1,
    evaluateEvery: steps,
  };
  for await (const event of train(task, options)) {
    if (event.type !== 'step') continue;
    losses.push(event.loss);
    tensors.push(tf.memory().numTensors);
  }
  disposeWeights(weights);
  const left = tf.memory().numTensors - before;
  return { loss: first.loss, gradient, losses, tensors, left };
}

const wasm = await trainOn('wasm');
const webgpu = await trainOn('webgpu');
const norm = (values: readonly number[]): number => Math.hypot(...values);
console.log(
  JSON.stringify({
    loss: [wasm.loss, webgpu.loss],
    norm: norm(wasm.gradient),
    difference: norm(wasm.gradient.map((value, index) => value - (webgpu.gradient[index] ?? Infinity))),
    losses: [wasm.losses, webgpu.losses],
    tensors: [new Set(wasm.tensors).size, new Set(webgpu.tensors).size],
    left: [wasm.left, webgpu.left],
  }),
);
process.exit();
