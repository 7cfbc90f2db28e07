import { withGradient } from '../customGradient.ts';
import { tf, type Tensor1D, type Tensor2D, type Tensor3D } from '../tf.ts';
import { blockLstmGradient } from './blockLstmGradient.ts';
import { int64Scalar, type OpAttribute, tensorflowOp } from './tensorflowOp.ts';

/** Of `BlockLSTM`; `BlockLSTMV2` would want its gates in another order. */
const attributes: Readonly<Record<string, OpAttribute>> = {
  T: { type: 'float32' },
  use_peephole: { bool: false },
  forget_bias: { float: 0 },
  cell_clip: { float: -1 },
};

/**
 * A whole pass of an LSTM (Hochreiter and Schmidhuber, "Long short-term memory", 1997) over time as
 * one op, from a state of zeros. No peepholes, no clipping; a forget bias is part of `bias`. Its
 * general form is `generalLstm`.
 *
 *   [time, batch, input] -> [time, batch, hidden]
 *
 * @param kernel [input + hidden, 4 * hidden]; its gates stand in the order input, cell, forget, output
 * @param bias [4 * hidden], likewise
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
      const hiddenStates = activations[6];
      if (hiddenStates === undefined) throw new Error('BlockLSTM gave too few outputs.');
      save([input, kernel, bias, ...activations]);
      return hiddenStates as Tensor3D;
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
