import { createOnnxGraph, type ValueName } from '../../main/ml/onnx/graph.ts';

export interface ForeignForm {
  readonly layout?: 'nchw' | 'nhwc';
  readonly channels?: 'rgb' | 'bgr' | 'grey';
  readonly blank?: 'first' | 'last';
  readonly batchFirst?: boolean;
  readonly isProbability?: boolean;
  readonly isBatched?: boolean;
  readonly height?: number;
  readonly width?: number;
  /** Name of its input. */
  readonly input?: string;
}

/**
 * A recogniser as another program might write it, whose answers are known: it reads each 8 columns by their colour, an `r`
 * for red, a `b` for blue, an `n` for a network that takes grey and sees dark ones; white is the blank. It wants values from
 * -1 to 1.
 */
export function foreignRecogniser({
  layout = 'nchw',
  channels = 'bgr',
  blank = 'first',
  batchFirst = true,
  isProbability = true,
  isBatched = true,
  height = 32,
  width = -1,
  input = 'x',
}: ForeignForm = {}): Uint8Array {
  const graph = createOnnxGraph('foreign');
  const planes = channels === 'grey' ? 1 : 3;
  const batch = isBatched ? 'n' : 1;
  const columns = width > 0 ? width : 'w';
  const shape = layout === 'nchw' ? [batch, planes, height, columns] : [batch, height, columns, planes];
  let image: ValueName = graph.input(input, shape);
  if (layout === 'nhwc') image = graph.node('Transpose', [image], { perm: [0, 3, 1, 2] });
  const shares = graph.node('AveragePool', [image], { kernel_shape: [height, 8], strides: [height, 8] });
  const flat = graph.node('Squeeze', [shares, graph.initializer('rows', [1], BigInt64Array.of(2n))]);
  // [batch, time, planes]
  const sequence = graph.node('Transpose', [flat], { perm: [0, 2, 1] });
  // Rows: planes; columns: blank, r, b.
  const red = [0, 30, -30];
  const green = [0, -30, -30];
  const blue = [0, -30, 30];
  const rows = { rgb: [red, green, blue], bgr: [blue, green, red], grey: [[0, -30, -60]] }[channels];
  const order = blank === 'first' ? [0, 1, 2] : [1, 2, 0];
  const kernel = rows.flatMap((row) => order.map((index) => row[index] ?? 0));
  const scores = graph.node('MatMul', [
    sequence,
    graph.initializer('kernel', [planes, 3], Float32Array.from(kernel)),
  ]);
  let output = scores;
  if (isProbability) output = graph.node('Softmax', [scores], { axis: { int: 2 } });
  if (!batchFirst) output = graph.node('Transpose', [output], { perm: [1, 0, 2] });
  graph.output('y', output, batchFirst ? [batch, 'time', 3] : ['time', batch, 3]);
  return graph.encodeBare();
}
