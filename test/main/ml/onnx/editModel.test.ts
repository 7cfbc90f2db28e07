import { InferenceSession, Tensor } from '../../../../main/ml/onnx/runtime.ts';
import { expect, it } from 'vitest';
import { posteriorsOf, wordOf } from '../../../../main/ml/decoding/posteriors.ts';
import { withLogProbabilities } from '../../../../main/ml/onnx/editModel.ts';
import { logProbabilitiesOutput } from '../../../../main/ml/onnx/outputs.ts';
import { createOnnxGraph } from '../../../../main/ml/onnx/graph.ts';
import { createRandom } from '../../../../shared/random.ts';
import { exampleMetadata } from '../../../support/onnx.ts';
import { tinyRecogniser } from '../../../support/tinyModels.ts';

it('gives each word of a batch the posteriors that its logits give', async () => {
  const session = await InferenceSession.create(withLogProbabilities(tinyRecogniser()));
  const random = createRandom(2);
  const ink = Float32Array.from({ length: 3 * 48 * 64 }, () => random.next());
  const outputs = await session.run({ image: new Tensor('float32', ink, [3, 1, 48, 64]) });
  const { logits, [logProbabilitiesOutput]: found } = outputs;
  const [steps = 0, batch = 0, classes = 0] = logits?.dims ?? [];
  expect(found?.dims).toEqual([steps, 3, classes]);
  for (const word of [0, 1, 2]) {
    const wanted = posteriorsOf(logits?.data as Float32Array, { batch, classes }, word, steps);
    const given = wordOf(found?.data as Float32Array, { batch, classes }, word, steps);
    expect(given.steps * given.classes).toBe(steps * classes);
    for (const [place, value] of wanted.logProbabilities.entries()) {
      expect(given.logProbabilities[place]).toBeCloseTo(value, 4);
    }
  }
});

it('leaves a network without logits as it is', () => {
  const graph = createOnnxGraph('nothing');
  graph.output('same', graph.input('x', [1]), [1]);
  const file = graph.encode(exampleMetadata);
  expect(withLogProbabilities(file)).toBe(file);
});
