import { join } from 'node:path';
import type { ModelMetadata } from '../../../shared/contract/model.ts';
import { InkdexError } from '../../../shared/result.ts';
import { writeWhole } from '../../files/writeWhole.ts';
import type { ExportedModel } from './exportModel.ts';
import { readOnnxSource } from './onnxSource.ts';
import { createTensorflowGraph, type EncodedGraph } from './tensorflowGraph.ts';
import { defineLstm } from './tensorflowLayers.ts';
import { operators } from './tensorflowOperators.ts';
import { createConvertedValues } from './tensorflowValues.ts';

/** As TensorFlow.js's own converter cuts them: browsers keep files up to this size. */
const shardBytes = 4 * 1024 ** 2;

/**
 * Writes a model as a graph model of TensorFlow.js, which `tf.loadGraphModel` opens: `model.json` and the weights,
 * little-endian, in shards of 4 MB. Images have their channels last: the input `image` is [batch, height, width, 1].
 * Models with LSTM layers have loops, so that they run with `executeAsync`.
 *
 * @throws InkdexError `bad-arguments` for a graph with an operator that is not converted; `disk-full`
 */
export async function writeTensorflowJs(
  folder: string,
  { bytes, metadata, name }: ExportedModel<ModelMetadata>,
): Promise<void> {
  const { modelTopology, signature, weights, bytes: all } = converted(name, bytes);
  const count = Math.max(1, Math.ceil(all.length / shardBytes));
  const paths = Array.from({ length: count }, (_, index) => `group1-shard${index + 1}of${count}.bin`);
  const json = {
    format: 'graph-model',
    generatedBy: 'Inkdex',
    convertedBy: null,
    modelTopology,
    signature,
    userDefinedMetadata: { inkdex: metadata },
    weightsManifest: [{ paths, weights }],
  };
  for (const [index, path] of paths.entries()) {
    await writeWhole(join(folder, path), [all.subarray(index * shardBytes, (index + 1) * shardBytes)]);
  }
  await writeWhole(join(folder, 'model.json'), [`${JSON.stringify(json)}\n`]);
}

function converted(name: string, bytes: Uint8Array): EncodedGraph {
  const source = readOnnxSource(bytes);
  const graph = createTensorflowGraph();
  const values = createConvertedValues(graph, source.constants);
  if (source.nodes.some(({ operator }) => operator === 'LSTM')) defineLstm(graph);
  for (const { name: input, shape } of source.inputs) {
    if (shape.length === 4) values.setLast(input, graph.input(input, channelsLast(shape)));
    else values.setPlain(input, graph.input(input, shape));
  }
  for (const node of source.nodes) {
    const convert = operators.get(node.operator);
    try {
      if (convert === undefined) throw new Error(`it has the operator ${node.operator}`);
      convert(graph, values, node);
    } catch (error) {
      const found = error instanceof Error ? error.message : String(error);
      throw new InkdexError(
        'bad-arguments',
        `${name} cannot be converted for TensorFlow.js: ${found}. Export it as .onnx.`,
        { cause: error },
      );
    }
  }
  for (const { name: output, shape } of source.outputs) {
    const isImage = shape.length === 4;
    const value = isImage ? values.last(output) : values.plain(output);
    graph.output(output, value, isImage ? channelsLast(shape) : shape);
  }
  return graph.encode();
}

function channelsLast([batch = -1, channels = -1, height = -1, width = -1]: readonly number[]): number[] {
  return [batch, height, width, channels];
}
