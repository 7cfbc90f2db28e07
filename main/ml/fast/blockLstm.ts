import { type Tensor1D, type Tensor2D, type Tensor3D, tf, withGradient } from '../tf.ts';
import { int64Scalar, type OpAttribute, tensorflowOp } from './tensorflowOp.ts';

/** Attributes of `BlockLSTM`. `BlockLSTMV2` has another order of the gates. */
const attributes: Readonly<Record<string, OpAttribute>> = {
  T: { type: 'float32' },
  use_peephole: { bool: false },
  forget_bias: { float: 0 },
  cell_clip: { float: -1 },
};

/**
 * An LSTM (Hochreiter and Schmidhuber, "Long short-term memory", 1997) over all time steps as one op, starting from
 * zeros. Without peepholes and clipping; the forget bias is part of `bias`. The form for any backend is
 * `generalLstm`.
 *
 *   [time, batch, input] -> [time, batch, hidden]
 *
 * @param kernel [input + hidden, 4 * hidden]; gates in the order input, cell, forget, output
 * @param bias [4 * hidden], in the same order
 */
export function blockLstm(input: Tensor3D, kernel: Tensor2D, bias: Tensor1D): Tensor3D {
  const [time, batch] = input.shape;
  const hidden = bias.size / 4;
  return withGradient<Tensor3D>(
    [input, kernel, bias],
    (save) => {
      const state = tf.zeros([batch, hidden]);
      const peephole = tf.zeros([hidden]);
      const activations = tensorflowOp(
        'BlockLSTM',
        [int64Scalar(time), input, state, state, kernel, peephole, peephole, peephole, bias],
        attributes,
        7,
      );
      save([input, kernel, bias, ...activations]);
      return activations[6] as Tensor3D;
    },
    (gradient, [savedInput, savedKernel, savedBias, ...activations]) =>
      blockLstmGradient(
        gradient,
        savedInput as Tensor3D,
        savedKernel as Tensor2D,
        savedBias as Tensor1D,
        activations as Tensor3D[],
      ),
  );
}

const float: Readonly<Record<string, OpAttribute>> = { T: { type: 'float32' } };

/**
 * The gradient of `blockLstm`. The loop back through time contains only the recurrent product; the gradients of
 * kernel and input are products over all time steps at once. This takes two thirds of the time of TensorFlow's
 * `BlockLSTMGrad`.
 *
 * @param outputGradient [time, batch, hidden]
 * @param activations the outputs of `BlockLSTM`, each [time, batch, hidden]: input gate, cell state, forget gate,
 *   output gate, candidate, tanh of the cell state, hidden state
 * @returns the gradients of input, kernel and bias
 */
function blockLstmGradient(
  outputGradient: Tensor3D,
  input: Tensor3D,
  kernel: Tensor2D,
  bias: Tensor1D,
  activations: readonly Tensor3D[],
): [Tensor3D, Tensor2D, Tensor1D] {
  const [time, batch, channels] = input.shape;
  const hidden = bias.size / 4;
  return tf.tidy(() => {
    const gates = gateGradients(outputGradient, input, kernel, bias, activations);
    const rows = [time * batch, channels] as const;
    const earlier = tf.concat(
      [
        tf.zeros([batch, hidden]),
        tf.slice(activations[6].reshape([time * batch, hidden]), 0, (time - 1) * batch),
      ],
      0,
    ) as Tensor2D;
    const flatInput = input.reshape<Tensor2D>([...rows]);
    const inputKernel = tf.slice(kernel, [0, 0], [channels, 4 * hidden]);
    const inputGradient = matMul(gates, tf.transpose(inputKernel)).reshape<Tensor3D>(input.shape);
    const kernelGradient = tf.concat([matMul(flatInput, gates, true), matMul(earlier, gates, true)]);
    return [inputGradient, kernelGradient, tf.sum<Tensor1D>(gates, 0)];
  });
}

/** Gradients of the four gates before their activations, at all time steps: [time * batch, 4 * hidden]. */
function gateGradients(
  outputGradient: Tensor3D,
  input: Tensor3D,
  kernel: Tensor2D,
  bias: Tensor1D,
  activations: readonly Tensor3D[],
): Tensor2D {
  const [time, batch, channels] = input.shape;
  const hidden = bias.size / 4;
  const outputGradients = steps(outputGradient);
  const sequences = activations.map(steps);
  const at = (sequence: number, step: number): Tensor2D => (step < 0 ? zeroState : sequences[sequence][step]);

  const zeroState = tf.zeros<tf.Rank.R2>([batch, hidden]);
  const peephole = tf.zeros([hidden]);
  // The op uses only the shape of its input, not its values.
  const anyInput = tf.zeros([batch, channels]);
  const hiddenKernel = tf.transpose(tf.slice(kernel, [channels, 0], [hidden, 4 * hidden]));

  let cellGradient = zeroState;
  let recurrentGradient = zeroState;
  const gates: Tensor2D[] = [];
  for (let step = time - 1; step >= 0; step -= 1) {
    const stateGradient = tf.add(outputGradients[step], recurrentGradient);
    const [inputGate, cell, forgetGate, outputGate, candidate, squashed] = [0, 1, 2, 3, 4, 5].map(
      (sequence) => at(sequence, step),
    ) as [Tensor2D, Tensor2D, Tensor2D, Tensor2D, Tensor2D, Tensor2D];
    const previous = [at(1, step - 1), at(6, step - 1)];
    const operands = [anyInput, ...previous, kernel, peephole, peephole, peephole, bias];
    const gateValues = [inputGate, cell, forgetGate, outputGate, candidate, squashed];
    const [earlierCell, gate] = tensorflowOp(
      'LSTMBlockCellGrad',
      [...operands, ...gateValues, cellGradient, stateGradient],
      { ...float, use_peephole: { bool: false } },
      5,
    );
    cellGradient = earlierCell as Tensor2D;
    gates.push(gate as Tensor2D);
    if (step > 0) recurrentGradient = matMul(gate as Tensor2D, hiddenKernel);
  }
  return tf.concat(gates.reverse(), 0);
}

/** [time, ...rest] -> `time` tensors of [...rest], as one op. */
function steps(sequence: Tensor3D): Tensor2D[] {
  const [time] = sequence.shape;
  const attributes = { ...float, num: { int: time }, axis: { int: 0 } };
  return tensorflowOp('Unpack', [sequence], attributes, time) as Tensor2D[];
}

/**
 * The op `MatMul` for two matrices. `tf.matMul` would call the op for stacks of matrices, with reshapes around it.
 */
function matMul(left: Tensor2D, right: Tensor2D, transposeLeft = false): Tensor2D {
  const attributes = { ...float, transpose_a: { bool: transposeLeft }, transpose_b: { bool: false } };
  return tensorflowOp('MatMul', [left, right], attributes, 1)[0] as Tensor2D;
}
