import type { DetectorMetadata } from '../../../shared/contract/model.ts';
import { channelAffine } from '../blocks/batchNorm.ts';
import { convolutionOnnx, type Strides } from '../blocks/convolution.ts';
import { depthwiseSeparableOnnx } from '../blocks/depthwiseSeparable.ts';
import { createOnnxGraph, type OnnxGraph, type ValueName } from '../onnx/graph.ts';
import { distanceUnit, type DetectorWeights, type NormedConvolutionWeights } from './network.ts';
import { upsampleOnnx } from './upsample.ts';

/**
 * The twin of `detect`: `ink` float32 [1, 1, height, width], both a multiple of 32, to `kernel`
 * (logits) [1, 1, height / 4, width / 4] and `distances` (input pixels; left, top, right, bottom)
 * [1, 4, height / 4, width / 4].
 *
 * @returns the bytes of the .onnx file
 */
export function detectorOnnx(weights: DetectorWeights, metadata: DetectorMetadata): Uint8Array {
  const graph = createOnnxGraph('detector');
  const ink = graph.input('ink', [1, 1, 'height', 'width']);
  const merged = pyramid(graph, backbone(graph, ink, weights), weights);
  const output = convolutionOnnx(graph, normed(graph, merged, weights.neck), weights.head);
  const logDistances = channels(graph, output, 1, 5);
  const unit = graph.initializer('unit', [1], Float32Array.of(distanceUnit));
  const distances = graph.node('Mul', [graph.node('Exp', [logDistances]), unit]);
  graph.output('kernel', channels(graph, output, 0, 1), [1, 1, 'rows', 'columns']);
  graph.output('distances', distances, [1, 4, 'rows', 'columns']);
  return graph.encode(metadata);
}

function backbone(graph: OnnxGraph, ink: ValueName, weights: DetectorWeights): ValueName[] {
  let features = ink;
  const levels: ValueName[] = [];
  for (const block of weights.shallow) {
    features = normed(graph, features, block, [2, 2]);
    levels.push(features);
  }
  for (const [level, blocks] of weights.deep.entries()) {
    for (const [index, block] of blocks.entries()) {
      const halves = level > 0 && index === 0;
      features = depthwiseSeparableOnnx(graph, features, block, { stride: halves ? 2 : 1 });
    }
    if (level === 0) levels[2] = features;
    else levels.push(features);
  }
  return levels.slice(1);
}

function pyramid(graph: OnnxGraph, features: readonly ValueName[], weights: DetectorWeights): ValueName {
  const levels = features.map((feature, level) => {
    const lateral = weights.laterals[level];
    if (lateral === undefined) throw new RangeError(`The pyramid has no lateral ${level}.`);
    return convolutionOnnx(graph, feature, lateral);
  });
  const last = levels.at(-1);
  if (last === undefined) throw new RangeError('The backbone gave no features.');
  return weights.merges.reduce<ValueName>((coarse, merge, index) => {
    const fine = levels[levels.length - 2 - index];
    if (fine === undefined) throw new RangeError(`The pyramid has no level ${index}.`);
    const sum = graph.node('Add', [upsampleOnnx(graph, coarse), fine]);
    return depthwiseSeparableOnnx(graph, sum, merge);
  }, last);
}

function normed(
  graph: OnnxGraph,
  input: ValueName,
  { convolution, norm }: NormedConvolutionWeights,
  strides: Strides = [1, 1],
): ValueName {
  return graph.node('Relu', [
    convolutionOnnx(graph, input, convolution, { strides, affine: channelAffine(norm) }),
  ]);
}

function channels(graph: OnnxGraph, input: ValueName, start: number, end: number): ValueName {
  const index = (value: number): ValueName =>
    graph.initializer('index', [1], BigInt64Array.of(BigInt(value)));
  return graph.node('Slice', [input, index(start), index(end), index(1)]);
}
