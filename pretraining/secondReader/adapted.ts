import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { foreignModelSchema } from '../../shared/contract/model.ts';
import { InkdexError } from '../../shared/result.ts';
import { metadataOf, withMetadata } from '../../main/ml/onnx/editModel.ts';
import { importForeign } from '../../main/reader/importForeign.ts';
import { withFastGelu } from './fastGelu.ts';
import { isLatinWriting, withOwnHead } from './ownHead.ts';

/**
 * Words are padded to the next of the first widths, in columns, and squeezed into the last. PP-OCR pads to 320, which takes 2.5
 * times as long. On 686 words of eight photos of elsewhere train and three boards of dev, wrong letters: .1439 at 320, .1439 so,
 * .1453 without those between 128 and 192, .1464 from 64 on.
 */
const widths = [128, 160, 192, 224, 256, 3072];
/** Of the file in the wheel. */
const expected = '6f327246b50388f3c176ae304bd95767ea6dc0c9ae92153ef8cbe210b3c14884';

/**
 * PP-OCRv6's small recogniser as one of Inkdex, with its own head and float weights.
 *
 * @param path of the file in the wheel
 * @param isKept of its characters
 * @throws InkdexError `data-invalid` for another file
 */
export async function adaptedReader(path: string, isKept = isLatinWriting) {
  const bytes = await readFile(path);
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== expected) {
    throw new InkdexError('data-invalid', `${path} has the SHA-256 ${found}; expected ${expected}.`);
  }
  const folder = await mkdtemp(join(tmpdir(), 'inkdex-second-reader-'));
  try {
    const [bare, adapted] = [join(folder, 'PP-OCRv6 small.onnx'), join(folder, 'adapted.onnx')];
    await writeFile(bare, withFastGelu(withOwnHead(bytes, isKept)));
    await importForeign({
      path: bare,
      foreign: foreignModelSchema.parse({ alphabet: null }),
      target: adapted,
    });
    const own = await readFile(adapted);
    const metadata = metadataOf(own);
    if (metadata.kind !== 'recogniser')
      throw new InkdexError('data-invalid', `${path} is a ${metadata.kind}.`);
    const padded = { ...metadata, widths };
    return { bytes: withMetadata(own, padded), metadata: padded };
  } finally {
    await rm(folder, { recursive: true });
  }
}
