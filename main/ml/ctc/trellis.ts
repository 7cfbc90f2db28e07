/**
 * CTC in tensor operations only, for backends whose data cannot be read within a step. The backward recursion
 * equals the forward recursion over reversed labels in reversed time, so that both run as one batch.
 */
import { blankClass } from '../../../shared/alphabet.ts';
import { alignmentStates, isAlignable, maySkip } from './forwardBackward.ts';
import { type Scalar, type Tensor, type Tensor2D, type Tensor3D, tf, withGradient } from '../tf.ts';

/** log 0: finite, so that differences of two such values are not NaN. */
const impossible = -1e30;

/** `ctcLoss` in tensor operations. */
export function ctcLossOverTensors(
  logits: Tensor3D,
  labels: readonly Int32Array[],
  frames: readonly number[],
): Scalar {
  return withGradient<Scalar>(
    [logits],
    (save) => {
      const trellis = createTrellis(logits.shape, labels, frames);
      const probabilities = tf.softmax(logits);
      const emissions = gatherFlat(tf.logSoftmax(logits), trellis.emissions);
      const paths = tf.concat([tf.reshape(tf.stack(forwardPaths(emissions, trellis)), [-1]), [impossible]]);
      const logLikelihoods = tf.logSumExp(gatherFlat(paths, trellis.ends), 1, true);

      const [beginnings, endings] = [
        gatherFlat(paths, trellis.beginnings),
        gatherFlat(paths, trellis.endings),
      ];
      const counted = tf.sub(tf.add(beginnings, endings), gatherFlat(emissions, trellis.beginnings));
      const posteriors = tf.exp(tf.sub(counted, tf.expandDims(logLikelihoods, 2)));
      // [batch, time, states] x [batch, states, classes] -> [time, batch, classes]
      const inside = tf.where(trellis.inside, posteriors, tf.zerosLike(posteriors));
      const states = tf.matMul(inside, trellis.classes);
      const gradient = tf.sub(tf.mul(probabilities, trellis.counts), tf.transpose(states, [1, 0, 2]));
      save([tf.div(gradient, labels.length)]);
      return tf.div(tf.neg(tf.sum(tf.mul(logLikelihoods, trellis.alignable))), labels.length);
    },
    (lossGradient, [gradient]) => [tf.mul(gradient, lossGradient)],
  );
}

/**
 * What does not depend on the logits: indices into flattened tensors, and masks. "Reversed" rows are those of the
 * backward recursion.
 */
type Trellis = ReturnType<typeof createTrellis>;

/** log alpha of each time step, [2 * batch, states] each. */
function forwardPaths(emissions: Tensor, { skips, starts }: Trellis): Tensor2D[] {
  const [first, ...later] = tf.unstack(emissions) as Tensor2D[];
  let paths = tf.add<Tensor2D>(first, starts);
  const all = [paths];
  const [batch, states] = paths.shape;
  for (const emission of later) {
    const shifted = tf.pad(
      paths,
      [
        [0, 0],
        [2, 0],
      ],
      impossible,
    );
    const step = tf.slice(shifted, [0, 1], [batch, states]);
    const skip = tf.add(tf.slice(shifted, [0, 0], [batch, states]), skips);
    const largest = tf.maximum(tf.maximum(paths, step), skip);
    const powers = [paths, step, skip].map((path) => tf.exp(tf.sub(path, largest)));
    paths = tf.add(tf.add(largest, tf.log(tf.addN(powers))), emission);
    all.push(paths);
  }
  return all;
}

function createTrellis(
  [time, batch, classes]: readonly [number, number, number],
  labels: readonly Int32Array[],
  frames: readonly number[],
) {
  const samples = labels.map((label, index) => {
    const count = frames[index];
    return { states: alignmentStates(label), count, alignable: isAlignable(label, count) };
  });
  const rows = [...samples, ...samples.map((sample) => ({ ...sample, states: sample.states.toReversed() }))];
  const width = Math.max(...samples.map(({ states }) => states.length));
  const classAt = (row: number, state: number): number => rows[row].states.at(state) ?? blankClass;
  const isCounted = (index: number, frame: number): boolean =>
    samples[index].alignable && frame < samples[index].count;
  const mirror = (index: number, frame: number): number => Math.max(0, samples[index].count - 1 - frame);
  // States before the first one map to the last index, whose value is `impossible`.
  const place = (frame: number, row: number, state: number): number =>
    state < 0 ? time * 2 * batch * width : (frame * 2 * batch + row) * width + state;

  return {
    /** Indices into the log-probabilities, [time, 2 * batch, states]: forward rows, then reversed ones. */
    emissions: filled([time, 2 * batch, width], 'int32', (frame, row, state) => {
      const step = row < batch ? frame : mirror(row - batch, frame);
      return (step * batch + (row % batch)) * classes + classAt(row, state);
    }),
    /** 0 if a path may skip a blank to the state, otherwise `impossible`, [2 * batch, states]. */
    skips: filled([2 * batch, width, 1], 'float32', (row, state) =>
      maySkip(rows[row].states, state) ? 0 : impossible,
    ).squeeze([2]),
    /** 0 if a path may start in the state, otherwise `impossible`, [2 * batch, states]. */
    starts: filled([2 * batch, width, 1], 'float32', (_, state) => (state < 2 ? 0 : impossible)).squeeze([2]),
    /** Indices of the two states in which a complete path can end, [batch, 2]. */
    ends: filled([batch, 2, 1], 'int32', (index, nth) =>
      place(Math.max(0, samples[index].count - 1), index, samples[index].states.length - 1 - nth),
    ).squeeze([2]),
    /** Indices of alpha of each state and frame, [batch, time, states]. */
    beginnings: filled([batch, time, width], 'int32', (index, frame, state) => place(frame, index, state)),
    /** Indices of beta: alpha of the reversed state and frame, [batch, time, states]. */
    endings: filled([batch, time, width], 'int32', (index, frame, state) =>
      place(mirror(index, frame), batch + index, samples[index].states.length - 1 - state),
    ),
    /** 1 for valid frames and states, 0 for padding, [batch, time, states]. */
    inside: filled([batch, time, width], 'bool', (index, frame, state) =>
      Number(isCounted(index, frame) && state < samples[index].states.length),
    ),
    /** 1 for valid frames, 0 for padding, [time, batch, 1]. */
    counts: filled([time, batch, 1], 'float32', (frame, index) => Number(isCounted(index, frame))),
    /** One-hot class of each state, [batch, states, classes]. */
    classes: filled([batch, width, classes], 'float32', (index, state, letter) =>
      Number(classAt(index, state) === letter),
    ),
    /** 1 for a label that fits into its frames, [batch, 1]. */
    alignable: filled([batch, 1, 1], 'float32', (index) => Number(samples[index].alignable)).squeeze([2]),
  };
}

/** The elements of a tensor at indices into its flattened data. */
function gatherFlat(values: Tensor, places: Tensor): Tensor {
  return tf.gather(tf.reshape(values, [values.size]), places);
}

function filled(
  shape: [number, number, number],
  type: 'float32' | 'int32' | 'bool',
  value: (first: number, second: number, third: number) => number,
): Tensor3D {
  const [, columns, depth] = shape;
  const size = tf.util.sizeFromShape(shape);
  const values =
    type === 'float32'
      ? new Float32Array(size)
      : type === 'int32'
        ? new Int32Array(size)
        : new Uint8Array(size);
  for (let at = 0; at < size; at += 1) {
    const second = Math.floor(at / depth) % columns;
    values[at] = value(Math.floor(at / (columns * depth)), second, at % depth);
  }
  return tf.tensor3d(values, shape, type);
}
