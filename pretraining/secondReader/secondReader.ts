/**
 * Makes the second reader from PP-OCRv6's small recogniser: `npm --prefix pretraining run second-reader -- FILE --features FOLDER`.
 *
 * FILE is `rapidocr/models/PP-OCRv6_rec_small.onnx` of the wheel `rapidocr` 3.10.0 (PyPI, Apache-2.0), FOLDER what
 * `second-features` has written. Its trunk stays as it is but for its weights, which are stored as float16; its head is trained
 * here.
 */
import { startTrainingEngine } from '../engine.ts';
import { createHash } from 'node:crypto';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createAlphabet, pretrainedCharacters } from '../../shared/alphabet.ts';
import { createRandom } from '../../shared/random.ts';
import { InkdexError } from '../../shared/result.ts';
import { characters } from '../../shared/text.ts';
import { secondReaderFile } from '../../main/installation.ts';
import { ctcLoss } from '../../main/ml/ctc/loss.ts';
import { classesOf } from '../../main/ml/decoding/secondOpinion.ts';
import { readingPass } from '../../main/ml/forwardPass.ts';
import { withMetadata } from '../../main/ml/onnx/editModel.ts';
import { type Tensor3D, tf } from '../../main/ml/tf.ts';
import { defaultOptimizer } from '../../main/ml/training/optimizer.ts';
import { openSession, runModel } from '../../main/reader/models/onnxSession.ts';
import { train, type TrainingTask } from '../../main/ml/training/train.ts';
import { countParameters } from '../../main/ml/weights.ts';
import { log, logTraining } from '../run.ts';
import { adaptedReader } from './adapted.ts';
import { drawWords, featurePool, featureTensor } from './featureBatches.ts';
import { readFeatures, type WordFeatures } from './featureFile.ts';
import { withHalfWeights } from './halfWeights.ts';
import { createHead, headOnnx, runHead } from './headNetwork.ts';
import { storedDense, withHead } from './trunk.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    features: { type: 'string', default: '.cache/second' },
    seed: { type: 'string', default: '1' },
    steps: { type: 'string', default: '8000' },
    batch: { type: 'string', default: '64' },
    rate: { type: 'string', default: '0.001' },
    out: { type: 'string', default: secondReaderFile },
  },
});

/** Of all words drawn: pages of other kinds than boards are few, and weigh more. */
const shares = { elsewhere: 0.15, notes: 0.13, boards: 0.42, scans: 0.06, lines: 0.02, drawn: 0.22 };
/** Between the logits of training and those of the file, before its weights are halved. */
const mostDifference = 1e-4;
const form = { hidden: 96, dropout: [0.1, 0.3] } as const;
const [seed, totalSteps, batchSize] = [values.seed, values.steps, values.batch].map(Number) as [
  number,
  number,
  number,
];

const [path] = positionals;
if (path === undefined) throw new InkdexError('bad-arguments', 'Give the path of PP-OCRv6_rec_small.onnx.');
const { bytes, metadata } = await adaptedReader(path);
const alphabet = createAlphabet(pretrainedCharacters);
const classes = classesOf(alphabet, characters(metadata.characters));
if (classes === null) throw new InkdexError('data-invalid', `${path} lacks letters of the recogniser.`);

const words: WordFeatures[] = [];
for (const name of (await readdir(values.features)).filter((file) => file.endsWith('.f16')).toSorted())
  words.push(...(await readFeatures(join(values.features, name.slice(0, -4)))));
const pool = featurePool(words, shares);
log(
  Array.from(
    Map.groupBy(words, ({ source }) => source),
    ([name, own]) => `${name} ${own.length}`,
  ).join(', '),
);

const engine = await startTrainingEngine(undefined, 1);
const stored = storedDense(bytes);
const weights = createHead(createRandom(seed).fork('weights'), stored, classes, form.hidden);
log(`${engine}, ${countParameters(weights)} parameters`);

interface Batch {
  readonly features: Tensor3D;
  readonly labels: readonly Int32Array[];
}
const task: TrainingTask<Batch> = {
  weights,
  description: 'head of the second reader',
  nextBatch(random) {
    const drawn = drawWords(pool, random, batchSize);
    return { features: featureTensor(drawn), labels: drawn.map(({ text }) => alphabet.encode(text)) };
  },
  samplesIn: ({ labels }) => labels.length,
  loss: ({ features, labels }, pass) =>
    tf.tidy(() => ctcLoss(runHead(features, weights, form, pass), labels)),
  disposeBatch: ({ features }) => {
    features.dispose();
  },
};
const options = {
  seed,
  schedule: {
    peak: Number(values.rate),
    warmupSteps: 200,
    decaySteps: Math.round(0.7 * totalSteps),
    totalSteps,
  },
  optimizer: defaultOptimizer,
  averageDecay: 0.998,
  statisticsMomentum: 0.99,
  statisticsBatches: 0,
  evaluateEvery: totalSteps + 1,
};
await logTraining(train(task, options), 100);

const difference = await differenceOfFile(drawWords(pool, createRandom(seed), batchSize));
log(`Logits of the head as ONNX differ by ${difference.toExponential(1)} of the largest.`);
if (!(difference < mostDifference)) throw new Error('The file does not give what training computes.');
const own = withHead(bytes, (from, to) => headOnnx(weights, from, to));
const made = withHalfWeights(
  withMetadata(own, {
    ...metadata,
    characters: `${pretrainedCharacters} `,
    parameters: metadata.parameters - (stored.features + 1) * stored.classes + countParameters(weights),
  }),
);
await writeFile(values.out, made);
const sha256 = createHash('sha256').update(made).digest('hex');
log(`${values.out}: ${(made.length / 1e6).toFixed(2)} MB, SHA-256 ${sha256}`);

/** How far the logits of the head as ONNX are from those of training, as a share of the largest. */
async function differenceOfFile(drawn: readonly WordFeatures[]): Promise<number> {
  const session = await openSession(headOnnx(weights, 'given', 'logits'), 1);
  const [expected, given] = tf.tidy(() => {
    const features = featureTensor(drawn);
    const logits = runHead(features, weights, form, readingPass(createRandom(0)));
    return [logits, features].map((each) => tf.keep(tf.transpose(each, [1, 0, 2])));
  });
  if (expected === undefined || given === undefined) return NaN;
  const input = { data: given.dataSync<'float32'>().slice(), shape: given.shape };
  const { logits } = await runModel(session, ['given', input], ['logits']);
  const wanted = expected.dataSync<'float32'>().slice();
  tf.dispose([expected, given]);
  const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const furthest = wanted.reduce(
    (most, value, at) => Math.max(most, Math.abs(value - (logits.data[at] ?? NaN))),
    0,
  );
  return furthest / largest;
}
