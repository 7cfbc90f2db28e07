import { InferenceSession, Tensor as OnnxTensor } from '../../main/ml/onnx/runtime.ts';
import { createOnnxGraph, type Dimension, type OnnxGraph, type ValueName } from '../../main/ml/onnx/graph.ts';
import { type Tensor, type Tensor4D, tf } from '../../main/ml/tf.ts';
import { namedWeights } from '../../main/ml/weights.ts';
import { createRandom } from '../../shared/random.ts';
import type { RecogniserMetadata } from '../../shared/contract/model.ts';

export const exampleMetadata: RecogniserMetadata = {
  format: 1,
  kind: 'recogniser',
  name: 'Example',
  characters: 'ab',
  height: 48,
  widths: [32, 64],
  stride: 4,
  parameters: 1,
};

/** Runs an .onnx file with one float32 input and one output through ONNX Runtime. */
export async function runOnnx(file: Uint8Array, input: Tensor): Promise<Tensor> {
  const session = await InferenceSession.create(file, { intraOpNumThreads: 1, logSeverityLevel: 3 });
  const [inputName, outputName] = [session.inputNames[0], session.outputNames[0]];
  if (inputName === undefined || outputName === undefined)
    throw new Error('The graph has no input or output.');
  const feeds = { [inputName]: new OnnxTensor('float32', input.dataSync<'float32'>(), input.shape) };
  const output = (await session.run(feeds))[outputName];
  await session.release();
  if (!(output?.data instanceof Float32Array)) throw new Error(`Output ${outputName} is not float32.`);
  return tf.tensor(output.data, [...output.dims]);
}

/** Runs the twin of a block that stands alone in a graph. */
export async function runTwin(
  twin: (graph: OnnxGraph, input: ValueName) => ValueName,
  input: Tensor,
): Promise<Tensor> {
  const anySize: readonly Dimension[] = input.shape.map((_, axis) => `axis${axis}`);
  const graph = createOnnxGraph('block');
  graph.output('output', twin(graph, graph.input('input', input.shape)), anySize);
  return runOnnx(graph.encode(exampleMetadata), input);
}

/** [batch, height, width, channels] -> [batch, channels, height, width] */
export function channelsFirst(tensor: Tensor4D): Tensor4D {
  return tf.transpose(tensor, [0, 3, 1, 2]);
}

export function largestDifference(a: Tensor, b: Tensor): number {
  if (!tf.util.arraysEqual(a.shape, b.shape)) return Infinity;
  return tf.max(tf.abs(tf.sub(a, b))).dataSync()[0] ?? Infinity;
}

/** Normal values, the same for the same seed. */
export function randomTensor(shape: number[], seed: number, deviation = 1): Tensor {
  const random = createRandom(seed);
  const size = tf.util.sizeFromShape(shape);
  return tf.tensor(
    Float32Array.from({ length: size }, () => random.normal() * deviation),
    shape,
  );
}

/** Moves every weight and running statistic away from where it starts. */
export function disturbWeights(tree: object, seed: number, deviation = 0.1): void {
  for (const [name, variable] of namedWeights(tree)) {
    const noise = randomTensor(variable.shape, seed + name.length, deviation);
    const changed = tf.add(variable, noise);
    variable.assign(name.endsWith('variance') ? tf.abs(tf.add(changed, 0.1)) : changed);
  }
}
