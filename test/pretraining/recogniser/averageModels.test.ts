import { expect, it } from 'vitest';
import { averageModels } from '../../../pretraining/recogniser/averageModels.ts';
import { createOnnxGraph } from '../../../main/ml/onnx/graph.ts';
import { tf } from '../../../main/ml/tf.ts';
import { exampleMetadata, runOnnx } from '../../support/onnx.ts';

/** y = x * factor + offset, and a shape that is no weight. */
function line(factor: number, offsets: readonly number[]): Uint8Array {
  const graph = createOnnxGraph('line');
  const input = graph.input('x', [1, offsets.length]);
  const scaled = graph.node('Mul', [input, graph.initializer('factor', [1], Float32Array.of(factor))]);
  const offset = graph.initializer('offset', [offsets.length], Float32Array.from(offsets));
  const shape = graph.initializer('shape', [2], BigInt64Array.of(1n, -1n));
  graph.output('y', graph.node('Reshape', [graph.node('Add', [scaled, offset]), shape]), [1, offsets.length]);
  return graph.encode(exampleMetadata);
}

it('puts each weight so far from the first to the second', async () => {
  const between = averageModels(line(2, [0, 8]), line(4, [4, 0]), 0.25);
  const found = await runOnnx(between, tf.tensor2d([[10, 10]]));
  expect([...found.dataSync()]).toEqual([26, 31]);
});

it('is the first where nothing is of the second', () => {
  const first = line(2, [1, 2]);
  expect(Buffer.compare(averageModels(first, line(3, [0, 0]), 0), first)).toBe(0);
});

it('refuses models of other forms', () => {
  expect(() => averageModels(line(2, [0, 8]), line(4, [4, 0, 1]), 0.5)).toThrow('offset');
});
