import { readFile } from 'node:fs/promises';
import type { PicturedWord } from '../../../shared/contract/evaluation.ts';
import { encodeInk } from '../../imaging/decode.ts';
import { stackInk } from '../../imaging/ink.ts';
import type { InkImage } from '../../imaging/pixels.ts';
import { withRectified } from '../../ml/onnx/editModel.ts';
import { openSession, runModel } from '../reader/onnxSession.ts';

/** A fitted word as the network gets it and as its spatial transformer gives it on. */
export type Straightener = (word: InkImage) => Promise<Pick<PicturedWord, 'word' | 'straightened'>>;

/** @param path of a recogniser; one without a transformer leaves words as they are */
export async function openStraightener(path: string): Promise<Straightener> {
  const bytes = withRectified(await readFile(path));
  const session = bytes === null ? null : await openSession(bytes, 1);
  return async (ink) => {
    const word = await base64(ink);
    if (session === null) return { word, straightened: word };
    const { width, height } = ink;
    const input = { data: stackInk([ink], height, width), shape: [1, 1, height, width] };
    const { rectified } = await runModel(session, ['image', input], ['rectified']);
    const data = Uint8Array.from(rectified.data, (value) => Math.max(0, Math.min(255, 255 * value)));
    return { word, straightened: await base64({ width, height, data }) };
  };
}

async function base64(ink: InkImage): Promise<string> {
  return (await encodeInk(ink)).toString('base64');
}
