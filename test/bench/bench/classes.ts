import { ctcForwardBackward } from '../../../main/ml/ctc/forwardBackward.ts';
import { posteriorsOf } from '../../../main/ml/decoding/posteriors.ts';
import { decodeGreedily } from '../../../main/ml/decoding/ctcPaths.ts';
import { startChosenEngine } from '../../../main/ml/backends/startEngine.ts';
import { type Tensor, tf } from '../../../main/ml/tf.ts';
import { createRandom } from '../../../shared/random.ts';
import { print, printTable } from '../../../pretraining/printTable.ts';
import { unlessShort } from '../../../pretraining/unlessShort.ts';
import { median } from './median.ts';

/** As English with digits and punctuation, a mixture of scripts, and the Chinese that newspapers use. */
const alphabets = unlessShort([100, 1_000, 6_000], [100, 1_000]);
const batch = 32;
const steps = 32;
/** Of the layer before the classes, as in CRNN's paper: two directions of 256. */
const units = 512;
const letters = 6;

const definitions = `
A batch of ${batch} words of ${letters} characters over ${steps} time steps. layer: the product of ${units} units with the classes and its softmax, forward;
CTC: forward-backward and the gradient of the logits, over arrays; greedy: the best path of one word. parameters: of the layer.
logits: of the batch, as often in memory as there are copies (logits, softmax, log-softmax, gradient).`;

/** What a large alphabet costs: the last layer, the CTC loss and decoding, by the number of classes. */
export async function benchClasses(rounds: number): Promise<void> {
  const { engine, device } = await startChosenEngine();
  print(`Engine ${engine}, ${device}.`);
  const random = createRandom(1);
  const rows = alphabets.map((classes) => {
    const features = tf.randomNormal([steps * batch, units], 0, 1, 'float32', 1);
    const weights = tf.randomNormal([units, classes], 0, 0.05, 'float32', 2);
    const product = tf.matMul(features, weights);
    const logits = product.dataSync<'float32'>();
    const shape = [steps, batch, classes] as const;
    const softmax = valuesOf(tf.softmax(product));
    const logSoftmax = valuesOf(tf.logSoftmax(product));
    const labels = Array.from({ length: batch }, () =>
      Int32Array.from({ length: letters }, () => random.integer(1, classes - 1)),
    );
    const frames = labels.map(() => steps);
    const layer = timed(rounds, () => {
      const result = tf.tidy(() => tf.softmax(tf.matMul(features, weights)));
      valuesOf(result);
    });
    // The gradient takes the place of the softmax.
    const ctc = timed(
      rounds,
      (given) => {
        ctcForwardBackward(logSoftmax, given, [...shape], labels, frames);
      },
      () => softmax.slice(),
    );
    const word = posteriorsOf(logits, { batch, classes }, 0, steps);
    const greedy = timed(rounds, () => {
      decodeGreedily(word);
    });
    tf.dispose([features, weights, product]);
    const megabytes = (count: number) => ((4 * count) / 2 ** 20).toFixed(1);
    return [
      classes.toLocaleString('en'),
      megabytes(units * classes + classes),
      megabytes(logits.length),
      layer.toFixed(1),
      ctc.toFixed(1),
      greedy.toFixed(2),
    ];
  });
  printTable(['classes', 'parameters, MB', 'logits, MB', 'layer, ms', 'CTC, ms', 'greedy, ms'], rows);
  print(definitions);
}

/** Not within `tf.tidy`, which would look for tensors in each of its numbers. */
function valuesOf(tensor: Tensor): Float32Array {
  const values = tensor.dataSync<'float32'>();
  tensor.dispose();
  return values;
}

/** Median in milliseconds, after a first run that is not counted. `make` is not counted either. */
function timed<Given>(
  rounds: number,
  work: (given: Given) => void,
  make: () => Given = () => undefined as Given,
): number {
  const times = Array.from({ length: 1 + 3 * rounds }, () => {
    const given = make();
    const start = performance.now();
    work(given);
    return performance.now() - start;
  });
  return median(times.slice(1));
}
