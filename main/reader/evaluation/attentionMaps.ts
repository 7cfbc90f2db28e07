import { readFile } from 'node:fs/promises';
import { blankClass, createAlphabet } from '../../../shared/alphabet.ts';
import type { AttentionMaps } from '../../../shared/contract/evaluation.ts';
import type { RecogniserMetadata } from '../../../shared/contract/model.ts';
import { encodeAnimation } from '../../imaging/formats/decode.ts';
import { stackInk } from '../../imaging/ink/ink.ts';
import type { InkImage } from '../../imaging/pixels.ts';
import { posteriorsOf } from '../../ml/decoding/posteriors.ts';
import { attentionOutput } from '../../ml/onnx/outputs.ts';
import { paddedWidth } from '../../ml/networks/input.ts';
import { type FloatTensor, openSession, runModel } from '../models/onnxSession.ts';

/** Reads a fitted word, and tells where the network looked for each character. */
export type AttentionReader = (word: InkImage) => Promise<AttentionMaps>;

/** @param path of a recogniser. Null for a network without attention */
export async function openAttention(
  path: string,
  metadata: RecogniserMetadata,
): Promise<AttentionReader | null> {
  if (metadata.network?.name !== 'attention') return null;
  const session = await openSession(await readFile(path), 1);
  const { height } = metadata;
  return async (ink) => {
    const width = paddedWidth(ink.width, metadata);
    const input = { data: stackInk([ink], height, width), shape: [1, 1, height, width] };
    const found = await runModel(session, ['image', input], ['logits', attentionOutput]);
    const columns = Math.ceil(ink.width / metadata.stride);
    const letters = lettersOf(found.logits, found[attentionOutput], metadata.characters, columns);
    return { letters, animation: (await animate(ink, letters)).toString('base64') };
  };
}

type Letters = AttentionMaps['letters'];

/**
 * The characters of the greedy reading.
 *
 * @param logits [2 * steps, 1, classes]: every second row is a blank
 * @param attention [steps, 1, columns with those of the padding]
 * @param shown columns without those of the padding
 */
function lettersOf(logits: FloatTensor, attention: FloatTensor, characters: string, shown: number): Letters {
  const alphabet = createAlphabet(characters);
  const [rows = 0, batch = 1, classes = 0] = logits.shape;
  const [, , columns = 0] = attention.shape;
  const { logProbabilities } = posteriorsOf(logits.data, { batch, classes }, 0, rows);
  const letters: Letters = [];
  for (let step = 0; step * 2 < rows; step += 1) {
    const row = logProbabilities.subarray(2 * step * classes, (2 * step + 1) * classes);
    const likeliest = row.reduce((best, value, index) => (value > (row[best] ?? 0) ? index : best), 0);
    if (likeliest === blankClass) break;
    const weights = [...attention.data.subarray(step * columns, step * columns + shown)];
    const most = Math.max(...weights, Number.EPSILON);
    letters.push({
      text: alphabet.decode([likeliest]),
      probability: Math.min(1, Math.exp(row[likeliest] ?? 0)),
      columns: weights.map((weight) => Math.round((weight / most) * 1000) / 1000),
    });
  }
  return letters;
}

/** Milliseconds of each letter, as attention-ocr shows them. */
const delay = 500;
/** Pixels of the animation for each pixel of the word. */
const enlargement = 3;
/** Colour of the paper where it looked most: amber. */
const attended = [255, 196, 64] as const;

/** The word as it is, then once for each letter, with the paper coloured where the network looked. */
async function animate(ink: InkImage, letters: Letters): Promise<Buffer> {
  const [width, height] = [ink.width * enlargement, ink.height * enlargement];
  const frames = [[], ...letters.map(({ columns }) => columns)].map((columns) => {
    const pixels = new Uint8Array(width * height * 3);
    for (let at = 0; at < width * height; at += 1) {
      const x = at % width;
      const place = Math.floor(x / enlargement);
      const shade = ink.data[Math.floor(at / width / enlargement) * ink.width + place] ?? 0;
      const weight = columns[Math.floor((x / width) * columns.length)] ?? 0;
      for (const [channel, colour] of attended.entries()) {
        pixels[at * 3 + channel] = (255 - shade) * (1 - weight * (1 - colour / 255));
      }
    }
    return pixels;
  });
  return await encodeAnimation(frames, { width, height, delay });
}
