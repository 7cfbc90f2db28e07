/**
 * Runs the trunk of the second reader on varied crops of all that may train it: `npm --prefix pretraining run second-features --
 * PP-OCRv6_rec_small.onnx --seed 1 --part 0 --parts 2 --out FOLDER`. `second-reader` trains its head on what is written. One
 * process a part.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRandom } from '../../shared/random.ts';
import { InkdexError } from '../../shared/result.ts';
import { openSession, runModel } from '../../main/reader/models/onnxSession.ts';
import { photoBatches } from '../../main/reader/models/readBatch.ts';
import { log } from '../run.ts';
import { openModels } from '../shippedModels.ts';
import { adaptedReader } from './adapted.ts';
import { featureCount, writeFeatures } from './featureFile.ts';
import { withHalfWeights } from './halfWeights.ts';
import { photoSources, type PhotoWord } from './photoWords.ts';
import { featuresOutput, withFeatures } from './trunk.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    part: { type: 'string', default: '0' },
    parts: { type: 'string', default: '1' },
    out: { type: 'string', default: '.cache/second' },
  },
});

/** Wide words are padded to a few widths, so that those of a batch have as many time steps; reading does not pad them. */
const widths = [128, 160, 192, 224, 256, 288, 320, 384, 448, 512, 640, 768, 1024, 3072];
const batchWords = 8;

const [path] = positionals;
if (path === undefined) throw new InkdexError('bad-arguments', 'Give the path of PP-OCRv6_rec_small.onnx.');
const { bytes, metadata } = await adaptedReader(path);
const session = await openSession(withHalfWeights(withFeatures(bytes)), 1);
const models = await openModels(1, { fast: true });
const seed = Number(values.seed);
const [part, parts] = [Number(values.part), Number(values.parts)];
const own = (await photoSources(models, seed)).filter((_, place) => place % parts === part);
await mkdir(values.out, { recursive: true });
const file = writeFeatures(join(values.out, `features-${seed}-${part}-of-${parts}`));
for (const [place, source] of own.entries()) {
  const words = await source.words(createRandom(seed).fork(source.name));
  const byWidth = words.toSorted((a, b) => a.image.width / a.image.height - b.image.width / b.image.height);
  for (let start = 0; start < byWidth.length; start += batchWords)
    await addBatch(byWidth.slice(start, start + batchWords));
  if (place % 10 === 0) log(`${place} of ${own.length}, ${file.count()} words, ${source.name}`);
}
await file.close();
log(`${file.count()} words`);

async function addBatch(words: readonly PhotoWord[]): Promise<void> {
  const images = words.map(({ image }) => ({
    ...{ width: image.width, height: image.height, data: new Uint8Array(0), photo: image },
  }));
  for (const { indices, input } of photoBatches(images, { ...metadata, widths })) {
    const { [featuresOutput]: found } = await runModel(session, ['image', input], [featuresOutput]);
    const [, steps = 0] = found.shape;
    for (const [place, index] of indices.entries()) {
      const word = words[index];
      if (word === undefined) continue;
      const size = steps * featureCount;
      const features = Float16Array.from(found.data.subarray(place * size, (place + 1) * size));
      const { text, source } = word;
      await file.add({ text, source, steps, features });
    }
  }
}
