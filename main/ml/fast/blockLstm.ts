import { withGradient } from '../customGradient.ts';
import { tf, type Tensor1D, type Tensor2D, type Tensor3D } from '../tf.ts';
import { int64Scalar, type OpAttribute, tensorflowOp } from './tensorflowOp.ts';

const attributes: Readonly<Record<string, OpAttribute>> = {
  T: { type: 'float32' },
  use_peephole: { bool: false },
};

/**
 * A whole pass of an LSTM (Hochreiter and Schmidhuber, "Long short-term memory", 1997) over time as
 * one op each way, from a state of zeros. No peepholes, no clipping; a forget bias is part of `bias`.
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
      const operands = [input, state, state, kernel, peephole, peephole, peephole, bias];
      const outputs = tensorflowOp(
        'BlockLSTM',
        [int64Scalar(time), ...operands],
        { ...attributes, forget_bias: { float: 0 }, cell_clip: { float: -1 } },
        7,
      );
      const hiddenStates = outputs[6];
      if (hiddenStates === undefined) throw new Error('BlockLSTM gave too few outputs.');
      save([...operands, ...outputs]);
      return hiddenStates as Tensor3D;
    },
    (gradient, saved) => {
      const cellGradient = tf.zeros([time, batch, hidden]);
      const operands = [int64Scalar(time), ...saved, cellGradient, gradient];
      const [inputGradient, , , kernelGradient, , , , biasGradient] = tensorflowOp(
        'BlockLSTMGrad',
        operands,
        attributes,
        8,
      );
      if (inputGradient === undefined || kernelGradient === undefined || biasGradient === undefined) {
        throw new Error('BlockLSTMGrad gave too few outputs.');
      }
      return [inputGradient, kernelGradient, biasGradient];
    },
  );
}
