import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import type { Sample } from '../../shared/contract/dataset.ts';
import { canonicalSample, compareKeys, manifestHeader } from '../../shared/manifest.ts';
import { objectFile } from '../../shared/fileNames.ts';
import { createRandom } from '../../shared/random.ts';
import type { InkImage } from '../../main/imaging/pixels.ts';
import type { RecogniserConfig } from '../../main/ml/networks/recogniser/config.ts';
import { createRecogniser, recogniserOnnx } from '../../main/ml/networks/recogniser/network.ts';
import { tf } from '../../main/ml/tf.ts';
import { disposeWeights } from '../../main/ml/weights.ts';
import { drawnTexts, eightWordsMetadata } from './eightWords.ts';
import { disturbWeights } from './onnx.ts';
import { bareLabel } from '../../main/exchange/records.ts';

/** A recogniser that has learned nothing, in the file that trained ones come in. */
export function wordsModel(config: RecogniserConfig, seed: number, deviation = 0.03): Uint8Array {
  const weights = createRecogniser(config, createRandom(seed));
  try {
    tf.tidy(() => {
      disturbWeights(weights, seed, deviation);
    });
    return recogniserOnnx(weights, config, eightWordsMetadata(config));
  } finally {
    disposeWeights(weights);
  }
}

export interface VersionFiles {
  readonly manifest: string;
  readonly objects: string;
}

/** A sample of a version with its picture, PNG bytes. */
export interface PicturedSample {
  readonly sample: Sample;
  readonly picture: Buffer;
}

/** Writes a version as the library keeps it. */
export function writeVersion(folder: string, words: readonly PicturedSample[]): VersionFiles {
  const objects = join(folder, 'objects');
  for (const { sample, picture } of words) {
    const path = join(objects, objectFile(sample.image));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, picture);
  }
  const manifest = join(folder, 'version.jsonl');
  const samples = words.map(({ sample }) => sample).sort((a, b) => compareKeys(a.key, b.key));
  mkdirSync(folder, { recursive: true });
  writeFileSync(manifest, [manifestHeader, ...samples.map(canonicalSample), ''].join('\n'));
  return { manifest, objects };
}

/** A labelled picture of its own. */
export async function pictured(ink: InkImage, changes: Partial<Sample> = {}): Promise<PicturedSample> {
  const grey = ink.data.map((value) => 255 - value);
  const raw = { width: ink.width, height: ink.height, channels: 1 } as const;
  const picture = await sharp(grey, { raw }).png().toBuffer();
  const sample: Sample = {
    ...bareLabel,
    key: 'word',
    level: 'word',
    file: 'word.png',
    text: 'ink',
    image: createHash('sha256').update(picture).digest('hex'),
    source: { kind: 'person' },
    ...changes,
  };
  return { sample, picture };
}

/** Words or lines of one hand, each text as often as asked, drawn afresh each time. */
export async function drawnSamples(texts: readonly string[], times: number): Promise<PicturedSample[]> {
  const drawn = drawnTexts(Array.from({ length: times }, () => texts).flat());
  return await Promise.all(
    drawn.map(({ text, ink }, index) =>
      pictured(ink, { key: `word-${String(index).padStart(4, '0')}`, text }),
    ),
  );
}
