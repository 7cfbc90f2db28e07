import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { InferenceSession, Tensor } from '../../../../main/ml/onnx/runtime.ts';
import { describe, expect, it } from 'vitest';
import type { PhotoInput } from '../../../../shared/contract/model.ts';
import { packageFolder } from '../../../../main/installation.ts';
import { decodePhoto } from '../../../../main/imaging/formats/decode.ts';
import { withMetadata } from '../../../../main/ml/onnx/editModel.ts';
import { handedIn } from '../../../../main/annex.ts';
import { exportModel } from '../../../../main/ml/export/exportModel.ts';
import { readGreedily, starterRecogniser, writeCrops } from '../../../support/greedyCrops.ts';
import { temporaryFolder } from '../../../support/library.ts';
import { tinyDetector, tinyRecogniser, tinyRecogniserMetadata } from '../../../support/tinyModels.ts';

const annexed = await handedIn('modelWriters');

async function exported(format: 'onnx-folder' | 'triton', model = starterRecogniser): Promise<string> {
  const folder = join(temporaryFolder(), 'exported');
  await exportModel({ model, name: 'reader', format, folder }, annexed);
  return folder;
}

describe('a recogniser with its preprocessing', () => {
  it('reads a hundred crops in 40 lines of TypeScript as Inkdex does', async () => {
    const folder = await exported('onnx-folder');
    // Where `npm install` would put what the program needs.
    symlinkSync(join(packageFolder, 'node_modules'), join(folder, 'node_modules'));
    mkdirSync(join(folder, 'crops'));
    const crops = await writeCrops(join(folder, 'crops'));
    expect(crops).toHaveLength(100);
    const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'read.ts'), ...crops]);
    const expected = await readGreedily(starterRecogniser, crops);
    expect(expected.filter((text) => text.length > 2).length).toBeGreaterThan(50);
    expect(stdout.trimEnd().split('\n')).toEqual(crops.map((crop, index) => `${crop}\t${expected[index]}`));
    for (const reader of ['read.ts', 'read.py']) {
      expect(readFileSync(join(folder, reader), 'utf8').trimEnd().split('\n').length).toBeLessThanOrEqual(40);
    }
  });

  it('reads an image without ink, and one of a single pixel', async () => {
    const folder = await exported('onnx-folder');
    const session = await InferenceSession.create(join(folder, 'model.onnx'), { logSeverityLevel: 3 });
    for (const [height, width] of [
      [1, 1],
      [30, 200],
      [700, 3],
    ] as const) {
      const pixels = new Tensor('uint8', new Uint8Array(height * width * 3).fill(255), [height, width, 3]);
      const { logits } = await session.run({ pixels });
      expect(logits?.dims.slice(1)).toEqual([1, 157]);
    }
    await session.release();
  });
});

describe('a model repository for Triton', () => {
  it('has a folder with a configuration for each model', async () => {
    const folder = await exported('triton');
    const found = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\./u.test(name),
    );
    expect(found.sort()).toEqual([
      'reader-decoding/1/model.py',
      'reader-decoding/config.pbtxt',
      'reader-decoding/labels.txt',
      'reader-preprocessing/1/model.onnx',
      'reader-preprocessing/config.pbtxt',
      'reader-reading/1/ensemble.txt',
      'reader-reading/config.pbtxt',
      'reader/1/model.onnx',
      'reader/config.pbtxt',
      'reader/labels.txt',
    ]);
    expect(readFileSync(join(folder, 'reader/labels.txt'), 'utf8').split('\n').slice(0, 3)).toEqual([
      '<blank>',
      '!',
      '"',
    ]);
  });

  it('gives logits of each word of a batch, in its first axis', async () => {
    const folder = await exported('triton');
    const [path = ''] = await writeCrops(folder);
    const { image } = await decodePhoto(path, { maxPixels: 1e6 });
    const preprocessing = await InferenceSession.create(join(folder, 'reader-preprocessing/1/model.onnx'));
    const pixels = new Tensor('uint8', new Uint8Array(image.data), [image.height, image.width, 3]);
    const { image: word } = await preprocessing.run({ pixels });
    if (!(word?.data instanceof Float32Array)) throw new Error('It gives no picture.');
    const values = word.data;
    const columns = word.dims[3] ?? 0;
    const both = Float32Array.of(...values, ...values);
    const network = await InferenceSession.create(join(folder, 'reader/1/model.onnx'), {
      logSeverityLevel: 3,
    });
    const { logits } = await network.run({ image: new Tensor('float32', both, [2, 1, 48, columns]) });
    expect(logits?.dims).toEqual([2, columns / 4, 157]);
    const numbers = Array.from((logits?.data ?? []) as Float32Array);
    expect(numbers.slice(0, numbers.length / 2)).toEqual(numbers.slice(numbers.length / 2));
  });
});

it('refuses a detector and a model of another program, and leaves what is in its place', async () => {
  const folder = temporaryFolder();
  const detector = join(folder, 'detector.onnx');
  writeFileSync(detector, tinyDetector());
  const refused = exportModel(
    { model: detector, name: 'd', format: 'triton', folder: join(folder, 'new') },
    annexed,
  );
  await expect(refused).rejects.toMatchObject({ code: 'bad-arguments' });
  const photo: PhotoInput = { channels: 3, fit: 'pad', padding: [0], reads: 'word', isBatched: true };
  const foreign = withMetadata(tinyRecogniser(), { ...tinyRecogniserMetadata, photo });
  writeFileSync(join(folder, 'foreign.onnx'), foreign);
  const ofOthers = exportModel(
    {
      ...{
        model: join(folder, 'foreign.onnx'),
        name: 'f',
        format: 'onnx-folder',
        folder: join(folder, 'new'),
      },
    },
    annexed,
  );
  await expect(ofOthers).rejects.toThrow('comes from another program');
  const recogniser = join(folder, 'recogniser.onnx');
  writeFileSync(recogniser, tinyRecogniser());
  writeFileSync(join(folder, 'mine'), 'mine');
  for (const format of ['onnx-folder', 'triton', 'savedmodel'] as const) {
    const taken = exportModel(
      { model: recogniser, name: 'r', format, folder: join(folder, 'mine') },
      annexed,
    );
    await expect(taken).rejects.toMatchObject({ code: 'conflict' });
  }
  expect(readdirSync(folder).sort()).toEqual(['detector.onnx', 'foreign.onnx', 'mine', 'recogniser.onnx']);
});
