import type { DetectorMetadata, RecogniserMetadata } from '../../shared/contract/model.ts';
import { createOnnxGraph } from '../../main/ml/onnx/graph.ts';

/** Models small enough to know their answers, in the files that trained ones come in. */

export const tinyRecogniserMetadata: RecogniserMetadata = {
  format: 1,
  kind: 'recogniser',
  name: 'tiny-recogniser',
  characters: 'ab',
  height: 48,
  widths: [64, 128, 256],
  stride: 8,
  parameters: 6,
};

export const tinyDetectorMetadata: DetectorMetadata = {
  format: 1,
  kind: 'detector',
  name: 'tiny-detector',
  longSide: 320,
  multiple: 32,
  stride: 4,
  thresholds: { kernel: 0.5, score: 0.6, faint: 0.1, overlap: 0.4 },
  parameters: 10,
};

/**
 * Reads each 8 columns by how much of them is ink: none is a blank, a third an `a`, all a `b`.
 *
 * @param bias of blank, `a` and `b`
 */
export function tinyRecogniser(bias: readonly [number, number, number] = [0, -9, -51]): Uint8Array {
  const graph = createOnnxGraph('tiny-recogniser');
  const image = graph.input('image', ['batch', 1, 48, 'width']);
  const shares = graph.node('AveragePool', [image], { kernel_shape: [48, 8], strides: [48, 8] });
  // [batch, 1, 1, time] to [time, batch, 1].
  const flat = graph.node('Squeeze', [shares, graph.initializer('axis', [1], BigInt64Array.of(2n))]);
  const sequence = graph.node('Transpose', [flat], { perm: [2, 0, 1] });
  const scores = graph.node('MatMul', [
    sequence,
    graph.initializer('weights', [1, 3], Float32Array.of(0, 60, 120)),
  ]);
  const logits = graph.node('Add', [scores, graph.initializer('bias', [3], Float32Array.from(bias))]);
  graph.output('logits', logits, ['time', 'batch', 3]);
  return graph.encode(tinyRecogniserMetadata);
}

/** Takes each blot of ink for a word that reaches 8 pixels beyond the cells of its kernel. */
export function tinyDetector(): Uint8Array {
  const graph = createOnnxGraph('tiny-detector');
  const ink = graph.input('ink', [1, 1, 'height', 'width']);
  const cells = graph.node('AveragePool', [ink], { kernel_shape: [4, 4], strides: [4, 4] });
  const kernel = graph.node('Conv', [
    cells,
    graph.initializer('kernelWeights', [1, 1, 1, 1], Float32Array.of(40)),
    graph.initializer('kernelBias', [1], Float32Array.of(-10)),
  ]);
  const distances = graph.node('Conv', [
    cells,
    graph.initializer('distanceWeights', [4, 1, 1, 1], new Float32Array(4)),
    graph.initializer('distanceBias', [4], Float32Array.of(8, 8, 8, 8)),
  ]);
  graph.output('kernel', kernel, [1, 1, 'rows', 'columns']);
  graph.output('distances', distances, [1, 4, 'rows', 'columns']);
  return graph.encode(tinyDetectorMetadata);
}
