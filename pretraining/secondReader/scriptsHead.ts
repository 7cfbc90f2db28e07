import { createOnnxGraph, elementTypes } from '../../main/ml/onnx/graph.ts';
import type { ModelMetadata } from '../../shared/contract/model.ts';
import { lastLayer, storedDense } from './trunk.ts';

const largest = 127;

/**
 * The last layer of a recogniser as a graph of its own, from what the layer takes to what it gives, under their names in the
 * recogniser. Each column of its kernel is stored in bytes with a scale.
 *
 * @param bytes of PP-OCR's recogniser
 */
export function scriptsHead(bytes: Uint8Array, metadata: ModelMetadata): Uint8Array {
  const names = lastLayer(bytes);
  const { features, classes, kernel, bias } = storedDense(bytes);
  // Not 0 where a column is.
  const scales = new Float32Array(classes).fill(1e-12);
  for (const [at, weight] of kernel.entries()) {
    const column = at % classes;
    scales[column] = Math.max(scales[column] ?? 0, Math.abs(weight) / largest);
  }
  const rounded = Int8Array.from(kernel, (weight, at) => Math.round(weight / (scales[at % classes] ?? 1)));
  const graph = createOnnxGraph('scripts', 'scripts_');
  const given = graph.input(names.features, ['batch', 'time', features]);
  const stored = graph.initializer('kernel', [features, classes], rounded);
  const product = graph.node('MatMul', [
    given,
    graph.node('Cast', [stored], { to: { int: elementTypes.float } }),
  ]);
  const scaled = graph.node('Mul', [product, graph.initializer('scales', [classes], scales)]);
  const logits = graph.node('Add', [scaled, graph.initializer('bias', [classes], bias)]);
  graph.output(names.result, logits, ['batch', 'time', classes]);
  return graph.encode(metadata);
}
