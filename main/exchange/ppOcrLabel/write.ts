import { basename } from 'node:path';
import type { OutgoingSample, WriteOptions } from '../../../shared/exchange.ts';
import { levelOfText, listedPart, listedWhere } from '../listed/listedParts.ts';
import { writeList } from '../listed/writeList.ts';
import { withoutExtension } from '../pages/names.ts';
import { heldByPpOcr, ignoredText } from './held.ts';

/** Writes a folder of images and `Label.txt`, to be opened in PPOCRLabel. */
export async function writePpOcrLabel(
  samples: AsyncIterable<OutgoingSample>,
  path: string,
  options: WriteOptions,
): Promise<void> {
  const folderName = basename(path);
  await writeList(samples, path, options, 'Label.txt', async (list, images) => {
    for await (const { file, samples: ofImage } of images) {
      const boxes = ofImage.map((sample) => boxOf(sample, file));
      await list.append(`${folderName}/${file}\t${JSON.stringify(boxes)}\n`);
    }
  });
}

function boxOf(sample: OutgoingSample, file: string): unknown {
  // A text equal to the marker for illegible text is read as illegible, except for the carried fields.
  const isIgnored = sample.text === ignoredText || (sample.mark !== 'text' && sample.text === '');
  const part = listedPart(
    sample,
    heldByPpOcr,
    { mark: isIgnored ? 'illegible' : heldByPpOcr.mark(sample.mark) },
    ({ text }) => listedWhere(sample.key, levelOfText(text ?? ''), { file, page: withoutExtension(file) }),
  );
  return {
    transcription: isIgnored ? ignoredText : sample.text,
    points: part.outline,
    difficult: part.mark !== 'text',
    inkdex: part.carried,
  };
}
