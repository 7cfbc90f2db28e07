import { blankClass } from '../../../shared/alphabet.ts';
import type { RecogniserMetadata } from '../../../shared/contract/model.ts';
import { characters } from '../../../shared/text.ts';
import { metadataOf } from '../onnx/editModel.ts';
import type { RecogniserBlock, RecogniserConfig } from '../networks/recogniser/config.ts';
import { GraphReader, type GraphNode } from './graphReader.ts';
import { readTrainable } from './readTrainable.ts';
import { addConvolution, addDense, addNormalized, addSeparable, type StoredWeights } from './storedLayers.ts';
import { gateRows, type StoredTensor } from './storedTensor.ts';

/** A recogniser as its .onnx file has it: enough to build the network again and go on training it. */
export interface StoredRecogniser {
  readonly metadata: RecogniserMetadata;
  readonly config: RecogniserConfig;
  /**
   * By the names that `namedWeights` gives the network's weights. Batch norm is folded in the file: its
   * kernel holds the scale, so that here it only adds a shift, by statistics that leave all else as it is.
   */
  readonly weights: ReadonlyMap<string, StoredTensor>;
}

/** Not in the file, as it does nothing while reading. */
const dropout = 0.2;

/**
 * Reads back what `recogniserOnnx` wrote.
 *
 * @throws InkdexError `model-damaged` when it is no such file: another network cannot be trained further
 */
export function readStoredRecogniser(bytes: Uint8Array): StoredRecogniser {
  return readTrainable('recogniser', () => {
    const metadata = metadataOf(bytes);
    if (metadata.kind !== 'recogniser') throw new Error(`it is a ${metadata.kind}, not a recogniser`);
    return readGraph(new GraphReader(bytes), metadata);
  });
}

function readGraph(graph: GraphReader, metadata: RecogniserMetadata): StoredRecogniser {
  const weights: StoredWeights = new Map();
  const localisation = graph.before('ReduceMean', 'Conv');
  for (const [index, node] of localisation.entries()) {
    addConvolution(weights, `transformer.localisation.${index}`, graph, node);
  }
  const [hidden, transform] = graph.between('ReduceMean', 'GridSample', 'MatMul');
  addDense(weights, 'transformer.hidden', graph, hidden);
  addDense(weights, 'transformer.transform', graph, transform);

  const [stem, ...rest] = graph.between('GridSample', 'ReduceMax', 'Conv');
  addNormalized(weights, 'stem.convolution', 'stem.norm', graph, stem);
  const blocks: RecogniserBlock[] = [];
  for (let at = 0; at < rest.length; at += 2) {
    const [depthwise, pointwise] = [rest[at], rest[at + 1]];
    addSeparable(weights, `blocks.${blocks.length}`, graph, [depthwise, pointwise]);
    const pool = graph.poolAfter(depthwise);
    blocks.push({ channels: graph.constant(pointwise, 2).values.length, pool });
  }

  const recurrent = graph.all('LSTM').map((node, index) => {
    const directions = gateRows([1, 2, 3].map((input) => graph.constant(node, input)));
    for (const [direction, { kernel, bias }] of Object.entries(directions)) {
      weights.set(`recurrent.${index}.${direction}.kernel`, kernel);
      weights.set(`recurrent.${index}.${direction}.bias`, bias);
    }
    return directions.forward.bias.values.length / 4;
  });
  addDense(weights, 'head', graph, graph.all('MatMul').at(-1));

  const classes = weights.get('head.bias')?.values.length ?? 0;
  const expected = characters(metadata.characters).length + blankClass + 1;
  if (classes !== expected) {
    throw new Error(`its head has ${classes} classes, its alphabet needs ${expected}`);
  }
  const channelsOf = (node: GraphNode): number => graph.constant(node, 2).values.length;
  const config: RecogniserConfig = {
    height: metadata.height,
    widths: metadata.widths,
    classes,
    localisation: localisation.map(channelsOf),
    stem: channelsOf(stem),
    blocks,
    recurrent,
    dropout,
  };
  return { metadata, config, weights };
}
