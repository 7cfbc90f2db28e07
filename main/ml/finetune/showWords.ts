import type { RunSample } from '../../../shared/contract/run.ts';
import { encodeInk } from '../../imaging/decode.ts';
import type { InkImage } from '../../imaging/pixels.ts';
import type { RecogniserWeights } from '../networks/recogniser/network.ts';
import { type InputForm, paddedWidth } from '../networks/recogniser/config.ts';
import { straighten } from '../networks/recogniser/spatialTransformer.ts';
import { imageTensor } from '../training/recogniserTask.ts';
import { tf } from '../tf.ts';

export interface ShownNetwork {
  readonly weights: RecogniserWeights;
  readonly config: InputForm;
}

/** Each word as the network gets it and as the spatial transformer gives it on, as PNG in base64. */
export async function showWords(
  { weights, config }: ShownNetwork,
  words: readonly InkImage[],
): Promise<Pick<RunSample, 'word' | 'straightened'>[]> {
  const { height } = config;
  const shown: Pick<RunSample, 'word' | 'straightened'>[] = [];
  for (const ink of words) {
    const width = paddedWidth(ink.width, config);
    const rectified = tf.tidy(() =>
      straighten(imageTensor([{ ink, text: '' }], height, width), weights.transformer),
    );
    const values = await rectified.data();
    rectified.dispose();
    shown.push({
      word: await base64(ink),
      straightened: await base64(leftPart(values, { height, width }, ink.width)),
    });
  }
  return shown;
}

async function base64(ink: InkImage): Promise<string> {
  return (await encodeInk(ink)).toString('base64');
}

/** Without the paper that it was padded with. */
function leftPart(
  values: ArrayLike<number>,
  { height, width }: { readonly height: number; readonly width: number },
  columns: number,
): InkImage {
  const data = new Uint8Array(height * columns);
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      data[row * columns + column] = Math.max(0, Math.min(255, 255 * values[row * width + column]));
    }
  }
  return { width: columns, height, data };
}
