import { basename, join } from 'node:path';
import { formatCount } from '../../../shared/text.ts';
import {
  annotationFolder,
  readAnnotations,
  requireAnnotationFolder,
  withAnnotationLists,
} from './annotationLists.ts';
import { inName, mostLabelBytes, numberedPlace } from './mjsynth.ts';
import { cutSamples, imagePlaces } from '../../exchange/imagePlaces.ts';
import { isFile } from '../../exchange/folders.ts';
import { readLines, withoutReturn, withTextFile } from '../../exchange/textFile.ts';
import { checkedFormat, invalidAt, lineOf } from '../../exchange/records.ts';

/**
 * Synth90k as CRNN_Tensorflow reads it: lists of paths with the number of a line of `lexicon.txt`, from 0, which is
 * the label.
 */
export const synth90k = checkedFormat({
  name: 'synth90k',
  title: 'Synth90k with its lexicon',
  losses: [
    'Every sample becomes a word whose key is its path. Regions marked illegible or not text are left out.',
    'A word that is part of a picture is cut out. Its place on the page and its outline are lost.',
    'Files are renamed to number_WORD_index, as MJSynth names them. Line feeds in texts become spaces.',
    'Lost: writers, pages, places in lines, languages and alternatives.',
  ],
  async recognise(path) {
    const folder = await annotationFolder(path).catch(() => null);
    return folder !== null && (await isFile(join(folder, lexiconName))) ? 0.8 : 0;
  },
  async *read(path, { signal }) {
    const folder = await requireAnnotationFolder(synth90k, path);
    const lexicon = await readLexicon(join(folder, lexiconName), signal);
    yield* readAnnotations(synth90k, path, signal, ({ image, index, place }) => {
      const word = lexicon[index];
      const count = formatCount(lexicon.length);
      if (word === undefined)
        throw invalidAt(place, `the word number is ${index}, but ${lexiconName} has ${count} lines.`);
      // Named as by MJSynth, an image has the number, and the word as it is drawn, in any case.
      const name = basename(image.file);
      const [, named = '', number] = /^\d+_([^_]+)_(\d+)(?:\.|$)/u.exec(name) ?? [];
      if (Number(number) !== index || folded(named) === folded(inName(word))) return word;
      const found = `the file is called ${name}, but word ${index} of ${lexiconName} is ${JSON.stringify(word)}`;
      throw invalidAt(place, `${found}: it is the lexicon of other images, or its lines were sorted.`);
    });
  },
  async write(samples, folder, options) {
    const images = imagePlaces(folder, options);
    const numbers = new Map<string, number>();
    let count = 0;
    await withTextFile(join(folder, lexiconName), (lexicon) =>
      withAnnotationLists(folder, async (lists) => {
        for await (const cut of cutSamples(samples)) {
          if (cut.sample.mark !== 'text') continue;
          const word = cut.sample.text.replace(/[\r\n]+/gu, ' ');
          let index = numbers.get(word);
          if (index === undefined) {
            index = numbers.size;
            numbers.set(word, index);
            await lexicon.append(`${word}\n`);
          }
          const label = inName(word);
          const named = Buffer.byteLength(label) > mostLabelBytes ? '' : label;
          const place = await images.putOwn(cut, numberedPlace(cut, count, `${named}_${index}`));
          await lists.add(place, index, cut.sample.split);
          count += 1;
        }
      }),
    );
  },
});

const lexiconName = 'lexicon.txt';
const folded = (text: string): string => text.normalize().toLowerCase();

/** The words are kept in memory: Synth90k has 90,000. */
async function readLexicon(path: string, signal: AbortSignal): Promise<string[]> {
  const words: string[] = [];
  for await (const { number, text, problem } of readLines(path, signal)) {
    if (problem !== null) throw invalidAt(lineOf(path, number), problem);
    words.push(withoutReturn(text));
  }
  return words;
}
