import { beforeAll, expect, it } from 'vitest';
import onnxProto from 'onnx-proto';
import { createOnnxGraph } from '../../../../main/ml/onnx/graph.ts';
import { tf } from '../../../../main/ml/tf.ts';
import { exampleMetadata, runOnnx } from '../../../support/onnx.ts';

beforeAll(() => tf.setBackend('cpu'));

it('writes a file that ONNX Runtime runs, for any size of a named axis', async () => {
  const graph = createOnnxGraph('sum');
  const input = graph.input('x', ['rows', 2]);
  const offset = graph.initializer('offset', [2], Float32Array.of(10, 20));
  const axes = graph.initializer('axes', [1], BigInt64Array.of(1n));
  const sum = graph.node('ReduceSum', [graph.node('Add', [input, offset]), axes], { keepdims: { int: 0 } });
  graph.output('sum', graph.node('LeakyRelu', [sum], { alpha: { float: 0.5 } }), ['rows']);
  const file = graph.encode(exampleMetadata);
  expect([...(await runOnnx(file, tf.tensor2d([[1, 2]]))).dataSync()]).toEqual([33]);
  expect([
    ...(
      await runOnnx(
        file,
        tf.tensor2d([
          [1, 2],
          [-40, 0],
        ]),
      )
    ).dataSync(),
  ]).toEqual([33, -5]);
});

it('carries the metadata as JSON', () => {
  const graph = createOnnxGraph('nothing');
  graph.output('same', graph.input('x', [1]), [1]);
  const model = onnxProto.onnx.ModelProto.decode(graph.encode(exampleMetadata));
  const [property] = model.metadataProps;
  expect(property?.key).toBe('inkdex');
  expect(JSON.parse(property?.value ?? '')).toEqual(exampleMetadata);
});

it('refuses values that do not fill their shape', () => {
  expect(() => createOnnxGraph('g').initializer('kernel', [2, 3], new Float32Array(5))).toThrow('needs 6');
});
