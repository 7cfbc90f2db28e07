/**
 * How many weights networks have, by the formulas of the papers that their files name: what a line's model must have if its
 * options did what they say. The output layer has a class more than characters, CTC's blank or the end of the text.
 */

const dense = (from: number, to: number): number => from * to + to;
const convolution = (size: number, from: number, to: number): number => size * size * from * to + to;
/** Without a bias, then batch norm: scale and shift. */
const normalised = (size: number, from: number, to: number): number => size * size * from * to + 2 * to;
export const gatesOf = { lstm: 4, gru: 3 } as const;
export type Cell = keyof typeof gatesOf;
const recurrent = (cell: Cell, from: number, units: number): number =>
  gatesOf[cell] * units * (from + units + 1);

function sum(numbers: readonly number[]): number {
  return numbers.reduce((before, number) => before + number, 0);
}

/** Shi et al.: six 3 x 3 convolutions and one of 2 x 2. */
function vgg(channels: readonly number[]): number {
  return sum(channels.map((to, at) => normalised(at === 6 ? 2 : 3, channels[at - 1] ?? 1, to)));
}

export interface CrnnForm {
  readonly channels: readonly number[];
  readonly hidden: number;
  readonly cell?: Cell;
  /** Units of the layer before the recurrent ones. */
  readonly dense?: number;
}

export function crnnSize(
  characters: number,
  { channels, hidden, cell = 'lstm', dense: units }: CrnnForm,
): number {
  const columns = channels.at(-1) ?? 1;
  return (
    vgg(channels) +
    (units === undefined ? 0 : dense(columns, units)) +
    2 * recurrent(cell, units ?? columns, hidden) +
    2 * recurrent(cell, 2 * hidden, hidden) +
    dense(2 * hidden, characters + 1)
  );
}

export interface AttentionForm extends Pick<CrnnForm, 'channels' | 'hidden' | 'cell'> {
  readonly decoder: number;
  readonly embedding: number;
  readonly layers: number;
}

export function attentionSize(characters: number, form: AttentionForm): number {
  const { channels, hidden, cell = 'lstm', decoder, embedding, layers } = form;
  const classes = characters + 1;
  return (
    vgg(channels) +
    2 * recurrent('lstm', channels.at(-1) ?? 1, hidden) +
    // Bahdanau et al.: columns and state into one space, whose numbers are weighed.
    dense(2 * hidden, decoder) +
    dense(decoder, decoder) +
    decoder +
    classes * embedding +
    recurrent(cell, embedding + 2 * hidden, decoder) +
    (layers - 1) * recurrent(cell, decoder, decoder) +
    dense(decoder + 2 * hidden, classes)
  );
}

/** LeNet on a window of 28 rows, two 3 x 3 convolutions without padding, and pooling. */
function lenet(width: number, [first, second]: readonly [number, number], units: number): number {
  const left = 12 * ((width - 4) / 2) * second;
  return convolution(3, 1, first) + convolution(3, first, second) + dense(left, units);
}

export function lenetSize(characters: number, units: number): number {
  return lenet(28, [32, 64], units) + dense(units, characters + 1);
}

export function mlpSize(characters: number, layers: number, units: number): number {
  return dense(28 * 28, units) + (layers - 1) * dense(units, units) + dense(units, characters + 1);
}

/** @param hasLstm one direction @param columns of a window */
export function windowsSize(
  characters: number,
  channels: readonly [number, number],
  hidden: number,
  hasLstm: boolean,
  columns = 12,
) {
  return (
    lenet(columns, channels, hidden) +
    (hasLstm ? recurrent('lstm', hidden, hidden) : 0) +
    dense(hidden, characters + 1)
  );
}

/** Stem, depthwise-separable blocks, perhaps a dense layer, two bidirectional layers. */
export function depthwiseSize(
  characters: number,
  channels: readonly number[],
  hidden: number,
  { cell = 'lstm', dense: units }: Pick<CrnnForm, 'cell' | 'dense'> = {},
): number {
  const [stem = 1, ...blocks] = channels;
  const columns = channels.at(-1) ?? 1;
  const separable = blocks.map((to, at) => 9 * (channels[at] ?? 1) + normalised(1, channels[at] ?? 1, to));
  return (
    normalised(3, 1, stem) +
    sum(separable) +
    (units === undefined ? 0 : dense(columns, units)) +
    2 * recurrent(cell, units ?? columns, hidden) +
    2 * recurrent(cell, 2 * hidden, hidden) +
    dense(2 * hidden, characters + 1)
  );
}

/** Jaderberg et al.: three convolutions and a layer of 32 units to the six numbers of an affine transform. */
export function transformerSize(): number {
  return convolution(3, 1, 8) + convolution(3, 8, 16) + convolution(3, 16, 32) + dense(32, 32) + dense(32, 6);
}

/** Seven residual blocks of two 7 x 7 convolutions with a shortcut, to three classes. */
export function lineFinderSize(channels: number): number {
  const block = (from: number): number =>
    convolution(7, from, channels) + convolution(7, channels, channels) + convolution(1, from, channels);
  return block(1) + 6 * block(channels) + convolution(1, channels, 3);
}
