/** A weight of an .onnx file in TensorFlow's memory layout, which the network uses. */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** [out, in, height, width] -> [height, width, in, out] */
export function kernelOf(tensor: StoredTensor): StoredTensor {
  return permuted(tensor, [2, 3, 1, 0]);
}

/** [channels, 1, height, width] -> [height, width, channels, 1] */
export function depthwiseKernel(tensor: StoredTensor): StoredTensor {
  return permuted(tensor, [2, 3, 0, 1]);
}

export interface StoredLstm {
  /** [channelsIn + hidden, 4 * hidden], gates in the order input, cell, forget, output. */
  readonly kernel: StoredTensor;
  /** [4 * hidden] */
  readonly bias: StoredTensor;
}

/**
 * One or both directions of an LSTM from ONNX's three constants: kernel [directions, 4 * hidden, channelsIn],
 * recurrent kernel [directions, 4 * hidden, hidden] and two biases in one, [directions, 8 * hidden].
 *
 * @throws RangeError if their shapes do not match
 */
export function gateRows(constants: readonly StoredTensor[]): { forward: StoredLstm; backward?: StoredLstm } {
  const [input, recurrent, bias] = [0, 1, 2].map((index) => constants.at(index));
  const hidden = recurrent?.shape.at(2) ?? 0;
  const directions = input?.shape.at(0) ?? 0;
  const isSound =
    input?.shape.length === 3 &&
    (directions === 1 || directions === 2) &&
    recurrent !== undefined &&
    bias?.values.length === 8 * directions * hidden &&
    hidden > 0;
  if (!isSound) throw new RangeError('its recurrent layer has an unknown form');
  const one = (direction: number): StoredLstm => direct({ input, recurrent, bias }, direction, hidden);
  return directions === 1 ? { forward: one(0) } : { forward: one(0), backward: one(1) };
}

function direct(
  { input, recurrent, bias }: { input: StoredTensor; recurrent: StoredTensor; bias: StoredTensor },
  direction: number,
  hidden: number,
): StoredLstm {
  const gates = 4 * hidden;
  const channelsIn = input.shape[2];
  const kernel = new Float32Array((channelsIn + hidden) * gates);
  const sums = new Float32Array(gates);
  for (let gate = 0; gate < gates; gate += 1) {
    const row = direction * gates + onnxGate(gate, hidden);
    for (let channel = 0; channel < channelsIn; channel += 1) {
      kernel[channel * gates + gate] = input.values[row * channelsIn + channel];
    }
    for (let unit = 0; unit < hidden; unit += 1) {
      kernel[(channelsIn + unit) * gates + gate] = recurrent.values[row * hidden + unit];
    }
    const at = direction * 2 * gates + onnxGate(gate, hidden);
    sums[gate] = bias.values[at] + bias.values[at + gates];
  }
  return {
    kernel: { shape: [channelsIn + hidden, gates], values: kernel },
    bias: { shape: [gates], values: sums },
  };
}

/** Maps an index in the gate order input, cell, forget, output to ONNX's order input, output, forget, cell. */
function onnxGate(place: number, hidden: number): number {
  const order = [0, 3, 2, 1];
  return order[Math.floor(place / hidden)] * hidden + (place % hidden);
}

function permuted({ shape, values }: StoredTensor, order: readonly number[]): StoredTensor {
  if (shape.length !== order.length) {
    throw new RangeError(`a kernel has ${shape.length} axes, expected ${order.length}`);
  }
  const outer = order.map((axis) => shape[axis]);
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  const steps = order.map((axis) => strides[axis]);
  const result = new Float32Array(values.length);
  const place = outer.map(() => 0);
  for (let at = 0; at < result.length; at += 1) {
    let from = 0;
    for (const [axis, index] of place.entries()) from += index * steps[axis];
    result[at] = values[from];
    // Advances the multi-index by one, like an odometer.
    for (let axis = place.length - 1; axis >= 0; axis -= 1) {
      place[axis] += 1;
      if (place[axis] < outer[axis]) break;
      place[axis] = 0;
    }
  }
  return { shape: outer, values: result };
}
