import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import protobuf from 'protobufjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { decodePhoto } from '../../../../../main/imaging/formats/decode.ts';
import { findTensorflows } from '../../../../../main/ml/backends/installTensorflow.ts';
import { startEngine } from '../../../../../main/ml/backends/startEngine.ts';
import { handedIn } from '../../../../../main/annex.ts';
import { exportModel } from '../../../../../main/ml/export/exportModel.ts';
import { exportResources } from '../../../../../main/ml/export/onnxFolder.ts';
import { buildNetwork, networkConfig, networkInFile } from '../../../../../main/ml/networks/registry.ts';
import { type Tensor, tf } from '../../../../../main/ml/tf.ts';
import { createRandom } from '../../../../../shared/random.ts';
import { bestPaths, starterRecogniser, writeCrops } from '../../../../support/greedyCrops.ts';
import { temporaryFolder } from '../../../../support/library.ts';
import { disturbWeights } from '../../../../support/onnx.ts';
import { type TinyNetwork, tinyNetworks } from '../../../../support/tinyNetworks.ts';

const isInstalled = findTensorflows().length > 0;
if (!isInstalled) console.info('SavedModels are not run: run "inkdex engine install tensorflow" first.');

/** Writes a network with random weights as .onnx. */
function writeNetwork({ name, options }: TinyNetwork): string {
  const config = networkConfig(name, options, { classes: 8, dropout: 0 });
  const network = buildNetwork(config, createRandom(1));
  disturbWeights(network.weights, 4);
  const { height, widths } = config;
  const path = join(temporaryFolder(), 'model.onnx');
  const inFile = networkInFile(config);
  const bytes = network.onnx({
    ...{ format: 1, kind: 'recogniser', name: 'Tiny', height, widths: [...widths], stride: 4, parameters: 1 },
    ...(inFile === undefined ? {} : { network: inFile }),
    characters: 'abcdefg',
  });
  writeFileSync(path, bytes);
  return path;
}

const annexed = await handedIn('modelWriters');

async function exported(model: string): Promise<string> {
  const folder = join(temporaryFolder(), 'exported');
  await exportModel({ model, name: 'tiny', format: 'savedmodel', folder }, annexed);
  return folder;
}

const nodesSchema = z.array(z.object({ name: z.string(), input: z.array(z.string()) }));
const tensors = z.record(z.string(), z.object({ name: z.string() }));
const savedSchema = z.object({
  metaGraphs: z.tuple([
    z.object({
      graphDef: z.object({
        node: nodesSchema,
        library: z.object({ function: z.tuple([z.object({ nodeDef: nodesSchema })]) }),
      }),
      signatureDef: z.object({ serving_default: z.object({ inputs: tensors, outputs: tensors }) }),
    }),
  ]),
});

function openSaved(folder: string) {
  const message = protobuf.loadSync(join(exportResources, 'saved_model.proto')).lookupType('SavedModel');
  const decoded = message.decode(readFileSync(join(folder, 'saved_model.pb')));
  const [graph] = savedSchema.parse(message.toObject(decoded, { defaults: true })).metaGraphs;
  return { graph: graph.graphDef, signature: graph.signatureDef.serving_default };
}

beforeAll(() => startEngine(isInstalled ? 'tensorflow' : 'wasm'));

// TensorFlow has no layer of GRUs.
const converted = tinyNetworks.filter(({ options }) => options.cell !== 'gru');

describe('a SavedModel', () => {
  it.each(converted)(
    'of $title has each value before its use, and the names of older systems',
    async (tiny) => {
      const folder = await exported(writeNetwork(tiny));
      const forms = {
        pictures: [
          { input: 'input_image_as_bytes:0' },
          { output: 'prediction:0', probability: 'probability:0' },
        ],
        pixels: [
          { input_tensor: 'input_tensor:0' },
          {
            decodes_indices: 'decodes_indices:0',
            decodes_values: 'decodes_values:0',
            decodes_dense_shape: 'decodes_dense_shape:0',
          },
        ],
      };
      for (const [form, expected] of Object.entries(forms)) {
        const { graph, signature } = openSaved(join(folder, form, '1'));
        const names = [signature.inputs, signature.outputs].map((ports) =>
          Object.fromEntries(Object.entries(ports).map(([key, { name }]) => [key, name])),
        );
        expect(names).toEqual(expected);
        const known = new Set(['picture', 'levels']);
        for (const { name, input } of [...graph.library.function[0].nodeDef, ...graph.node]) {
          expect(input.filter((each) => !known.has(each.split(':')[0] ?? ''))).toEqual([]);
          known.add(name);
        }
      }
    },
  );

  it('has the numbers of an ord_map, and refuses one without a character of the model', async () => {
    const [tiny] = converted;
    if (tiny === undefined) throw new Error('There is no tiny network.');
    const model = writeNetwork(tiny);
    const folder = join(temporaryFolder(), 'exported');
    const numbers = Object.fromEntries(Array.from('gfedcba', (character, at) => [character, 1000 + at]));
    await exportModel({ model, name: 'tiny', format: 'savedmodel', folder, numbers }, annexed);
    // The blank, then a to g.
    const table = Buffer.from(Int32Array.of(0, 1006, 1005, 1004, 1003, 1002, 1001, 1000).buffer);
    const saved = (place: string): Buffer => readFileSync(join(place, 'pixels/1/saved_model.pb'));
    expect(saved(folder).includes(table)).toBe(true);
    expect(saved(await exported(model)).includes(table)).toBe(false);
    const lacking = {
      model,
      name: 'tiny',
      format: 'savedmodel',
      folder: `${folder}-2`,
      numbers: { a: 1 },
    } as const;
    await expect(exportModel(lacking, annexed)).rejects.toThrow(
      'tiny reads bcdefg, which have no number in the map',
    );
  });

  it('of a network with an operator that is not converted is refused, and says which', async () => {
    const gru = tinyNetworks.filter(({ options }) => options.cell === 'gru');
    expect(gru).toHaveLength(1);
    for (const tiny of gru) {
      await expect(exported(writeNetwork(tiny))).rejects.toThrow(
        'it has the operator GRU. Export it as ONNX.',
      );
    }
  });
});

describe.skipIf(!isInstalled)('in TensorFlow (needs npx inkdex engine install tensorflow)', () => {
  const forms = [
    ...converted.map((tiny) => ({ title: tiny.title, model: () => writeNetwork(tiny), count: 3 })),
    { title: 'the shipped recogniser', model: () => starterRecogniser, count: 10 },
  ];
  it.each(forms)('$title reads files and pixels as in Inkdex', async ({ model, count }) => {
    const path = model();
    const folder = await exported(path);
    const crops = await writeCrops(temporaryFolder(), count);
    const expected = await bestPaths(path, crops);

    const files = tf.tensor(
      crops.map((crop) => new Uint8Array(readFileSync(crop))),
      [count],
      'string',
    );
    const pictures = openModel(join(folder, 'pictures/1'), 'input_image_as_bytes:0');
    const logarithm = logarithmOf(join(folder, 'pictures/1'));
    const [texts, logarithms] = pictures.run(files, ['prediction', logarithm]);
    expect([...(texts?.dataSync<'string'>() ?? [])]).toEqual(expected.map(({ text }) => text));
    for (const [at, { logProbability }] of expected.entries()) {
      expect(logarithms?.dataSync()[at]).toBeCloseTo(logProbability, 1);
    }
    pictures.close();

    const pixels = openModel(join(folder, 'pixels/1'), 'input_tensor:0');
    for (const [at, crop] of crops.entries()) {
      const { image } = await decodePhoto(crop, { maxPixels: 1e6 });
      const levels = Float32Array.from(image.data, (level) => level / 127.5 - 1);
      const given = tf.tensor4d(levels, [1, image.height, image.width, 3]);
      const [indices, points] = pixels.run(given, ['decodes_indices', 'decodes_values']);
      const text = String.fromCodePoint(...Array.from(points?.dataSync() ?? [], Number));
      expect(text.trim()).toBe(expected[at]?.text);
      expect(indices?.shape).toEqual([text.length, 2]);
    }
    pixels.close();
  });
});

/** The value whose power is `probability`: TensorFlow.js has no float64. */
function logarithmOf(folder: string): string {
  const { graph } = openSaved(folder);
  const inputOf = (name: string) => graph.node.find((node) => node.name === name)?.input[0] ?? '';
  return inputOf(inputOf(inputOf('probability')));
}

interface SavedModelBackend {
  loadSavedModelMetaGraph(folder: string, tags: string): number;
  runSavedModel(
    id: number,
    inputs: readonly Tensor[],
    names: readonly { readonly name: string }[],
    outputs: readonly string[],
  ): Tensor[];
  deleteSavedModel(id: number): void;
}

function openModel(folder: string, input: string) {
  const backend: unknown = tf.backend();
  if (!runsSavedModels(backend)) throw new Error('This engine opens no SavedModel.');
  const id = backend.loadSavedModelMetaGraph(folder, 'serve');
  return {
    run: (given: Tensor, outputs: readonly string[]) =>
      backend.runSavedModel(
        id,
        [given],
        [{ name: input }],
        outputs.map((each) => `${each}:0`),
      ),
    close: () => {
      backend.deleteSavedModel(id);
    },
  };
}

function runsSavedModels(backend: unknown): backend is SavedModelBackend {
  return typeof backend === 'object' && backend !== null && 'runSavedModel' in backend;
}
