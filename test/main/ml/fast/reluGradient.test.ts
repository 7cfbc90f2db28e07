import { beforeAll, describe, expect, it } from 'vitest';
import { generalReluGradient } from '../../../../main/ml/blocks/relu.ts';
import { findTensorflow } from '../../../../main/ml/backends/engineFolder.ts';
import { startEngine } from '../../../../main/ml/backends/startEngine.ts';
import { reluGradient } from '../../../../main/ml/fast/reluGradient.ts';
import { tf } from '../../../../main/ml/tf.ts';

const isInstalled = findTensorflow() !== null;

describe.skipIf(!isInstalled)(
  'the ReLU gradient of TensorFlow (needs npx inkdex engine install tensorflow)',
  () => {
    beforeAll(async () => {
      await startEngine('tensorflow');
    });

    it('gives what the general form gives', () => {
      const output = tf.tensor1d([0, 0, 0.5, 3]);
      const outputGradient = tf.tensor1d([1, -2, 3, -4]);
      const expected = [...generalReluGradient(outputGradient, output).dataSync()];
      expect([...reluGradient(outputGradient, output).dataSync()]).toEqual(expected);
    });
  },
);
