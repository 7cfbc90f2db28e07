import { starterCharacters } from '../../../shared/alphabet.ts';
import { createRandom } from '../../../shared/random.ts';
import { ctcLoss } from '../ctcLoss.ts';
import type { ForwardPass } from '../forwardPass.ts';
import { starterRecogniserConfig } from '../recogniser/config.ts';
import { createRecogniser, recognise } from '../recogniser/network.ts';
import { tf, type Scalar, type Tensor4D } from '../tf.ts';
import { applyGradients, createOptimizerState, defaultOptimizer } from '../training/optimizer.ts';
import { trainableWeights } from '../weights.ts';

const batchSize = 64;
/** The middle one of the widths that words come in. */
const width = 128;
/** As long as a common word. */
const labelLength = 5;

/**
 * Trains the starter recogniser's network on noise, on the engine in use, and times it: whole steps,
 * with the loss, the gradients and the optimizer, after one that is not counted.
 *
 * @param seconds to go on for at least; the last step is finished
 * @returns words per second
 */
export async function measureTraining(seconds: number): Promise<number> {
  const step = createStep();
  await step();
  const startedAt = performance.now();
  let steps = 0;
  let elapsed = 0;
  while (elapsed < seconds) {
    await step();
    steps += 1;
    elapsed = (performance.now() - startedAt) / 1000;
  }
  return (steps * batchSize) / elapsed;
}

function createStep(): () => Promise<void> {
  const random = createRandom(1);
  const config = starterRecogniserConfig(Array.from(starterCharacters).length + 1);
  const weights = createRecogniser(config, random);
  const trainable = trainableWeights(weights);
  const optimizer = createOptimizerState(trainable);
  const shape: [number, number, number, number] = [batchSize, config.height, width, 1];
  const images: Tensor4D = tf.randomUniform(shape, 0, 1, 'float32', 1);
  const labels = Array.from({ length: batchSize }, () =>
    Int32Array.from({ length: labelLength }, () => random.integer(1, config.classes - 1)),
  );
  const pass: ForwardPass = {
    training: true,
    random,
    observe: (_running, batch) => {
      batch.dispose();
    },
  };

  return async () => {
    const names = [...trainable.keys()];
    const { value, grads } = tf.variableGrads(() => {
      const { logits, shortcut } = recognise(images, weights, config, pass);
      const loss = ctcLoss(logits, labels, undefined);
      return shortcut === undefined ? loss : tf.add<Scalar>(loss, ctcLoss(shortcut, labels, undefined));
    }, [...trainable.values()]);
    const gradients = new Map(
      names.flatMap((name) => {
        const gradient = grads[trainable.get(name)?.name ?? ''];
        return gradient === undefined ? [] : [[name, gradient] as const];
      }),
    );
    const norm = applyGradients(trainable, gradients, optimizer, { ...defaultOptimizer, learningRate: 1e-3 });
    // The time counts when it is over, also on a GPU.
    await norm.data();
    tf.dispose([value, norm, ...gradients.values()]);
  };
}
