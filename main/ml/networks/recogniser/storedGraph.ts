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

  const [stem, ...rest] = graph.between('GridSample', 'ReduceMax', 'Conv');
  addNormalized(weights, 'stem.convolution', 'stem.norm', graph, stem);
  const blocks: RecogniserBlock[] = [];
  for (let at = 0; at < rest.length; at += 2) {
    const [depthwise, pointwise] = [rest[at], rest[at + 1]];
    addSeparable(weights, `blocks.${blocks.length}`, graph, [depthwise, pointwise]);
    const pool = graph.poolAfter(depthwise);
    blocks.push({ channels: graph.constant(pointwise, 2).values.length, pool });
  }

  const recurrent = graph
    .all('LSTM')
    .map((node, index) => addLstm(weights, `recurrent.${index}`, graph, node));
  addDense(weights, 'head', graph, graph.all('MatMul').at(-1));

  const channelsOf = (node: GraphNode): number => graph.constant(node, 2).values.length;
  const config: RecogniserConfig = {
    height,
    widths,
    classes,
    localisation: localisation.map(channelsOf),
    stem: channelsOf(stem),
    blocks,
    recurrent,
    dropout,
  };
  return { config, weights };
}
