import { afterAll, describe, expect, it } from 'vitest';
import { findTensorflows } from '../../../../../main/ml/backends/installTensorflow.ts';
import { startEngine } from '../../../../../main/ml/backends/startEngine.ts';
import { ctcLoss } from '../../../../../main/ml/ctc/loss.ts';
import { pretrainedRecogniserConfig } from '../../../../../main/ml/networks/recogniser/config.ts';
import { createRecogniser, recognise } from '../../../../../main/ml/networks/recogniser/network.ts';
import { type Scalar, type Tensor4D, tf } from '../../../../../main/ml/tf.ts';
import { disposeWeights, trainableWeights } from '../../../../../main/ml/weights.ts';
import type { TrainingEngineName } from '../../../../../shared/contract/model.ts';
import { createRandom } from '../../../../../shared/random.ts';
import { disturbWeights, randomTensor } from '../../../../support/onnx.ts';

const config = {
  ...pretrainedRecogniserConfig(9),
  stem: 4,
  blocks: [
    { channels: 8, pool: [2, 2] as const },
    { channels: 8, pool: [2, 1] as const },
    { channels: 8, pool: [1, 1] as const },
  ],
  recurrent: [5],
};
const labels = [Int32Array.of(1, 2, 2), Int32Array.of(3), Int32Array.of()];

/** Loss and every weight's gradient of one training step, on the backend in use. */
function trainingStep(): { loss: number; gradients: Map<string, readonly number[]> } {
  const weights = createRecogniser(config, createRandom(1));
  disturbWeights(weights, 2, 0.05);
  const named = trainableWeights(weights);
  tf.engine().startScope();
  const images = tf.abs(randomTensor([3, 48, 32, 1], 3)) as Tensor4D;
  const random = createRandom(4);
  const observe = (_: unknown, statistic: { dispose(): void }): void => {
    statistic.dispose();
  };
  const { value, grads } = tf.variableGrads(() => {
    const { logits, shortcut } = recognise(images, weights, config, { training: true, random, observe });
    if (shortcut === undefined) throw new Error('No shortcut while training.');
    return tf.add<Scalar>(ctcLoss(logits, labels), ctcLoss(shortcut, labels));
  }, [...named.values()]);
  const gradients = new Map(
    [...named].map(([name, variable]) => [name, [...(grads[variable.name]?.dataSync() ?? [])]] as const),
  );
  const loss = value.dataSync()[0] ?? NaN;
  tf.engine().endScope();
  disposeWeights(weights);
  return { loss, gradients };
}

describe.each<{ name: string; engine: TrainingEngineName; isHere: boolean }>([
  { name: 'wasm', engine: 'wasm', isHere: true },
  {
    name: 'tensorflow (needs npx inkdex engine install tensorflow)',
    engine: 'tensorflow',
    isHere: findTensorflows().length > 0,
  },
])('a training step on $name', ({ engine, isHere }) => {
  afterAll(async () => {
    await tf.setBackend('cpu');
  });

  it.skipIf(!isHere)('has the loss and the gradients that the plain backend has', async () => {
    await tf.setBackend('cpu');
    const expected = trainingStep();
    await startEngine(engine);
    const { loss, gradients } = trainingStep();
    expect(loss).toBeCloseTo(expected.loss, 3);
    for (const [name, values] of expected.gradients) {
      const scale = Math.max(...values.map(Math.abs), 1e-3);
      const found = gradients.get(name) ?? [];
      const difference = Math.max(...values.map((value, at) => Math.abs(value - (found[at] ?? NaN))));
      expect(difference / scale, name).toBeLessThan(0.01);
    }
  });
});
