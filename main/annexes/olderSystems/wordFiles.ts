import { basename, extname, resolve } from 'node:path';
import { plainRecipe, type OutgoingSample } from '../../exchange/exchangeFormat.ts';
import { isPhotoName, photoExtensions } from '../../../shared/contract/photo.ts';
import { photoFormatOf, readPhotoFile } from '../../imaging/formats/photoFile.ts';
import { cutSamples, imagePlaces, placeFor, type CutSample } from '../../exchange/imagePlaces.ts';
import { seedAlphabet } from '../../exchange/iam/reading.ts';
import { isFolder, shownNames } from '../../exchange/folders.ts';
import { filesBelow } from '../../exchange/pages/findFiles.ts';
import { bareLabel, checkedFormat, invalidAt, recordOr, sampleAt, skipped } from '../../exchange/records.ts';

/**
 * A folder of images named `_word_id.png`, as CRNN_OCR_lite writes and reads them: the label is between the first two
 * underscores.
 */
export const wordFiles = checkedFormat({
  name: 'word-files',
  title: 'Images named _word_id.png',
  recipes: {
    ...plainRecipe,
    seed: 'In lower-case letters, digits and hyphens, as CRNN_OCR_lite reads it.',
  },
  losses: [
    'Every sample becomes a word whose key is its path. Regions marked illegible or not text are left out.',
    'A word that is part of a picture is cut out. Its place on the page and its outline are lost.',
    'Characters that file names or the format cannot contain (/ \\ : * ? " < > | _ and control characters) become -.',
    'Samples without a text are left out.',
    'Files whose names do not contain their texts are renamed.',
    'Lost: splits, writers, pages, places in lines, languages and alternatives.',
  ],
  async recognise(path) {
    if (!(await isFolder(path))) return 0;
    const names = await shownNames(path).catch(() => []);
    const images = names.filter(isPhotoName).slice(0, 100);
    return images.length > 0 && images.every((name) => labelIn(name) !== null) ? 0.8 : 0;
  },
  async *read(path, { recipe, signal }) {
    const isSeed = recipe === 'seed';
    if (!(await isFolder(path)))
      throw invalidAt(
        path,
        'this is a file; expected a folder of images named _word_id.png. Choose its folder.',
      );
    const root = resolve(path);
    for await (const image of filesBelow(
      root,
      photoExtensions.map((extension) => `.${extension}`),
    )) {
      signal.throwIfAborted();
      const label = labelIn(basename(image));
      if (label === null) {
        yield skipped('no _word_ in the name', image);
        continue;
      }
      const file = image.slice(root.length + 1).replaceAll('\\', '/');
      yield await recordOr(() => {
        if (label === '') throw invalidAt(image, 'the name has no text between its first two underscores.');
        const text = isSeed ? seedAlphabet(label) : label;
        return sampleAt(image, { ...bareLabel, key: file, file, path: image, level: 'word', text });
      });
    }
  },
  async write(samples, folder, options) {
    const images = imagePlaces(folder, options);
    for await (const cut of cutSamples(samples)) {
      const { mark, text } = cut.sample;
      if (mark === 'text' && text !== '') await images.putOwn(cut, await placeOf(cut));
    }
  },
});

/** The text between the first two underscores of a file's name; null when there are not two. */
function labelIn(name: string): string | null {
  const parts = name.split('_');
  return parts.length >= 3 && parts[0] === '' ? (parts[1] ?? null) : null;
}

/** File names have up to 255 bytes; the rest is for the id. */
const mostLabelBytes = 150;

/** The sample's own path if its name contains its text and an image extension. */
async function placeOf({ sample, picture }: CutSample): Promise<string> {
  const { file, key } = sample;
  const label = sample.text.replace(/[\p{Cc}/\\:*?"<>|_]/gu, '-');
  if (Buffer.byteLength(label) > mostLabelBytes) {
    throw invalidAt(key, 'the text is too long for a file name. Export as path-label, csv or jsonl.');
  }
  const isOwnName = isPhotoName(file) && labelIn(basename(file)) === label && placeFor(file) === file;
  if (picture === null && isOwnName) return file;
  const id = key.replace(/[/\\]/gu, '-').slice(-40);
  return placeFor(`_${label}_${id}${picture === null ? await endingOf(sample) : '.png'}`);
}

/** Only files with an image extension are found when reading. */
async function endingOf({ file, path }: OutgoingSample): Promise<string> {
  if (isPhotoName(file)) return extname(file);
  return `.${photoFormatOf(await readPhotoFile(path)) ?? 'png'}`;
}
