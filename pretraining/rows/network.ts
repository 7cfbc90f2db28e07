import type { LinesMetadata } from '../../shared/contract/model.ts';
import { lineClasses } from '../../main/ml/detection/lineMasks.ts';
import { createOnnxGraph, type ValueName } from '../../main/ml/onnx/graph.ts';

/** What the file says of itself. Longer side in pixels: rows of a printed page are about 20 pixels apart. */
export const inkRowsMetadata: LinesMetadata = {
  format: 1,
  kind: 'lines',
  name: 'Rows of ink, for print',
  longSide: 1280,
  multiple: 1,
  parameters: 0,
};

/** The window of the profile, and what it is smoothed over, in pixels: wider than gaps of words, narrower than of columns. */
const window = { columns: 31, rows: 3 };
/** Within so many rows and columns, the row with the most ink is that of letters without tails. */
const around = { columns: 31, rows: 51 };
/** Rows with so much of its ink, and so much ink at all, are of a line. */
const share = 0.3;
const least = 0.02;

/**
 * Finds the lines of printed or clearly written pages without learning: rows with much ink between rows with little, by
 * the projection profile of a window, so that columns and slightly leaning lines stay apart (Shi, Govindaraju, "Line
 * separation for complex document images using fuzzy runlength", 2004). The bytes of an .onnx file with the input and
 * output of `fcnLinesOnnx`, all lines of the odd class.
 */
export function inkRowsOnnx(): Uint8Array {
  const graph = createOnnxGraph('ink-rows');
  // Over columns and then over rows is the same, and a hundred times faster.
  const pool = (
    operator: string,
    input: ValueName,
    size: { readonly columns: number; readonly rows: number },
  ) =>
    [
      [1, size.columns],
      [size.rows, 1],
    ].reduce(
      (values, kernel_shape) => graph.node(operator, [values], { kernel_shape, auto_pad: 'SAME_UPPER' }),
      input,
    );
  const profile = pool('AveragePool', graph.input('image', [1, 1, 'height', 'width']), window);
  const most = pool('MaxPool', profile, around);
  const number = (name: string, value: number) => graph.initializer(name, [1], Float32Array.of(value));
  const enough = graph.node('Max', [
    graph.node('Mul', [most, number('share', share)]),
    number('least', least),
  ]);
  const line = graph.node('Cast', [graph.node('Greater', [profile, enough])], { to: { int: 1 } });
  const paper = graph.node('Sub', [number('one', 1), line]);
  const none = graph.node('Mul', [line, number('zero', 0)]);
  const classes = graph.node('Concat', [paper, line, none], { axis: { int: 1 } });
  graph.output('classes', classes, [1, lineClasses, 'height', 'width']);
  return graph.encode(inkRowsMetadata);
}
