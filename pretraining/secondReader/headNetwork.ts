import { dropout } from '../../main/ml/blocks/activations.ts';
import { createDense, denseEach, denseOnnx, type DenseWeights } from '../../main/ml/blocks/dense.ts';
import {
  bidirectionalLstm,
  bidirectionalLstmOnnx,
  createBidirectionalLstm,
} from '../../main/ml/blocks/lstm.ts';
import type { BidirectionalWeights } from '../../main/ml/blocks/recurrent.ts';
import type { ForwardPass } from '../../main/ml/forwardPass.ts';
import { createOnnxGraph, type ValueName } from '../../main/ml/onnx/graph.ts';
import { type Tensor3D, tf } from '../../main/ml/tf.ts';
import type { Random } from '../../shared/random.ts';
import type { StoredDense } from './trunk.ts';

/** The head of the second reader: two ways from the features to the logits, whose sum counts. */
export type HeadWeights = {
  /** PP-OCR's own last layer, trained on. */
  readonly direct: DenseWeights;
  readonly recurrent: BidirectionalWeights;
  /** Of the recurrent layer's states. */
  readonly added: DenseWeights;
};

export interface HeadForm {
  readonly hidden: number;
  /** Of the features, and of the states. */
  readonly dropout: readonly [features: number, states: number];
}

/**
 * A head that begins as PP-OCR's own: the recurrent layer adds nothing yet (as a new block of a residual network does in Goyal et
 * al., "Accurate, large minibatch SGD", 2017).
 *
 * @param classes of the stored layer, in the order of the head's
 */
export function createHead(
  random: Random,
  { features, classes: width, kernel, bias }: StoredDense,
  classes: readonly number[],
  hidden: number,
): HeadWeights {
  const direct = createDense(random, features, classes.length);
  const added = createDense(random, 2 * hidden, classes.length);
  tf.tidy(() => {
    const taken = Int32Array.from(classes);
    direct.kernel.assign(tf.gather(tf.tensor2d(kernel, [features, width]), taken, 1));
    direct.bias.assign(tf.gather(tf.tensor1d(bias), taken));
    added.kernel.assign(tf.zerosLike(added.kernel));
  });
  return { direct, recurrent: createBidirectionalLstm(random, features, hidden), added };
}

/** [time, batch, features] -> logits, [time, batch, classes] */
export function runHead(
  features: Tensor3D,
  { direct, recurrent, added }: HeadWeights,
  form: Pick<HeadForm, 'dropout'>,
  pass: ForwardPass,
): Tensor3D {
  return tf.tidy(() => {
    const [ofFeatures, ofStates] = form.dropout;
    const seen = dropout(features, ofFeatures, pass);
    const states = dropout(bidirectionalLstm(seen, recurrent), ofStates, pass);
    return tf.add<Tensor3D>(denseEach(seen, direct), denseEach(states, added));
  });
}

/**
 * `runHead` in ONNX.
 *
 * @param from name of the features, [batch, time, features]
 * @param to name of the logits, [batch, time, classes]
 */
export function headOnnx({ direct, recurrent, added }: HeadWeights, from: string, to: string): Uint8Array {
  const graph = createOnnxGraph('head', 'head_');
  const [features, classes] = direct.kernel.shape;
  const given = graph.input(from, ['batch', 'time', features]);
  const turned = (value: ValueName): ValueName => graph.node('Transpose', [value], { perm: [1, 0, 2] });
  const states = turned(bidirectionalLstmOnnx(graph, turned(given), recurrent));
  const logits = graph.node('Add', [denseOnnx(graph, given, direct), denseOnnx(graph, states, added)]);
  graph.output(to, logits, ['batch', 'time', classes]);
  return graph.encodeBare();
}
