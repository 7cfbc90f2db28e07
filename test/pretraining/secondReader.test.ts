import { beforeAll, expect, it } from 'vitest';
import { readingPass } from '../../main/ml/forwardPass.ts';
import { createOnnxGraph } from '../../main/ml/onnx/graph.ts';
import { type Tensor3D, tf } from '../../main/ml/tf.ts';
import { withOtherHead } from '../../main/ml/onnx/editModel.ts';
import { openSession, runModel } from '../../main/reader/models/onnxSession.ts';
import { withHalfWeights } from '../../pretraining/secondReader/halfWeights.ts';
import {
  createHead,
  headOnnx,
  type HeadWeights,
  runHead,
} from '../../pretraining/secondReader/headNetwork.ts';
import { scriptsHead } from '../../pretraining/secondReader/scriptsHead.ts';
import { featuresOutput, storedDense, withFeatures, withHead } from '../../pretraining/secondReader/trunk.ts';
import { createRandom } from '../../shared/random.ts';
import { disturbWeights, exampleMetadata, randomTensor } from '../support/onnx.ts';

const random = createRandom(5);
const [features, classes, steps, batch] = [6, 9, 7, 2];
/** Of its own layer's classes, those of the head. */
const taken = [0, 4, 2, 8];
const form = { dropout: [0.1, 0.3] } as const;

beforeAll(() => tf.setBackend('cpu'));

/** A network that ends as PP-OCR's recogniser does, and passes on what it is given before. */
function network(): Uint8Array {
  const graph = createOnnxGraph('network');
  const given = graph.input('image', ['batch', 'time', features]);
  const numbers = (count: number): Float32Array =>
    Float32Array.from({ length: count }, () => random.normal());
  const trunk = graph.node('Relu', [given]);
  const kernel = graph.initializer('kernel', [features, classes], numbers(features * classes));
  const product = graph.node('MatMul', [trunk, kernel]);
  const sum = graph.node('Add', [product, graph.initializer('bias', [classes], numbers(classes))]);
  graph.output('logits', sum, ['batch', 'time', classes]);
  return graph.encodeBare();
}

async function run(bytes: Uint8Array, image: Tensor3D, output: string): Promise<Float32Array> {
  const session = await openSession(bytes, 1);
  const input = { data: image.dataSync<'float32'>().slice(), shape: image.shape };
  return (await runModel(session, ['image', input], [output]))[output]?.data ?? new Float32Array();
}

function logitsOf(image: Tensor3D, head: HeadWeights): Float32Array {
  return tf.tidy(() => {
    const seen = tf.transpose(tf.relu(image), [1, 0, 2]);
    const logits = runHead(seen, head, form, readingPass(random));
    return tf.transpose(logits, [1, 0, 2]).dataSync<'float32'>().slice();
  });
}

function largestDifference(one: Float32Array, other: Float32Array): number {
  expect(one.length).toBe(other.length);
  return Math.max(...one.map((value, at) => Math.abs(value - (other[at] ?? NaN))));
}

const image = randomTensor([batch, steps, features], 5) as Tensor3D;

it('a new head gives what the last layer of the file gives, of its classes', async () => {
  const bytes = network();
  const own = await run(bytes, image, 'logits');
  const head = createHead(random, storedDense(bytes), taken, 3);
  const expected = Float32Array.from({ length: batch * steps * taken.length }, (_, at) => {
    const row = Math.floor(at / taken.length);
    return own[row * classes + (taken[at % taken.length] ?? 0)] ?? NaN;
  });
  expect(largestDifference(logitsOf(image, head), expected)).toBeLessThan(1e-5);
});

it('a file with a trained head gives what training computes, and almost that with its weights halved', async () => {
  const bytes = network();
  const head = createHead(random, storedDense(bytes), taken, 3);
  disturbWeights(head, 3);
  const made = withHead(bytes, (from, to) => headOnnx(head, from, to));
  const expected = logitsOf(image, head);
  expect(largestDifference(await run(made, image, 'logits'), expected)).toBeLessThan(1e-5);
  expect(largestDifference(await run(withHalfWeights(made), image, 'logits'), expected)).toBeLessThan(0.02);
});

it('the features are what the last layer takes', async () => {
  const found = await run(withFeatures(network()), image, featuresOutput);
  expect(largestDifference(found, tf.relu(image).dataSync<'float32'>())).toBe(0);
});

it('its own last layer, in bytes, gives nearly the same on the network with the other head', async () => {
  const bytes = network();
  const weights = createHead(random, storedDense(bytes), taken, 3);
  const other = withHead(bytes, (from, to) => headOnnx(weights, from, to));
  const again = withOtherHead(other, scriptsHead(bytes, exampleMetadata));
  const [wanted, found] = await Promise.all([run(bytes, image, 'logits'), run(again, image, 'logits')]);
  expect(largestDifference(wanted, found)).toBeLessThan(0.1);
  expect(largestDifference(wanted, found)).toBeGreaterThan(0);
});
