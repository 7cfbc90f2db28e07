import type { RecogniserMetadata } from '../../../shared/contract/model.ts';
import { channelAffine } from '../blocks/batchNorm.ts';
import { convolutionOnnx } from '../blocks/convolution.ts';
import { denseOnnx } from '../blocks/dense.ts';
import { depthwiseSeparableOnnx } from '../blocks/depthwiseSeparable.ts';
import { bidirectionalLstmOnnx } from '../blocks/lstm.ts';
import { createOnnxGraph } from '../onnx/graph.ts';
import type { RecogniserConfig } from './config.ts';
import type { RecogniserWeights } from './network.ts';
import { straightenOnnx } from './transformer.ts';

/**
 * The bytes of an .onnx file that reads as `recognise` does outside of training, batch norm folded.
 * Input: `image` float32 [batch, 1, height, width]; output: `logits` float32 [time, batch, classes].
 */
export function recogniserOnnx(
  weights: RecogniserWeights,
  config: RecogniserConfig,
  metadata: RecogniserMetadata,
): Uint8Array {
  const graph = createOnnxGraph('recogniser');
  const images = graph.input('image', ['batch', 1, config.height, 'width']);
  const rectified = straightenOnnx(graph, images, weights.transformer, config.height);

  let features = graph.node('Relu', [
    convolutionOnnx(graph, rectified, weights.stem.convolution, {
      strides: [2, 2],
      affine: channelAffine(weights.stem.norm),
    }),
  ]);
  for (const [index, block] of weights.blocks.entries()) {
    features = depthwiseSeparableOnnx(graph, features, block, { pool: config.blocks[index]?.pool ?? [1, 1] });
  }

  const rows = graph.initializer('axes', [1], BigInt64Array.of(2n));
  const columns = graph.node('ReduceMax', [features, rows], { keepdims: { int: 0 } });
  // [batch, channels, time] -> [time, batch, channels]
  let sequence = graph.node('Transpose', [columns], { perm: [2, 0, 1] });
  for (const layer of weights.recurrent) sequence = bidirectionalLstmOnnx(graph, sequence, layer);
  graph.output('logits', denseOnnx(graph, sequence, weights.head), ['time', 'batch', config.classes]);
  return graph.encode(metadata);
}
