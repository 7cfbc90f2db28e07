import type { RecogniserMetadata } from '../../../../shared/contract/model.ts';
import type { GraphNode, GraphReader } from '../../onnx/graphReader.ts';
import {
  addConvolution,
  addDense,
  addLstm,
  addNormalized,
  addSeparable,
  type StoredWeights,
} from '../../onnx/storedLayers.ts';
import type { RecogniserBlock, RecogniserConfig } from './config.ts';
import type { DepthwiseCrnnForm } from './depthwiseCrnn.ts';

/** Not in the file, because dropout has no effect at inference. */
const dropout = 0.2;

/** The form and the weights in a file that `recogniserOnnx` has written. @throws Error for another graph */
export function readRecogniserGraph(
  graph: GraphReader,
  { height, widths }: RecogniserMetadata,
  classes: number,
): { config: RecogniserConfig; weights: StoredWeights } {
  const weights: StoredWeights = new Map();
  const localisation = graph.before('ReduceMean', 'Conv');
  for (const [index, node] of localisation.entries()) {
    addConvolution(weights, `transformer.localisation.${index}`, graph, node);
  }
  const [hidden, transform] = graph.between('ReduceMean', 'GridSample', 'MatMul');
  addDense(weights, 'transformer.hidden', graph, hidden);
  addDense(weights, 'transformer.transform', graph, transform);

  const crnn = readDepthwiseCrnn(graph, weights, graph.between('GridSample', 'ReduceMax', 'Conv'));
  return {
    config: {
      height,
      widths,
      classes,
      localisation: localisation.map((node) => channelsOf(graph, node)),
      ...crnn,
    },
    weights,
  };
}

/**
 * The form and the weights of a depthwise CRNN in a file.
 *
 * @param weights to which its weights are added
 * @param convolutions its nodes, from the image to the columns
 */
export function readDepthwiseCrnn(
  graph: GraphReader,
  weights: StoredWeights,
  [stem, ...rest]: readonly GraphNode[],
): Omit<DepthwiseCrnnForm, 'classes'> {
  addNormalized(weights, 'stem.convolution', 'stem.norm', graph, stem);
  const blocks: RecogniserBlock[] = [];
  for (let at = 0; at < rest.length; at += 2) {
    const [depthwise, pointwise] = [rest[at], rest[at + 1]];
    addSeparable(weights, `blocks.${blocks.length}`, graph, [depthwise, pointwise]);
    blocks.push({ channels: channelsOf(graph, pointwise), pool: graph.poolAfter(depthwise) });
  }
  const recurrent = graph
    .all('LSTM')
    .map((node, index) => addLstm(weights, `recurrent.${index}`, graph, node));
  addDense(weights, 'head', graph, graph.all('MatMul').at(-1));
  return { stem: channelsOf(graph, stem), blocks, recurrent, dropout };
}

function channelsOf(graph: GraphReader, node: GraphNode | undefined): number {
  return graph.constant(node, 2).values.length;
}
