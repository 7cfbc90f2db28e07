import { beforeAll, describe, expect, it } from 'vitest';
import { createAlphabet } from '../../../../shared/alphabet.ts';
import {
  extendHead,
  loadRecogniser,
  neighbourOf,
  readStoredRecogniser,
} from '../../../../main/ml/finetune/storedRecogniser.ts';
import type { NetworkConfig } from '../../../../main/ml/networks/network.ts';
import type { RecogniserConfig } from '../../../../main/ml/networks/recogniser/config.ts';
import {
  createRecogniser,
  recognise,
  recogniserOnnx,
  type RecogniserWeights,
} from '../../../../main/ml/networks/recogniser/network.ts';
import { assignNumbers, namedWeights } from '../../../../main/ml/weights.ts';
import { type Tensor3D, type Tensor4D, tf } from '../../../../main/ml/tf.ts';
import { readingPass } from '../../../../main/ml/forwardPass.ts';
import { createRandom } from '../../../../shared/random.ts';
import { fullConfig, letters, smallConfig } from '../../../support/eightWords.ts';
import {
  channelsFirst,
  disturbWeights,
  largestDifference,
  randomTensor,
  runOnnx,
} from '../../../support/onnx.ts';
import { tinyDetector, tinyRecogniser } from '../../../support/tinyModels.ts';
import { wordsModel } from '../../../support/wordVersion.ts';
import { disposeAfterEach } from '../../../support/scopes.ts';

beforeAll(() => tf.setBackend('cpu'));
disposeAfterEach();

const isStarter = (config: NetworkConfig): config is RecogniserConfig => config.network === undefined;

/** The weights by the types of their network, to look into them. */
function loadTyped(bytes: Uint8Array, newLetters: readonly string[] = []) {
  const { metadata, config, weights: stored } = extendHead(readStoredRecogniser(bytes), newLetters);
  if (!isStarter(config)) throw new TypeError(`The file has a ${String(config.network)}.`);
  const { network } = loadRecogniser(bytes, newLetters);
  const { shortcut: _shortcut, ...weights }: RecogniserWeights = createRecogniser(config, createRandom(0));
  assignNumbers(weights, stored);
  expect([...namedWeights(network.weights).keys()]).toEqual([...namedWeights(weights).keys()]);
  return { metadata, config, weights: weights as RecogniserWeights };
}

function images(): Tensor4D {
  return tf.clipByValue(randomTensor([2, 48, 64, 1], 5), 0, 1) as Tensor4D;
}

describe.each([
  ['the starter’s form', fullConfig],
  ['a smaller form', smallConfig],
])('a recogniser of %s read from its .onnx file', (_form, config) => {
  it('has the same form and gives the same, in the network as in a file written again', async () => {
    const file = wordsModel(config, 3);
    const { config: found, weights, metadata } = loadTyped(file);
    expect(found).toEqual(config);
    expect(metadata.characters).toBe(letters);
    const original = await runOnnx(file, channelsFirst(images()));
    const { logits } = recognise(images(), weights, found, readingPass(createRandom(0)));
    expect(largestDifference(logits, original)).toBeLessThan(1e-4);
    const again = recogniserOnnx(weights, found, metadata);
    expect(largestDifference(await runOnnx(again, channelsFirst(images())), original)).toBeLessThan(1e-4);
  });
});

describe('a recogniser read from a file', () => {
  it('learns without a shortcut, and with its norms by what the file says', () => {
    const { weights, config } = loadTyped(wordsModel(smallConfig, 3));
    expect(weights.shortcut).toBeUndefined();
    const plain = { ...config, dropout: 0 };
    const reading = recognise(images(), weights, plain, readingPass(createRandom(0)));
    const training = recognise(images(), weights, plain, {
      training: true,
      normalization: 'running',
      random: createRandom(0),
      observe: () => {
        throw new Error('Frozen norms observe nothing.');
      },
    });
    expect(training.shortcut).toBeUndefined();
    expect(largestDifference(training.logits, reading.logits)).toBeLessThan(1e-4);
  });

  it.each([
    ['a detector', tinyDetector(), /it is a detector/u],
    ['a network of another kind', tinyRecogniser(), /its network has no ReduceMean/u],
    ['no model at all', new Uint8Array([1, 2, 3]), /cannot be trained further/u],
  ])('is refused when it is %s', (_what, bytes, message) => {
    expect(() => readStoredRecogniser(bytes)).toThrow(message);
  });

  it('is refused when its alphabet is not that of its head', () => {
    const weights = createRecogniser(smallConfig, createRandom(1));
    disturbWeights(weights, 1, 0.01);
    const metadata = { ...readStoredRecogniser(wordsModel(smallConfig, 3)).metadata, characters: 'abc' };
    const file = recogniserOnnx(weights, smallConfig, metadata);
    expect(() => readStoredRecogniser(file)).toThrow(/its head has \d+ classes, its alphabet needs 4/u);
  });
});

describe('a head that is to learn new letters', () => {
  it('keeps what it says of known letters and gives the new ones their neighbours’', () => {
    const file = wordsModel(smallConfig, 3);
    const before = logitsOf(file, []);
    const after = logitsOf(file, ['É', 'ë']);
    const [time, batch, classes] = before.shape;
    expect(after.shape).toEqual([time, batch, classes + 2]);
    const known = tf.slice(after, [0, 0, 0], [time, batch, classes]);
    expect(largestDifference(known, before)).toBeLessThan(1e-5);
    const neighbour = createAlphabet(letters).encode('é')[0] ?? 0;
    const ofNeighbour = tf.slice(before, [0, 0, neighbour], [time, batch, 1]);
    const ofNew = tf.slice(after, [0, 0, classes], [time, batch, 1]);
    expect(largestDifference(ofNew, tf.sub(ofNeighbour, 1))).toBeLessThan(1e-5);
  });

  it('knows the alphabet with the new letters behind the old ones, each once', () => {
    const stored = readStoredRecogniser(wordsModel(smallConfig, 3));
    const { metadata, config } = extendHead(stored, ['ß', 'é', 'ß']);
    expect(metadata.characters).toBe(`${letters}ß`);
    expect(config.classes).toBe(stored.config.classes + 1);
    expect(extendHead(stored, ['é'])).toBe(stored);
  });

  it.each([
    ['ő', 'o'],
    ['Z', 'z'],
    ['x', 'X'],
    ['™', 'T'],
    ['ь', 'z'],
  ])('takes for %s the known letter %s', (letter, neighbour) => {
    expect(neighbourOf(letter, ['a', 'o', 'z', 'X', 'T'])).toBe(neighbour);
  });
});

function logitsOf(file: Uint8Array, newLetters: readonly string[]): Tensor3D {
  const { weights, config } = loadTyped(file, newLetters);
  return recognise(images(), weights, config, readingPass(createRandom(0))).logits;
}
