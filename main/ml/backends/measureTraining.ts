import { pretrainedCharacters } from '../../../shared/alphabet.ts';
import type { TrainingEngineName } from '../../../shared/contract/model.ts';
import { createRandom } from '../../../shared/random.ts';
import type { OptimizerName } from '../../../shared/contract/run.ts';
import { pretrainedRecogniserConfig, weightSteps } from '../networks/recogniser/config.ts';
import { createRecogniser, recogniserNetwork } from '../networks/recogniser/network.ts';
import { startRecogniserReplicas } from '../replicas/recogniserReplicas.ts';
import type { Replicas } from '../replicas/replica.ts';
import type { WordBatch } from '../networks/network.ts';
import { splitBatch } from '../training/recogniserTask.ts';
import { tf } from '../tf.ts';
import { batchGradients } from '../training/gradients.ts';
import { applyGradients, createOptimizerState, defaultOptimizer } from '../training/optimizer.ts';
import { recordStatistics, type StatisticsRecorder } from '../forwardPass.ts';
import { namedWeights, trainableWeights } from '../weights.ts';
import { replicaCount } from './processorShares.ts';

/** The network of the pretrained recogniser. */
export const measuredConfig = pretrainedRecogniserConfig(Array.from(pretrainedCharacters).length + 1);
const batchSize = 64;
/** The median width of words, in columns. */
const commonWidth = 128;
/** Approximate columns per character: a word of the median width has five characters. */
const columnsPerLetter = 26;

export interface MeasuredSteps {
  /** Widths of the batches of a round, in columns. */
  readonly widths?: readonly number[];
  /** By default AdamW. */
  readonly optimizer?: OptimizerName;
  /** Called when the first step of each width is complete. */
  readonly onFirstSteps?: () => void;
}

/**
 * Trains the network of the pretrained recogniser on noise, on the engine in use, and measures the time of whole
 * steps: loss, gradients and optimizer. The first step of each width is not counted.
 *
 * @param seconds minimum duration; the last round is completed
 * @returns words per second
 */
export async function measureTraining(
  engine: TrainingEngineName,
  seconds: number,
  { widths = [commonWidth], optimizer = 'adamw', onFirstSteps }: MeasuredSteps = {},
): Promise<number> {
  const replicas = startRecogniserReplicas(engine, measuredConfig, replicaCount(engine));
  try {
    const step = await createStep(replicas, optimizer);
    const batches = new Map(widths.map((width) => [width, createBatch(width)]));
    for (const batch of batches.values()) await step(batch);
    onFirstSteps?.();
    const startedAt = performance.now();
    let words = 0;
    let elapsed = 0;
    while (elapsed < seconds) {
      for (const width of widths) {
        const batch = batches.get(width);
        if (batch === undefined) continue;
        await step(batch);
        words += batchSize;
      }
      elapsed = (performance.now() - startedAt) / 1000;
    }
    for (const { images } of batches.values()) images.dispose();
    return words / elapsed;
  } finally {
    await replicas.close();
  }
}

/** By which part of itself a loss of `lossAfter` may differ from that of another engine: sums of floats in another order. */
export const largestLossDifference = 0.02;

/**
 * Trains the same network from the same weights on one small batch, in one part, and gives its loss after so many steps:
 * about the same on every engine that computes right.
 */
export async function lossAfter(engine: TrainingEngineName, steps: number): Promise<number> {
  const replicas = startRecogniserReplicas(engine, measuredConfig, 0);
  try {
    const step = await createStep(replicas, 'adamw');
    const batch = createBatch(commonWidth, 8);
    let loss = Number.NaN;
    for (let done = 0; done < steps; done += 1) loss = await step(batch);
    batch.images.dispose();
    return loss;
  } finally {
    await replicas.close();
  }
}

function createBatch(width: number, size = batchSize): WordBatch {
  const random = createRandom(width);
  const length = Math.max(1, Math.round(width / columnsPerLetter));
  return {
    images: tf.randomUniform([size, measuredConfig.height, width, 1], 0, 1, 'float32', width),
    labels: Array.from({ length: size }, () =>
      Int32Array.from({ length }, () => random.integer(1, measuredConfig.classes - 1)),
    ),
  };
}

async function createStep(
  replicas: Replicas<WordBatch>,
  optimizer: OptimizerName,
): Promise<(batch: WordBatch) => Promise<number>> {
  const random = createRandom(1);
  const weights = createRecogniser(measuredConfig, random);
  const trainable = trainableWeights(weights);
  const state = createOptimizerState(trainable, weightSteps(optimizer, measuredConfig));
  const task = {
    weights,
    loss: recogniserNetwork(weights, measuredConfig).loss,
    samplesIn: ({ labels }: WordBatch) => labels.length,
    split: splitBatch,
    disposeBatch: ({ images }: WordBatch) => {
      images.dispose();
    },
    replicas,
  };
  await replicas.load(namedWeights(weights), [...trainable.keys()]);
  return async (batch) => {
    const recorders: StatisticsRecorder[] = [];
    const { loss, gradient } = await batchGradients(task, batch, trainable, {
      parts: 1 + replicas.count,
      recorderOf: (part) => {
        const recorder = recordStatistics(random.fork(`pass ${part}`));
        recorders.push(recorder);
        return recorder;
      },
    });
    for (const recorder of recorders) recorder.discard();
    const norm = applyGradients(trainable, gradient, state, { ...defaultOptimizer, learningRate: 1e-3 });
    // Waits until the step is complete, also on a GPU.
    await norm.data();
    tf.dispose([norm, gradient]);
    return loss;
  };
}
