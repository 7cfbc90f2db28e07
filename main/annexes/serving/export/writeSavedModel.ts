import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { blankClass } from '../../../../shared/alphabet.ts';
import { InkdexError } from '../../../../shared/result.ts';
import { characters } from '../../../../shared/text.ts';
import { writeWhole } from '../../../files/writeWhole.ts';
import { cropModel, pixelsInput } from '../../../ml/export/cropModel.ts';
import type { ExportedModel } from '../../../ml/export/exportModel.ts';
import { readOnnxSource } from './onnxSource.ts';
import { createTensorflowGraph, type NodeBuilder } from './tensorflowGraph.ts';
import { createConvertedValues, elements } from './tensorflowLayers.ts';
import { operators } from './tensorflowOperators.ts';

/**
 * Writes a recogniser, with its preprocessing and its decoder, for TensorFlow and TensorFlow Serving, in the two forms that
 * clients of older systems ask. Both are SavedModels with the signature `serving_default` and the weights in the graph.
 *
 * - `pictures/1`, as attention-ocr's: `input`, the bytes of one picture or several, to `output` and `probability`; the
 *   same graph frozen is `frozen_graph.pb`
 * - `pixels/1`, as CRNN_Tensorflow's: `input_tensor`, float32 [1, height, width, 3] from -1 to 1, to a sparse tensor of the
 *   characters of the text, by their Unicode code points or given numbers: `decodes_indices`, `decodes_values`, `decodes_dense_shape`
 *
 * @throws InkdexError `bad-arguments` for a graph with an operator that is not converted; `disk-full`
 */
export async function writeSavedModel(folder: string, model: ExportedModel): Promise<void> {
  const pictures = picturesGraph(model);
  const files = {
    'pictures/1': pictures.encodeSavedModel(
      { input: picturesNames.input },
      { output: picturesNames.output, probability: 'probability' },
    ),
    'pixels/1': pixelsModel(model),
  };
  for (const [place, bytes] of Object.entries(files)) {
    await mkdir(join(folder, place), { recursive: true });
    await writeWhole(join(folder, place, 'saved_model.pb'), [bytes]);
  }
  await writeWhole(join(folder, 'frozen_graph.pb'), [pictures.encode()]);
}

/** As nodes are called in attention-ocr's frozen graph. */
const picturesNames = { input: 'input_image_as_bytes', output: 'prediction' } as const;

function picturesGraph(model: ExportedModel) {
  const graph = createTensorflowGraph();
  graph.define('read', { name: 'picture', type: 'string' }, (inner, picture) => {
    const pixels = inner.node('DecodeImage', [picture], { channels: 3, expand_animations: false });
    const { values, logarithm } = bestPath(inner, pixels, model);
    const texts = inner.constant(['', ...characters(model.metadata.characters)]);
    const found = inner.node('GatherV2', [texts, values, inner.integers(0)]);
    const text = inner.node('StringStrip', [inner.node('ReduceJoin', [found, inner.integers(0)])]);
    return { text, logarithm: inner.node('Reshape', [logarithm, inner.integers([])]) };
  });
  const input = graph.input({ name: picturesNames.input, type: 'string' });
  const list = graph.node('Reshape', [input, graph.integers([-1])]);
  const outputs = graph.nodes(
    'MapDefun',
    [list],
    {
      Targuments: { types: ['string'] },
      Tcaptured: { types: [] },
      output_types: { types: ['string', 'float'] },
      output_shapes: { scalars: 2 },
      f: { function: 'read' },
    },
    { texts: 'string', logarithms: 'float' },
  );
  const shape = graph.node('Shape', [input]);
  const [text = '', logarithm = ''] = outputs.map((each) => graph.node('Reshape', [each, shape]));
  graph.output(picturesNames.output, text);
  // Of a long line the probability is too small for float32.
  const exact = graph.node('Cast', [graph.node('Neg', [logarithm])], { DstT: { type: 'double' } });
  graph.output('probability', graph.node('Exp', [exact]));
  return graph;
}

function pixelsModel(model: ExportedModel): Uint8Array {
  const graph = createTensorflowGraph();
  const input = { name: 'input_tensor', type: 'float', shape: [1, -1, -1, 3] } as const;
  graph.define('read', { name: 'levels', type: 'float' }, (inner, levels) => {
    const scalar = (value: number): string => inner.constant(Float32Array.of(value), []);
    const raised = inner.node('Mul', [inner.node('AddV2', [levels, scalar(1)]), scalar(127.5)]);
    const bytes = inner.node('Floor', [inner.node('AddV2', [raised, scalar(0.5)])]);
    const pixels = inner.node('Squeeze', [bytes], { squeeze_dims: [0] });
    const { indices, values, shape } = bestPath(inner, pixels, model);
    const all = inner.constant(Int32Array.of(0, ...numbersOf(model)));
    const found = inner.node('GatherV2', [all, values, inner.integers(0)]);
    return { indices, values: inner.node('Cast', [found], { DstT: { type: 'int64' } }), shape };
  });
  const outputs = graph.nodes(
    'PartitionedCall',
    [graph.input(input)],
    {
      Tin: { types: ['float'] },
      Tout: { types: ['int64', 'int64', 'int64'] },
      f: { function: 'read' },
    },
    { indices: 'int64', values: 'int64', shape: 'int64' },
  );
  const names = ['decodes_indices', 'decodes_values', 'decodes_dense_shape'];
  for (const [index, name] of names.entries()) graph.output(name, outputs[index] ?? '');
  return graph.encodeSavedModel(
    { [input.name]: input.name },
    Object.fromEntries(names.map((name) => [name, name])),
  );
}

/** Of each character. @throws InkdexError `bad-arguments` where one has no number */
function numbersOf({ metadata, name, numbers }: ExportedModel): number[] {
  const all = characters(metadata.characters);
  const lacking = numbers === undefined ? [] : all.filter((character) => !(character in numbers));
  if (lacking.length === 0)
    return all.map((character) => numbers?.[character] ?? character.codePointAt(0) ?? 0);
  const found = `${name} reads ${lacking.join('')}, which have no number in the map`;
  throw new InkdexError('bad-arguments', `${found}. Give the ord_map of the data that it was trained on.`);
}

/**
 * Reads pixels, [height, width, 3] from 0 to 255: the classes of the best path as a sparse tensor, and the negative logarithm
 * of its probability.
 */
function bestPath(graph: NodeBuilder, pixels: string, { bytes, metadata, name }: ExportedModel) {
  const logits = converted(graph, pixels, name, cropModel(bytes, metadata, {}));
  const steps = elements(graph, graph.node('Shape', [logits]), 0, 1);
  const [indices = '', values = '', shape = '', logarithm = ''] = graph.nodes(
    'CTCGreedyDecoder',
    [graph.node('LogSoftmax', [logits]), steps],
    { merge_repeated: true, blank_index: blankClass },
    {
      decoded_indices: 'int64',
      decoded_values: 'int64',
      decoded_shape: 'int64',
      log_probability: 'float',
    },
  );
  return { indices, values, shape, logarithm };
}

/** Adds the operators of an ONNX graph, and returns its logits. */
function converted(graph: NodeBuilder, pixels: string, name: string, bytes: Uint8Array): string {
  const source = readOnnxSource(bytes);
  const known = new Map([[pixelsInput, pixels]]);
  const values = createConvertedValues(graph, source.constants, known);
  for (const node of source.nodes) {
    const convert = operators.get(node.operator);
    try {
      if (convert === undefined) throw new Error(`it has the operator ${node.operator}`);
      const outputs = [convert(graph, node, values)].flat();
      for (const [place, output] of node.outputs.entries()) known.set(output, outputs[place] ?? '');
    } catch (error) {
      const found = error instanceof Error ? error.message : String(error);
      throw new InkdexError(
        'bad-arguments',
        `${name} cannot be converted for TensorFlow: ${found}. Export it as ONNX.`,
        { cause: error },
      );
    }
  }
  return values.find('logits');
}
