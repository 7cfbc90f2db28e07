import { beforeAll, expect, it } from 'vitest';
import { pretrainedRecogniserConfig } from '../../../main/ml/networks/recogniser/config.ts';
import { createRecogniser, recogniserOnnx } from '../../../main/ml/networks/recogniser/network.ts';
import { metadataOf } from '../../../main/ml/onnx/editModel.ts';
import { tf } from '../../../main/ml/tf.ts';
import { withoutSpace } from '../../../pretraining/recogniser/withoutSpace.ts';
import { createAlphabet, pretrainedCharacters } from '../../../shared/alphabet.ts';
import { createRandom } from '../../../shared/random.ts';
import { runOnnx } from '../../support/onnx.ts';

function starter(characters: string): Uint8Array {
  const config = pretrainedRecogniserConfig(createAlphabet(characters).classCount, 'small');
  const { height, widths } = config;
  const told = { format: 1, kind: 'recogniser', name: 'starter', stride: 4, parameters: 1 } as const;
  const weights = createRecogniser(config, createRandom(3));
  return recogniserOnnx(weights, config, { ...told, characters, height, widths: [...widths] });
}

beforeAll(async () => {
  await tf.setBackend('cpu');
});

it('says the same of the other classes', async () => {
  const bytes = starter(`${pretrainedCharacters} `);
  const without = withoutSpace(bytes);
  const image = tf.randomUniform([1, 1, 48, 64], 0, 1, 'float32', 5);
  const [all, kept] = await Promise.all([runOnnx(bytes, image), runOnnx(without, image)]);
  expect(kept.shape).toEqual([16, 1, createAlphabet(pretrainedCharacters).classCount]);
  const wanted = all.slice([0, 0, 0], [16, 1, kept.shape[2] ?? 0]);
  expect(tf.max(tf.abs(tf.sub(kept, wanted))).dataSync()[0]).toBeLessThan(1e-5);
  expect(metadataOf(without)).toMatchObject({ characters: pretrainedCharacters });
});

it('refuses a recogniser without a space', () => {
  expect(() => withoutSpace(starter(pretrainedCharacters))).toThrow(
    'The last class of this recogniser is no space.',
  );
});
