import onnxProto from 'onnx-proto';
import { beforeAll, expect, it } from 'vitest';
import { bidirectionalLstmOnnx, createBidirectionalLstm } from '../../../../main/ml/blocks/lstm.ts';
import { createOnnxGraph } from '../../../../main/ml/onnx/graph.ts';
import { quantizeLstm } from '../../../../main/ml/onnx/quantizeLstm.ts';
import { tf } from '../../../../main/ml/tf.ts';
import { createRandom } from '../../../../shared/random.ts';
import { exampleMetadata, largestDifference, randomTensor, runOnnx } from '../../../support/onnx.ts';

const { ModelProto } = onnxProto.onnx;
const [channelsIn, hidden] = [12, 8];

beforeAll(() => tf.setBackend('cpu'));

/** Two layers, the second of which hears the first. */
function twoLayers(): Uint8Array {
  const random = createRandom(1);
  const graph = createOnnxGraph('layers');
  const input = graph.input('x', ['time', 'batch', channelsIn]);
  const first = bidirectionalLstmOnnx(graph, input, createBidirectionalLstm(random, channelsIn, hidden));
  const second = bidirectionalLstmOnnx(graph, first, createBidirectionalLstm(random, 2 * hidden, hidden));
  graph.output('y', second, ['time', 'batch', 2 * hidden]);
  return graph.encode(exampleMetadata);
}

it('reads nearly as the floats do', async () => {
  const file = twoLayers();
  const input = randomTensor([9, 3, channelsIn], 2);
  const exact = await runOnnx(file, input);
  const quantized = await runOnnx(quantizeLstm(file), input);
  const difference = largestDifference(quantized, exact);
  expect(difference).toBeGreaterThan(0);
  expect(difference).toBeLessThan(0.03);
});

it('gives the weights seven bits, a scale for each unit, and drops the floats', () => {
  const { graph } = ModelProto.decode(quantizeLstm(twoLayers()));
  const kernels = (graph?.initializer ?? []).filter(({ name }) => name?.endsWith('.bytes'));
  expect(kernels.map(({ dims }) => dims?.map(Number))).toEqual([
    [2, channelsIn, 4 * hidden],
    [2, hidden, 4 * hidden],
    [2, 2 * hidden, 4 * hidden],
    [2, hidden, 4 * hidden],
  ]);
  for (const { rawData, dims } of kernels) {
    const bytes = new Int8Array(rawData ?? []);
    const gates = Number(dims?.[2]);
    const largest = Array.from({ length: gates }, (_, gate) =>
      bytes
        .filter((_byte, at) => at % gates === gate)
        .reduce((most, byte) => Math.max(most, Math.abs(byte)), 0),
    );
    expect(Math.max(...largest)).toBe(63);
    expect(Math.min(...largest)).toBeGreaterThan(40);
  }
  const names = new Set(graph?.initializer?.map(({ name }) => name));
  for (const { name } of kernels) expect(names).not.toContain(name?.replace('.bytes', ''));
});

it('leaves a network without such layers as it is', () => {
  const graph = createOnnxGraph('nothing');
  graph.output('same', graph.input('x', [1]), [1]);
  const file = graph.encode(exampleMetadata);
  expect(quantizeLstm(file)).toBe(file);
});
