import type { NodeBuilder } from './tensorflowGraph.ts';
import { type ConvertNode, elementAt, elements, withChannelsLast } from './tensorflowLayers.ts';

/** A size of a vector of sizes, a float32 scalar. */
function sizeAt(graph: NodeBuilder, sizes: string, axis: number): string {
  return graph.node('Cast', [elementAt(graph, sizes, axis)], { DstT: { type: 'float' } });
}

/** A grid stays the transform that it comes from: [batch, 2, 3]. The image keeps its size. */
export const convertAffineGrid: ConvertNode = (_graph, node, values) => values.input(node);

/**
 * Bilinear, with zeros beyond the image. ONNX's transform maps places between -1 and 1, and TensorFlow's places in pixels:
 * it is the product of three matrices, from pixels to places, the transform, and back.
 */
export const convertGridSample: ConvertNode = (graph, node, values) => {
  const image = values.input(node);
  const sizes = graph.node('Shape', [image]);
  const [height, width] = [sizeAt(graph, sizes, 2), sizeAt(graph, sizes, 3)];
  const scalar = (value: number): string => graph.constant(Float32Array.of(value), []);
  const [zero, half, one, two] = [scalar(0), scalar(0.5), scalar(1), scalar(2)];
  const pack = (rows: readonly string[], axis: number): string =>
    graph.node('Pack', rows, { N: rows.length, axis });
  const places = [width, height].map((size, axis) => {
    const shift = graph.node('Sub', [graph.node('RealDiv', [one, size]), one]);
    const scale = graph.node('RealDiv', [two, size]);
    return pack(axis === 0 ? [scale, zero, shift] : [zero, scale, shift], 0);
  });
  const toPlaces = pack([...places, graph.constant(Float32Array.of(0, 0, 1))], 0);
  const moved = graph.node('BatchMatMulV2', [values.input(node, 1), toPlaces]);
  const halves = graph.node('Mul', [pack([width, height], 0), half]);
  const scaled = graph.node('Mul', [moved, graph.node('ExpandDims', [halves, graph.integers(1)])]);
  const shift = graph.node('Sub', [halves, half]);
  const toPixels = pack([pack([zero, zero], 0), pack([zero, zero], 0), shift], 1);
  const rows = graph.node('Reshape', [graph.node('AddV2', [scaled, toPixels]), graph.integers([-1, 6])]);
  const transforms = graph.node('Pad', [rows, graph.constant(Int32Array.of(0, 0, 0, 2), [2, 2])]);
  const size = elements(graph, sizes, 2, 4);
  return withChannelsLast(graph, image, (last) =>
    graph.node('ImageProjectiveTransformV3', [last, transforms, size, zero], { interpolation: 'BILINEAR' }),
  );
};
