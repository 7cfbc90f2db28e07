import onnxProto from 'onnx-proto';
import { wholeWordRows } from '../../imaging/ink/ink.ts';
import type { InputForm } from '../networks/input.ts';
import { createOnnxGraph } from '../onnx/graph.ts';
import { createArithmetic } from './arithmetic.ts';
import { fitGraph, shrinkGraph } from './fitGraph.ts';
import { flattenGraph } from './flattenGraph.ts';

const { ModelProto } = onnxProto.onnx;

/** The input of `preprocessingModel` and `cropModel`: uint8 [height, width, 3], R, G, B, of an upright crop. */
export const pixelsInput = 'pixels';

/**
 * The bytes of an .onnx file with the steps from the pixels of a crop to the input of a recogniser, as `readWordFiles`
 * takes them.
 *
 * @returns a model with the input `pixels` and the output `image`, float32 [1, 1, rows, columns]
 */
export function preprocessingModel(form: InputForm): Uint8Array {
  const graph = createOnnxGraph('preprocessing', 'preprocessing_');
  const op = createArithmetic(graph);
  const pixels = op.cast(graph.input(pixelsInput, ['height', 'width', 3], 'uint8'), 'double');
  const ink = shrinkGraph(op, flattenGraph(op, pixels), wholeWordRows);
  graph.output('image', fitGraph(op, ink, form), [1, 1, form.height, 'columns']);
  return graph.encodeBare();
}

/**
 * A recogniser that reads the pixels of a crop: its preprocessing and its network in one graph.
 *
 * @param recogniser bytes of an .onnx file with the input `image` and the output `logits`
 * @param properties metadata of the new file
 */
export function cropModel(
  recogniser: Uint8Array,
  form: InputForm,
  properties: Readonly<Record<string, string>>,
): Uint8Array {
  const model = ModelProto.decode(recogniser);
  const before = ModelProto.decode(preprocessingModel(form)).graph;
  const { graph } = model;
  if (graph?.node == null || before?.node == null) throw new RangeError('The file has no graph.');
  graph.node.unshift(...before.node);
  graph.initializer = [...(before.initializer ?? []), ...(graph.initializer ?? [])];
  graph.input = before.input ?? [];
  model.metadataProps = Object.entries(properties).map(([key, value]) => ({ key, value }));
  return ModelProto.encode(model).finish();
}
