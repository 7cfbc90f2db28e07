import { basename, dirname, join, resolve } from 'node:path';
import { isPhotoName } from '../../../shared/contract/photo.ts';
import { plainRecipe, type IncomingRecord } from '../../exchange/exchangeFormat.ts';
import {
  bareLabel,
  checkedFormat,
  invalidAt,
  sampleAt,
  skipped,
  type Place,
} from '../../exchange/records.ts';
import { cutSamples, imagePlaces, wordPlace } from '../../exchange/imagePlaces.ts';
import { findOtherwiseSpelled, imageFolder, isFolder, listIn, relativeFile } from '../../exchange/folders.ts';
import { isPlaceholder, notTranscribed } from '../../exchange/ppOcrLabel.ts';
import { firstLines, recordsOfLines, withTextFile } from '../../exchange/textFile.ts';

/**
 * A text file with a path and a label per line, as attention-ocr and PPOCRLabel write it: the path ends at the first tab, or
 * without one at the first white space, and the rest is the label, which may be empty. Paths are relative to the list's folder, to
 * one above it, or to the folder in which the program that wrote the list ran (`folderOf`).
 */
export const pathLabel = checkedFormat({
  name: 'path-label',
  title: 'Path and label per line',
  recipes: {
    ...plainRecipe,
    seed: 'In capitals, the default of attention-ocr. The file may be in ISO-8859-1.',
    'iso-8859': 'As written, from a file in ISO-8859-1.',
  },
  losses: [
    'Every sample becomes a word whose key is its path. Regions marked illegible or not text are left out.',
    'A word that is part of a picture is cut out. Its place on the page and its outline are lost.',
    'White space in file names becomes _. Line feeds in texts become spaces.',
    'Lost: splits, writers, pages, places in lines, languages and alternatives.',
  ],
  async recognise(path) {
    if (!(await isFolder(path)) && !path.toLowerCase().endsWith('.txt')) return 0;
    const list = await listIn(path, listNames, '.txt').catch(() => null);
    const lines = list === null ? [] : (await firstLines(list, 20, 'latin1')).filter((line) => line !== '');
    const isList = lines.length > 0 && lines.every((line) => isPhotoName(partsOf(line)?.name ?? ''));
    return isList ? 0.6 : 0;
  },
  folderOf,
  async *read(path, { recipe, signal }) {
    const isSeed = recipe === 'seed';
    const list = await listIn(path, listNames, '.txt');
    const images = imageFolder(await folderOf(list));
    const otherwise = recipe === 'plain' ? null : 'latin1';
    yield* recordsOfLines(list, signal, parse, otherwise);

    async function parse(line: string, place: Place): Promise<IncomingRecord> {
      const parts = partsOf(line);
      if (parts === null) {
        throw invalidAt(
          place,
          `found ${JSON.stringify(line.slice(0, 120))}; expected a path, a space and a label.`,
        );
      }
      if (isOfPpOcr(list, parts.name) && isPlaceholder(parts.label)) return skipped(notTranscribed, place);
      const image = await images.find([parts.name], place);
      const text = isSeed ? parts.label.toUpperCase() : parts.label;
      return sampleAt(place, { ...bareLabel, ...image, key: image.file, level: 'word', text });
    }
  },
  async write(samples, folder, options) {
    await withTextFile(join(folder, 'labels.txt'), async (list) => {
      const images = imagePlaces(folder, options);
      for await (const cut of cutSamples(samples)) {
        if (cut.sample.mark !== 'text') continue;
        const place = await images.putOwn(cut, wordPlace(cut, /\s/gu));
        await list.append(`${place} ${cut.sample.text.replace(/[\r\n]+/gu, ' ')}\n`);
      }
    });
  },
});

/** A path and its label. A path with spaces ends at the first tab; null without white space. */
function partsOf(line: string): { readonly name: string; readonly label: string } | null {
  const [, tabbed = '', text = ''] = /^([^\t]+)\t(.*)$/su.exec(line) ?? [];
  if (isPhotoName(tabbed)) return { name: tabbed, label: text };
  const [, name, label] = /^(\S+)\s(.*)$/su.exec(line) ?? [];
  return name === undefined || label === undefined ? null : { name, label };
}

const listNames = ['labels.txt', 'annotations.txt', 'gt.txt'];

const foldersAbove = 3;

/** The first folder in which one of the first images is: the list's own, one above it, or the working folder. */
async function folderOf(path: string): Promise<string> {
  const list = await listIn(path, listNames, '.txt');
  const own = resolve(dirname(list));
  const folders = [own];
  for (let above = 0; above < foldersAbove; above += 1) folders.push(dirname(folders.at(-1) ?? own));
  const names = (await firstLines(list, 20, 'latin1')).flatMap(
    (line) => relativeFile(partsOf(line)?.name ?? '') ?? [],
  );
  for (const folder of [...folders, process.cwd()]) {
    for (const name of names) if ((await findOtherwiseSpelled(folder, name)) !== null) return folder;
  }
  return own;
}

/** Words that PPOCRLabel has cut out (`rec_gt.txt`), or the parts into which PaddleOCR splits its list. */
function isOfPpOcr(list: string, name: string): boolean {
  return basename(list).startsWith('rec_gt') || /_crop_\d+\.\w+$/u.test(name);
}
