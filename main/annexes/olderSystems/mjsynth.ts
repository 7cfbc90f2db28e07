import { basename, extname } from 'node:path';
import { plainRecipe } from '../../exchange/exchangeFormat.ts';
import { annotationFolder, readAnnotations, withAnnotationLists } from './annotationLists.ts';
import { cutSamples, imagePlaces, placeFor, type CutSample } from '../../exchange/imagePlaces.ts';
import { isFile } from '../../exchange/folders.ts';
import { checkedFormat, invalidAt } from '../../exchange/records.ts';

/**
 * MJSynth: images named `number_WORD_index.jpg`, where WORD is the label, and lists of them. Jaderberg et al.,
 * "Synthetic data and artificial neural networks for natural scene text recognition", 2014.
 */
export const mjsynth = checkedFormat({
  name: 'mjsynth',
  title: 'MJSynth',
  recipes: { ...plainRecipe, seed: 'In lower case, as CRNN_OCR_lite reads it.' },
  losses: [
    'Every sample becomes a word whose key is its path. Regions marked illegible or not text are left out.',
    'A word that is part of a picture is cut out. Its place on the page and its outline are lost.',
    'Characters that file names or the format cannot contain (/ \\ : * ? " < > | _, white space and control characters) become -.',
    'Samples without a text are left out.',
    'Files whose names do not contain their texts are renamed.',
    'Lost: writers, pages, places in lines, languages and alternatives.',
  ],
  async recognise(path) {
    const folder = await annotationFolder(path).catch(() => null);
    if (folder === null) return 0;
    return (await isFile(`${folder}/lexicon.txt`)) ? 0.7 : 0.9;
  },
  async *read(path, { recipe, signal }) {
    const isSeed = recipe === 'seed';
    // The lists of CRNN_Tensorflow look the same, but their numbers are lines of the lexicon.
    const hint = (await isFile(`${path}/lexicon.txt`))
      ? ' The folder has a lexicon.txt: import it in the format synth90k.'
      : '';
    yield* readAnnotations(mjsynth, path, signal, ({ image, place }) => {
      const label = labelIn(image.file);
      if (label === null) {
        throw invalidAt(
          place,
          `the file is called ${basename(image.file)}; expected number_WORD_index.jpg.${hint}`,
        );
      }
      return isSeed ? label.toLowerCase() : label;
    });
  },
  async write(samples, folder, options) {
    const images = imagePlaces(folder, options);
    let count = 0;
    await withAnnotationLists(folder, async (lists) => {
      for await (const cut of cutSamples(samples)) {
        const { mark, text, split } = cut.sample;
        if (mark !== 'text' || text === '') continue;
        await lists.add(await images.putOwn(cut, placeOf(cut, count)), count, split);
        count += 1;
      }
    });
  },
});

/** The text between the underscores of a file's name; null when there is none. */
function labelIn(file: string): string | null {
  const parts = basename(file).split('_');
  const [, label] = parts;
  return parts.length === 3 && label !== undefined && label !== '' ? label : null;
}

/** What a file's name can have of a text. */
export function inName(text: string): string {
  return text.replace(/[\p{Cc}\s/\\:*?"<>|_]/gu, '-');
}

export const mostLabelBytes = 150;
/** MJSynth's number of images per folder, and of folders per folder. */
const perFolder = 300;
const perGroup = 100;

/** The sample's own path if its name contains its text; otherwise the next one in MJSynth's numbered folders. */
function placeOf(cut: CutSample, count: number): string {
  const { file, key, text } = cut.sample;
  const label = inName(text);
  if (Buffer.byteLength(label) > mostLabelBytes) {
    throw invalidAt(
      key,
      'the text is too long for a file name. Export as synth90k, path-label, csv or jsonl.',
    );
  }
  const isNamed = cut.picture === null && labelIn(file) === label;
  return isNamed && placeFor(file) === file && !/\s/u.test(file)
    ? file
    : numberedPlace(cut, count, `${label}_${count}`);
}

/** The next path in MJSynth's numbered folders. @param name follows the number of the image in its folder */
export function numberedPlace({ sample, picture }: CutSample, count: number, name: string): string {
  const folder = Math.floor(count / perFolder);
  const place = `${Math.floor(folder / perGroup) + 1}/${(folder % perGroup) + 1}`;
  // An underscore would separate a further part, and white space ends a name in the lists.
  const extension = picture === null ? extname(placeFor(sample.file)).replace(/[\s_]/gu, '') : '.png';
  return placeFor(`${place}/${(count % perFolder) + 1}_${name}${extension}`);
}
