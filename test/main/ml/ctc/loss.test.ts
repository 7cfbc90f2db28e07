import { beforeAll, describe, expect, it } from 'vitest';
import { isAlignable } from '../../../../main/ml/ctc/forwardBackward.ts';
import { ctcLoss, ctcLossOverArrays } from '../../../../main/ml/ctc/loss.ts';
import { ctcLossOverTensors } from '../../../../main/ml/ctc/trellis.ts';
import { type Tensor3D, tf } from '../../../../main/ml/tf.ts';
import { createRandom } from '../../../../shared/random.ts';

beforeAll(() => tf.setBackend('cpu'));

function randomLogits(shape: [number, number, number], seed = 1): Tensor3D {
  const random = createRandom(seed);
  const size = tf.util.sizeFromShape(shape);
  return tf.tensor3d(
    Float32Array.from({ length: size }, () => random.normal() * 2),
    shape,
  );
}

/** -log p by summing over every path that collapses to the label, one sample. */
function lossByBruteForce(logits: Tensor3D, label: readonly number[], frames: number): number {
  const classes = logits.shape[2];
  const probabilities = tf.softmax(logits).arraySync();
  let total = 0;
  for (let path = 0; path < classes ** frames; path += 1) {
    const steps = Array.from({ length: frames }, (_, frame) => Math.floor(path / classes ** frame) % classes);
    const collapsed = steps.filter((step, frame) => step !== 0 && step !== steps[frame - 1]);
    if (collapsed.join() !== label.join()) continue;
    total += steps.reduce((product, step, frame) => product * (probabilities[frame]?.[0]?.[step] ?? 0), 1);
  }
  return -Math.log(total);
}

const forms = [
  { form: 'over arrays', lossOf: ctcLossOverArrays },
  { form: 'over tensors', lossOf: ctcLossOverTensors },
];

describe.each(forms)('CTC loss $form', ({ lossOf }) => {
  it.each([
    { label: [], frames: 3 },
    { label: [1], frames: 1 },
    { label: [1, 2], frames: 2 },
    { label: [1, 2, 1], frames: 5 },
    { label: [2, 2], frames: 3 },
    { label: [1, 1, 2], frames: 5 },
    { label: [3, 3, 3], frames: 5 },
  ])('sums over every path for $label in $frames frames', ({ label, frames }) => {
    const logits = randomLogits([5, 1, 4]);
    const loss = lossOf(logits, [Int32Array.from(label)], [frames]);
    expect(loss.dataSync()[0]).toBeCloseTo(lossByBruteForce(logits, label, frames), 4);
  });

  it('has the gradient that finite differences give', () => {
    const shape: [number, number, number] = [5, 3, 4];
    const logits = randomLogits(shape, 2);
    const labels = [[1, 1], [2, 3, 1], [3]].map((label) => Int32Array.from(label));
    const frames = [4, 5, 3];
    const gradient = tf
      .grad((x) => lossOf(x as Tensor3D, labels, frames))(logits)
      .dataSync();

    const values = logits.dataSync<'float32'>();
    const step = 1e-2;
    const lossAt = (at: number, change: number): number => {
      const changed = values.with(at, (values[at] ?? 0) + change);
      return lossOf(tf.tensor3d(changed, shape), labels, frames).dataSync()[0] ?? NaN;
    };
    for (const at of values.keys()) {
      expect(gradient[at]).toBeCloseTo((lossAt(at, step) - lossAt(at, -step)) / (2 * step), 3);
    }
  });

  it('lets a label that does not fit contribute nothing, and never NaN', () => {
    const logits = randomLogits([3, 2, 4], 3);
    const labels = [Int32Array.of(1, 1, 2), Int32Array.of(1)];
    const alone = lossOf(logits.slice([0, 1, 0], [3, 1, 4]), [Int32Array.of(1)], [3]).dataSync()[0] ?? NaN;
    expect(lossOf(logits, labels, [3, 3]).dataSync()[0]).toBeCloseTo(alone / 2, 5);

    const gradient = tf.grad((x) => lossOf(x as Tensor3D, labels, [3, 3]))(logits);
    expect(tf.max(tf.abs(gradient.slice([0, 0, 0], [3, 1, 4]))).dataSync()[0]).toBe(0);
    expect(gradient.dataSync().every((value) => Number.isFinite(value))).toBe(true);
  });

  it('stays finite for logits far apart', () => {
    const logits = tf.mul<Tensor3D>(randomLogits([40, 1, 6], 4), 50);
    const label = [Int32Array.of(1, 2, 3, 3, 4)];
    const gradient = tf
      .grad((x) => lossOf(x as Tensor3D, label, [40]))(logits)
      .dataSync();
    expect(gradient.every((value) => Number.isFinite(value))).toBe(true);
  });

  it('leaves no tensor behind', () => {
    const logits = randomLogits([4, 1, 3]);
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      tf.grad((x) => lossOf(x as Tensor3D, [Int32Array.of(1)], [4]))(logits);
    });
    expect(tf.memory().numTensors).toBe(before);
  });
});

it('gives the same loss and gradient in both forms over a ragged batch', () => {
  const random = createRandom(5);
  const logits = randomLogits([24, 8, 12], 6);
  const labels = Array.from({ length: 8 }, (_, sample) =>
    Int32Array.from({ length: sample }, () => random.integer(1, 11)),
  );
  const frames = labels.map((_, sample) => 17 + sample);
  const [arrays, tensors] = forms.map(({ lossOf }) =>
    tf.valueAndGrad((x) => lossOf(x as Tensor3D, labels, frames))(logits),
  );
  expect(tensors?.value.dataSync()[0]).toBeCloseTo(arrays?.value.dataSync()[0] ?? NaN, 4);
  const expected = arrays?.grad.dataSync() ?? [];
  for (const [at, value] of (tensors?.grad.dataSync() ?? new Float32Array(0)).entries()) {
    expect(value).toBeCloseTo(expected[at] ?? NaN, 5);
  }
});

it('asks for one frame a letter and one between equal neighbours', () => {
  expect(isAlignable(Int32Array.of(1, 2, 2), 3)).toBe(false);
  expect(isAlignable(Int32Array.of(1, 2, 2), 4)).toBe(true);
});

it('refuses labels that do not match the batch', () => {
  const logits = randomLogits([3, 2, 4]);
  expect(() => ctcLoss(logits, [Int32Array.of(1)])).toThrow(RangeError);
  expect(() => ctcLoss(logits, [Int32Array.of(1), Int32Array.of(1)], [3, 4])).toThrow('[3, 4]');
});
