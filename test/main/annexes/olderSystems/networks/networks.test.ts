import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../../../../main/ml/backends/startEngine.ts';
import { loadRecogniser, readStoredRecogniser } from '../../../../../main/ml/finetune/storedRecogniser.ts';
import type { Network } from '../../../../../main/ml/networks/network.ts';
import { weightSteps } from '../../../../../main/ml/networks/recogniser/config.ts';
import { buildNetwork, networkConfig } from '../../../../../main/ml/networks/registry.ts';
import { type Tensor, type Tensor4D, tf } from '../../../../../main/ml/tf.ts';
import { greedyTexts } from '../../../../support/greedyTexts.ts';
import { train } from '../../../../../main/ml/training/train.ts';
import { assignNumbers, namedWeights, trainableWeights } from '../../../../../main/ml/weights.ts';
import { createAlphabet } from '../../../../../shared/alphabet.ts';
import { networkNameSchema } from '../../../../../shared/networks.ts';
import { createRandom } from '../../../../../shared/random.ts';
import { temporaryFolder } from '../../../../support/library.ts';
import {
  channelsFirst,
  disturbWeights,
  largestDifference,
  randomTensor,
  runOnnx,
} from '../../../../support/onnx.ts';
import { eightOf, lettersOf, metadataOf, tiny, tinyNetworks } from '../../../../support/tinyNetworks.ts';
import { shortTraining, wordsTask } from '../../../../support/eightWords.ts';
import { samePass } from '../../../../support/gradients.ts';

beforeAll(() => startEngine('wasm'));

function images(network: Network, width = network.config.widths[0] ?? 64): Tensor4D {
  return tf.clipByValue(randomTensor([2, network.config.height, width, 1], width), 0, 1) as Tensor4D;
}

it('tries every network that reads text; stn-crnn has tests of its own', () => {
  const tried = ['stn-crnn', ...tinyNetworks.map(({ name }) => name)];
  expect(new Set(tried)).toEqual(new Set(networkNameSchema.exclude(['fcn-lines']).options));
});

describe.each(tinyNetworks)('$title', (form) => {
  const alphabet = createAlphabet(lettersOf(form));

  it('reads as its .onnx file does, and as the network that is built from the file', async () => {
    const network = tiny(form);
    disturbWeights(network.weights, 3, 0.05);
    const bytes = network.onnx(metadataOf(network, form));
    for (const width of [form.width, 2 * form.width]) {
      const given = images(network, width);
      const logits = network.logits(given);
      expect(largestDifference(logits, await runOnnx(bytes, channelsFirst(given)))).toBeLessThan(1e-4);
      expect(largestDifference(logits, network.logits(tf.reverse(given, 2)))).toBeGreaterThan(1e-3);
    }
    const stored = readStoredRecogniser(bytes);
    const again = buildNetwork(stored.config, createRandom(9));
    assignNumbers(again.weights, stored.weights);
    const given = images(network);
    expect(largestDifference(network.logits(given), again.logits(given))).toBeLessThan(1e-4);
  });

  it('learns new characters, and writes the known ones as before', () => {
    const network = tiny(form);
    disturbWeights(network.weights, 3, 0.05);
    const { network: wider, metadata } = loadRecogniser(network.onnx(metadataOf(network, form)), ['ß', '€']);
    expect(metadata.characters).toBe(`${lettersOf(form)}ß€`);
    const given = images(network);
    const known = tf.slice(wider.logits(given), [0, 0, 1], [-1, -1, alphabet.characters.length]);
    const before = tf.slice(network.logits(given), [0, 0, 1], [-1, -1, alphabet.characters.length]);
    const shift = (logits: Tensor): Tensor => tf.sub(logits, tf.max(logits, 2, true));
    expect(largestDifference(shift(known), shift(before))).toBeLessThan(1e-4);
  });

  it('goes on from a checkpoint as if it had never stopped, bit for bit', async () => {
    const folder = temporaryFolder();
    async function trained(stopAfter: number | null, file: string, network: Network): Promise<Network> {
      const stop = new AbortController();
      const { task } = wordsTask(network, alphabet, eightOf(form));
      const schedule = { peak: 0.01, warmupSteps: 1, decaySteps: 1, totalSteps: 2 };
      const options = shortTraining(schedule, { checkpoint: { path: join(folder, file), every: 100 } });
      for await (const event of train(task, { ...options, signal: stop.signal })) {
        if (event.type === 'step' && event.step === stopAfter) stop.abort();
      }
      return network;
    }
    const whole = await trained(null, 'whole', tiny(form, 0.2));
    await trained(1, 'parts', tiny(form, 0.2));
    const resumed = await trained(null, 'parts', tiny(form, 0.2));
    for (const [weight, variable] of namedWeights(whole.weights)) {
      const again = namedWeights(resumed.weights).get(weight)?.dataSync();
      expect(again, weight).toEqual(variable.dataSync());
    }
  });

  it('has the gradients that differences of its loss have', () => {
    const network = tiny(form);
    disturbWeights(network.weights, 5, 0.05);
    const batch = {
      images: images(network),
      labels: (form.name === 'characters' ? [[2], [3]] : [[1, 2, 2], [3]]).map((label) =>
        Int32Array.from(label),
      ),
    };
    const loss = (): number => tf.tidy(() => network.loss(batch, samePass()).dataSync()[0] ?? NaN);
    const weights = trainableWeights(network.weights);
    const { grads } = tf.variableGrads(
      () => network.loss(batch, samePass()).asScalar(),
      [...weights.values()],
    );
    for (const [weight, variable] of weights) {
      const gradient = grads[variable.name];
      if (gradient === undefined) throw new Error(`${weight} has no gradient.`);
      // Along the gradient itself, where the difference is largest beside the error of float32.
      const length = tf.norm(gradient).dataSync()[0] ?? 0;
      expect(length, weight).toBeGreaterThan(0);
      const way = tf.mul(gradient, 1 / length);
      const before = variable.clone();
      const step = 2e-3;
      variable.assign(tf.add(before, tf.mul(way, step)));
      const after = loss();
      variable.assign(tf.sub(before, tf.mul(way, step)));
      const difference = (after - loss()) / (2 * step);
      variable.assign(before);
      expect(Math.abs(difference - length) / Math.max(length, 0.02), weight).toBeLessThan(0.05);
    }
  });
});

it('stn-crnn takes the sizes of CRNN_OCR_lite, and is read again from its file', async () => {
  const options = { dense: 24, hidden: 16, cell: 'gru' };
  const form = {
    title: '',
    name: 'stn-crnn',
    options,
    peak: 0,
    steps: 0,
    texts: ['abcd'],
    width: 64,
  } as const;
  const network = tiny(form);
  disturbWeights(network.weights, 3, 0.05);
  const weights = namedWeights(network.weights);
  const names = ['dense.kernel', 'recurrent.0.forward.kernel', 'recurrent.1.backward.kernel', 'head.kernel'];
  // A GRU has three gates.
  expect(names.map((name) => weights.get(name)?.shape)).toEqual([
    [256, 24],
    [24 + 16, 3 * 16],
    [32 + 16, 3 * 16],
    [32, 5],
  ]);
  expect(weightSteps('muon', network.config).matricesOf?.(names[1] ?? '')).toBe(3);
  const bytes = network.onnx(metadataOf(network, form));
  const given = images(network);
  const logits = network.logits(given);
  expect(largestDifference(logits, await runOnnx(bytes, channelsFirst(given)))).toBeLessThan(1e-4);
  const stored = readStoredRecogniser(bytes);
  expect(stored.config).toMatchObject({ dense: 24, cell: 'gru', recurrent: [16, 16] });
  const again = buildNetwork(stored.config, createRandom(9));
  assignNumbers(again.weights, stored.weights);
  expect(largestDifference(logits, again.logits(given))).toBeLessThan(1e-4);
});

it.each(['lstm', 'gru'])(
  'attention with two layers of %s in its decoder reads as its .onnx file does, and learns with both',
  async (cell) => {
    const one = tinyNetworks.find(({ name }) => name === 'attention');
    if (one === undefined) throw new Error('There is no tiny attention network.');
    const form = { ...one, options: { ...one.options, layers: 2, cell } };
    const network = tiny(form);
    disturbWeights(network.weights, 3, 0.05);
    const bytes = network.onnx(metadataOf(network, form));
    const given = images(network);
    const logits = network.logits(given);
    expect(largestDifference(logits, await runOnnx(bytes, channelsFirst(given)))).toBeLessThan(1e-4);
    const stored = readStoredRecogniser(bytes);
    const again = buildNetwork(stored.config, createRandom(9));
    assignNumbers(again.weights, stored.weights);
    expect(largestDifference(logits, again.logits(given))).toBeLessThan(1e-4);
    const batch = { images: given, labels: [Int32Array.of(1, 2), Int32Array.of(3)] };
    const weights = trainableWeights(network.weights);
    const { grads } = tf.variableGrads(
      () => network.loss(batch, samePass()).asScalar(),
      [...weights.values()],
    );
    for (const name of ['decoder.kernel', 'upper.kernel', 'upper.bias']) {
      const gradient = grads[weights.get(name)?.name ?? ''];
      expect(gradient === undefined ? 0 : tf.norm(gradient).dataSync()[0], name).toBeGreaterThan(0);
    }
  },
);

it('a wide enough beam finds the likeliest of all readings, and greedy decoding does not', () => {
  const attention = tinyNetworks.find(({ name }) => name === 'attention');
  if (attention === undefined) throw new Error('There is no tiny attention network.');
  const two = createAlphabet('ab');
  // All that end within the decoder's three steps.
  const readings = ['', 'a', 'b', 'aa', 'ab', 'ba', 'bb'];
  const given = tf.slice(images(tiny(attention)), [0, 0, 0, 0], [1, -1, -1, -1]);
  let missed = 0;
  for (const seed of [5, 6, 9, 19, 21, 24, 30]) {
    const [greedy, wide] = [1, 16].map((beam) => {
      const options = { ...attention.options, characters: 2, ctc: 0, sampling: 0, beam };
      const config = networkConfig('attention', options, { classes: two.classCount, dropout: 0 });
      const network = buildNetwork(config, createRandom(seed));
      disturbWeights(network.weights, seed, 0.4);
      return network;
    }) as [Network, Network];
    const pass = samePass(false);
    const losses = readings.map((text) => {
      const loss = wide.loss({ images: given, labels: [two.encode(text)] }, pass);
      return { text, nats: loss.dataSync()[0] ?? NaN };
    });
    const likeliest = losses.sort((a, b) => a.nats - b.nats)[0]?.text;
    expect(greedyTexts(wide.logits(given), two), String(seed)).toEqual([likeliest]);
    if (greedyTexts(greedy.logits(given), two)[0] !== likeliest) missed += 1;
  }
  expect(missed).toBeGreaterThan(1);
});

it('a network refuses options of another one by their names', () => {
  const classes = { classes: 5, dropout: 0 };
  expect(() => networkConfig('crnn', { hidden: 8, size: 'large' }, classes)).toThrow(/CRNN .*"size"/su);
  expect(() => networkConfig('stn-crnn', { size: 'huge' }, classes)).toThrow(
    /expected one of "small"\|"large"/u,
  );
});

it('no weight of a new network is without a name in its layers', () => {
  for (const form of tinyNetworks) {
    const { layers, weights } = tiny(form);
    const prefixes = [...layers.convolutions, ...layers.others, 'shortcut'];
    const unknown = [...namedWeights(weights).keys()].filter(
      (weight) => !prefixes.some((prefix) => weight.startsWith(`${prefix}.`)),
    );
    expect(unknown, form.title).toEqual([]);
  }
});
