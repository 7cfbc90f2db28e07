import type { TensorflowGraph } from './tensorflowGraph.ts';
import type { ConvertNode } from './tensorflowLayers.ts';

/** A size of a vector of sizes, as float32 and int32 scalars. */
function sizeAt(graph: TensorflowGraph, sizes: string, axis: number): { float: string; integer: string } {
  const bounds = [[axis], [axis + 1], [1]].map((each) => graph.integers(each));
  const integer = graph.node('StridedSlice', [sizes, ...bounds], { shrink_axis_mask: 1 });
  return { integer, float: graph.node('Cast', [integer], { DstT: { type: 'float' } }) };
}

function scalar(graph: TensorflowGraph, value: number): string {
  return graph.floats(Float32Array.of(value), []);
}

/** Middles of pixels between -1 and 1: [count] */
function middles(graph: TensorflowGraph, { float, integer }: { float: string; integer: string }): string {
  const places = graph.node('Range', [graph.integers(0), integer, graph.integers(1)], {
    Tidx: { type: 'int' },
  });
  const twice = graph.node('Mul', [
    graph.node('Cast', [places], { DstT: { type: 'float' } }),
    scalar(graph, 2),
  ]);
  const odd = graph.node('AddV2', [twice, scalar(graph, 1)]);
  return graph.node('Sub', [graph.node('RealDiv', [odd, float]), scalar(graph, 1)]);
}

/** [batch, 2, 3] -> [batch, height, width, 2] */
export const convertAffineGrid: ConvertNode = (graph, values, node) => {
  const [transform = '', size = ''] = node.inputs;
  const sizes = values.plain(size);
  const [height, width] = [sizeAt(graph, sizes, 2), sizeAt(graph, sizes, 3)];
  const both = graph.node('Pack', [height.integer, width.integer], { N: 2, axis: 0 });
  const spread = (row: string, axis: number): string =>
    graph.node('Reshape', [
      graph.node('BroadcastTo', [graph.node('ExpandDims', [row, graph.integers(axis)]), both]),
      graph.integers([-1]),
    ]);
  const across = spread(middles(graph, width), 0);
  const down = spread(middles(graph, height), 1);
  const ones = graph.node('AddV2', [graph.node('Mul', [across, scalar(graph, 0)]), scalar(graph, 1)]);
  // [1, 3, height * width]
  const places = graph.node('ExpandDims', [
    graph.node('Pack', [across, down, ones], { N: 3, axis: 0 }),
    graph.integers(0),
  ]);
  const sampled = graph.node('BatchMatMulV2', [values.plain(transform), places]);
  const perm = graph.integers([0, 2, 1]);
  const shape = graph.node('ConcatV2', [graph.integers([-1]), both, graph.integers([2]), graph.integers(0)], {
    N: 3,
  });
  const grid = graph.node('Reshape', [graph.node('Transpose', [sampled, perm]), shape]);
  values.setPlain(node.outputs[0] ?? '', grid);
};

/** Bilinear, with zeros beyond the image. */
export const convertGridSample: ConvertNode = (graph, values, node) => {
  const [input = '', gridName = ''] = node.inputs;
  const image = values.last(input);
  const grid = values.plain(gridName);
  const sizes = graph.node('Shape', [image]);
  const [batch, height, width] = [0, 1, 2].map((axis) => sizeAt(graph, sizes, axis));
  const one = scalar(graph, 1);
  const zero = scalar(graph, 0);
  const half = scalar(graph, 0.5);
  // The place in pixels, and the pixel before it: [batch, height, width]
  const placeOf = (axis: number, size: string) => {
    const own = graph.node('GatherV2', [grid, graph.integers(axis), graph.integers(3)]);
    const scaled = graph.node('Mul', [graph.node('Mul', [graph.node('AddV2', [own, one]), size]), half]);
    const place = graph.node('Sub', [scaled, half]);
    const before = graph.node('Floor', [place]);
    const share = graph.node('Sub', [place, before]);
    const last = graph.node('Sub', [size, one]);
    return [
      { at: before, weight: graph.node('Sub', [one, share]), last },
      { at: graph.node('AddV2', [before, one]), weight: share, last },
    ];
  };
  const inImage = ({ at, last }: { at: string; last: string }) => {
    const limited = graph.node('Minimum', [graph.node('Maximum', [at, zero]), last]);
    const isInside = graph.node('Cast', [graph.node('Equal', [limited, at])], { DstT: { type: 'float' } });
    return { isInside, index: graph.node('Cast', [limited], { DstT: { type: 'int' } }) };
  };
  const words = graph.node('Reshape', [
    graph.node('Range', [graph.integers(0), batch.integer, graph.integers(1)], { Tidx: { type: 'int' } }),
    graph.integers([-1, 1, 1]),
  ]);
  const corners = placeOf(1, height.float).flatMap((row) =>
    placeOf(0, width.float).map((column) => {
      const [y, x] = [inImage(row), inImage(column)];
      const word = graph.node('AddV2', [graph.node('Mul', [y.index, graph.integers(0)]), words]);
      const index = graph.node('Pack', [word, y.index, x.index], { N: 3, axis: 3 });
      const weight = [column.weight, y.isInside, x.isInside].reduce(
        (product, factor) => graph.node('Mul', [product, factor]),
        row.weight,
      );
      const weights = graph.node('ExpandDims', [weight, graph.integers(3)]);
      return graph.node('Mul', [graph.node('GatherNd', [image, index]), weights]);
    }),
  );
  values.setLast(
    node.outputs[0] ?? '',
    corners.reduce((sum, corner) => graph.node('AddV2', [sum, corner])),
  );
};
