import { readFile } from 'node:fs/promises';
import { checkedFormat } from '../../../exchange/records.ts';
import { bytesNamed, bytesOfText, hasFeatures, readWords, textOfBytes, writeWords } from './words.ts';

/**
 * TFRecords of attention-ocr (`aocr dataset`): an image file, its label, and as `comment` the name of the image. There
 * is a file for each split, and `dataset.tfrecords` for samples without one.
 */
export const aocrTfRecord = checkedFormat({
  name: 'aocr-tfrecord',
  title: 'TFRecords of attention-ocr',
  losses: [
    'Every sample becomes a word. Regions marked illegible or not text are left out.',
    'A word that is part of a picture is cut out. Its place on the page and its outline are lost.',
    'The key is kept as the name of the image.',
    'Lost: writers, pages, places in lines, languages and alternatives.',
  ],
  recognise: async (path) => ((await hasFeatures(path, ['image', 'label'])) ? 0.9 : 0),
  read: (path, options) =>
    readWords(path, options, () =>
      Promise.resolve((features, place) => ({
        image: bytesNamed(features, 'image', place),
        text: textOfBytes(bytesNamed(features, 'label', place)),
        name: features.has('comment') ? textOfBytes(bytesNamed(features, 'comment', place)) : '',
      })),
    ),
  write: (samples, folder, options) =>
    writeWords(
      samples,
      folder,
      options,
      (split) => `${split ?? 'dataset'}.tfrecords`,
      async ({ sample, picture }) =>
        new Map([
          ['image', picture ?? (await readFile(sample.path))],
          ['label', bytesOfText(sample.text)],
          ['comment', bytesOfText(sample.key)],
        ]),
    ),
});
