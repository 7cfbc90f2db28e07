import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { startEngine } from '../../../../main/ml/backends/startEngine.ts';
import { exportModel } from '../../../../main/ml/export/exportModel.ts';
import { loadRecogniser } from '../../../../main/ml/finetune/storedRecogniser.ts';
import {
  createFcnLines,
  fcnLines,
  fcnLinesConfig,
  fcnLinesOnnx,
} from '../../../../main/ml/networks/fcnLines.ts';
import { stackInk } from '../../../../main/imaging/ink.ts';
import { fitWord } from '../../../../main/imaging/fitWord.ts';
import { buildNetwork, networkConfig, networkInFile } from '../../../../main/ml/networks/registry.ts';
import { type Tensor, type Tensor4D, tf } from '../../../../main/ml/tf.ts';
import type { RecogniserMetadata } from '../../../../shared/contract/model.ts';
import { createRandom } from '../../../../shared/random.ts';
import { eightWords, smallConfig } from '../../../support/eightWords.ts';
import { starterRecogniser } from '../../../support/greedyCrops.ts';
import { temporaryFolder } from '../../../support/library.ts';
import {
  channelsFirst,
  disturbWeights,
  largestDifference,
  randomTensor,
  runOnnx,
} from '../../../support/onnx.ts';
import { tinyNetworks } from '../../../support/tinyNetworks.ts';

beforeAll(() => startEngine('wasm'));

const graphModelSchema = z.looseObject({
  format: z.literal('graph-model'),
  modelTopology: z.looseObject({ node: z.array(z.looseObject({ op: z.string() })) }),
  weightsManifest: z.tuple([
    z.object({
      paths: z.array(z.string()),
      weights: z.array(
        z.object({ name: z.string(), shape: z.array(z.number()), dtype: z.enum(['float32', 'int32']) }),
      ),
    }),
  ]),
});

/** Exports a model and opens it over HTTP, as a page does. */
async function openExport(bytes: Uint8Array) {
  const parent = temporaryFolder();
  const [model, folder] = [join(parent, 'model.onnx'), join(parent, 'exported')];
  writeFileSync(model, bytes);
  await exportModel({ model, name: 'tiny', format: 'tensorflowjs', folder });
  const json = graphModelSchema.parse(JSON.parse(readFileSync(join(folder, 'model.json'), 'utf8')));
  const server = createServer((request, response) => {
    response.end(readFileSync(join(folder, request.url ?? '')));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const opened = await tf.loadGraphModel(`http://127.0.0.1:${port}/model.json`);
  server.close();
  return { json, opened };
}

async function numbersOf(bytes: Uint8Array, images: Tensor, output: string): Promise<Tensor> {
  const { json, opened } = await openExport(bytes);
  const named = { [opened.inputs[0]?.name ?? '']: images };
  const hasLoops = json.modelTopology.node.some(({ op }) => op === 'StatelessWhile');
  return (hasLoops ? await opened.executeAsync(named, output) : opened.execute(named, output)) as Tensor;
}

function metadataFor(config: Parameters<typeof networkInFile>[0], classes: number): RecogniserMetadata {
  const network = networkInFile(config);
  const { height, widths } = config;
  return {
    ...{ format: 1, kind: 'recogniser', name: 'Tiny', height, widths: [...widths], stride: 4, parameters: 1 },
    ...(network === undefined ? {} : { network }),
    characters: 'abcdefghijklmnopqrstuvwxyz'.slice(0, classes - 1),
  };
}

describe('a graph model of TensorFlow.js', () => {
  // GRUs are not converted.
  const converted = tinyNetworks.filter(({ options }) => options.cell !== 'gru');
  const forms = [
    ...converted.map(({ title, name, options, width }) => ({
      title,
      width,
      config: networkConfig(name, options, { classes: 8, dropout: 0 }),
    })),
    { title: 'stn-crnn', width: 96, config: { ...smallConfig, classes: 8 } },
  ];
  it.each(forms)('gives the numbers of $title', async ({ config, width }) => {
    const network = buildNetwork(config, createRandom(1));
    disturbWeights(network.weights, 4);
    const images = tf.clipByValue(randomTensor([2, config.height, width, 1], 5), 0, 1) as Tensor4D;
    const found = await numbersOf(network.onnx(metadataFor(config, 8)), images, 'logits');
    const expected = network.logits(images);
    expect(expected.shape[0]).toBeGreaterThan(0);
    expect(largestDifference(found, expected)).toBeLessThan(1e-4);
  });

  it('of a network with an operator that is not converted is refused, and says which', async () => {
    const options = { channels: [1, 1, 1, 1, 1, 1, 8], hidden: 4, cell: 'gru' };
    const config = networkConfig('crnn', options, { classes: 8, dropout: 0 });
    const bytes = buildNetwork(config, createRandom(1)).onnx(metadataFor(config, 8));
    await expect(openExport(bytes)).rejects.toThrow('it has the operator GRU. Export it as .onnx.');
  });

  it('gives the numbers of the shipped recogniser', async () => {
    const bytes = readFileSync(starterRecogniser);
    // Words: between the values of noise the sampling of the transformer adds up differences in rounding.
    const fitted = eightWords().map(({ ink }) => fitWord(ink, { height: 48, maxWidth: 120 }));
    const images = tf.tensor4d(stackInk(fitted, 48, 128), [fitted.length, 48, 128, 1]);
    const found = await numbersOf(bytes, images, 'logits');
    const expected = loadRecogniser(bytes).network.logits(images);
    expect(largestDifference(tf.softmax(found), tf.softmax(expected))).toBeLessThan(1e-4);
    expect(largestDifference(found, expected)).toBeLessThan(1e-3);
  });

  it('has its weights in shards of at most 4 MB', async () => {
    const options = { form: 'mlp', units: 2000, layers: 1 };
    const config = networkConfig('characters', options, { classes: 8, dropout: 0 });
    const images = tf.zeros([1, config.height, 28, 1]) as Tensor4D;
    const network = buildNetwork(config, createRandom(2));
    const { json, opened } = await openExport(network.onnx(metadataFor(config, 8)));
    expect(json.weightsManifest[0].paths).toEqual(['group1-shard1of2.bin', 'group1-shard2of2.bin']);
    const found = opened.execute({ image: images }, 'logits') as Tensor;
    expect(largestDifference(found, network.logits(images))).toBeLessThan(1e-4);
  });

  it('gives the numbers of the detector, and of a line finder', async () => {
    const detector = readFileSync(starterRecogniser.replace('recogniser', 'detector'));
    const page = tf.clipByValue(randomTensor([1, 64, 96, 1], 7), 0, 1) as Tensor4D;
    const expected = await runOnnx(detector, channelsFirst(page));
    const found = await numbersOf(detector, page, 'kernel');
    expect(largestDifference(channelsFirst(found as Tensor4D), expected)).toBeLessThan(1e-4);

    const config = fcnLinesConfig({ channels: 4, longSide: 63 });
    const weights = createFcnLines(config, createRandom(3));
    const network = { name: 'fcn-lines', options: config } as const;
    const lines = fcnLinesOnnx(weights, {
      ...{ format: 1, kind: 'lines', name: 'Lines', network, longSide: 63, multiple: 21, parameters: 1 },
    });
    const square = tf.clipByValue(randomTensor([1, 42, 63, 1], 8), 0, 1) as Tensor4D;
    const classes = await numbersOf(lines, square, 'classes');
    expect(largestDifference(classes, tf.softmax(fcnLines(square, weights)))).toBeLessThan(1e-4);
  });
});
