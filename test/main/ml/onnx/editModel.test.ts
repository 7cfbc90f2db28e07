import { InferenceSession, Tensor } from '../../../../main/ml/onnx/runtime.ts';
import { expect, it } from 'vitest';
import { posteriorsOf, wordOf } from '../../../../main/ml/decoding/posteriors.ts';
import { metadataOf, withLogProbabilities, withOtherHead } from '../../../../main/ml/onnx/editModel.ts';
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

it('gives some of the classes in another order, after the softmax over all', async () => {
  const random = createRandom(2);
  const image = Float32Array.from({ length: 48 * 64 }, () => random.next());
  const run = async (model: Uint8Array) => {
    const session = await InferenceSession.create(model);
    const { [logProbabilitiesOutput]: found } = await session.run({
      image: new Tensor('float32', image, [1, 1, 48, 64]),
    });
    return { dims: found?.dims ?? [], data: found?.data as Float32Array };
  };
  const all = await run(withLogProbabilities(tinyRecogniser()));
  const some = await run(withLogProbabilities(tinyRecogniser(), [0, 2, 1]));
  const [steps = 0, , classes = 0] = all.dims;
  expect(some.dims).toEqual([steps, 1, 3]);
  for (let step = 0; step < steps; step += 1) {
    const wanted = [0, 2, 1].map((place) => all.data[step * classes + place]);
    expect([...some.data.subarray(3 * step, 3 * step + 3)]).toEqual(wanted);
  }
});

it('leaves a network without logits as it is', () => {
  const graph = createOnnxGraph('nothing');
  graph.output('same', graph.input('x', [1]), [1]);
  const file = graph.encode(exampleMetadata);
  expect(withLogProbabilities(file)).toBe(file);
});

it('ends in another head', async () => {
  const graph = createOnnxGraph('recogniser');
  const seen = graph.node('Relu', [graph.input('image', [3])]);
  const weights = graph.initializer('old', [3], Float32Array.of(1, 2, 3));
  const result = graph.node('Mul', [seen, weights]);
  graph.output('logits', graph.node('Neg', [result]), [3]);
  const recogniser = graph.encode(exampleMetadata);
  const other = createOnnxGraph('head');
  const ones = other.initializer('new', [3], Float32Array.of(10, 10, 10));
  other.output(result, other.node('Add', [other.input(seen, [3]), ones]), [3]);
  const metadata = { ...exampleMetadata, name: 'other' };
  const joined = withOtherHead(recogniser, other.encode(metadata));
  const session = await InferenceSession.create(joined);
  const { logits } = await session.run({ image: new Tensor('float32', Float32Array.of(-1, 0, 5), [3]) });
  expect(logits?.data).toEqual(Float32Array.of(-10, -10, -15));
  expect(metadataOf(joined)).toEqual(metadata);

  const elsewhere = createOnnxGraph('head');
  elsewhere.output('none', elsewhere.node('Relu', [elsewhere.input(seen, [3])]), [3]);
  expect(() => withOtherHead(recogniser, elsewhere.encode(metadata))).toThrow('it does not end in none');
});
