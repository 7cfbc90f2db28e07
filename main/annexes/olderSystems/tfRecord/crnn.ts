import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { counted } from '../../../../shared/text.ts';
import { decodePhoto, mostPixels } from '../../../imaging/formats/decode.ts';
import type { RgbImage } from '../../../imaging/pixels.ts';
import { resampleInk } from '../../../imaging/geometry/resample.ts';
import { readOrdMap } from '../../../exchange/characterNumbers.ts';
import type { CutSample } from '../../../exchange/imagePlaces.ts';
import { plainPng } from '../../../exchange/png.ts';
import { checkedFormat, invalidAt, type Place } from '../../../exchange/records.ts';
import type { Features } from './example.ts';
import { bytesNamed, bytesOfText, hasFeatures, readWords, textOfBytes, writeWords } from './words.ts';

/**
 * TFRecords of CRNN_Tensorflow (`write_tfrecords.py`): pixels of 100 x 32 (other widths are read, too) as B, G, R, the
 * label as numbers of characters, and the image's path. `ord_map.json` gives the code point of each number, and
 * `char_dict.json` its character.
 */
export const crnnTfRecord = checkedFormat({
  name: 'crnn-tfrecord',
  title: 'TFRecords of CRNN_Tensorflow',
  losses: [
    'Every sample becomes a word. Regions marked illegible or not text are left out.',
    'A word that is part of a picture is cut out. Its place on the page and its outline are lost.',
    'Images are stretched to 100 x 32 pixels.',
    'The key is kept as the path of the image.',
    'Samples without a split are in the training split.',
    'Lost: writers, pages, places in lines, languages and alternatives.',
  ],
  recognise: async (path) => ((await hasFeatures(path, ['images', 'labels'])) ? 0.9 : 0),
  read: (path, options) =>
    readWords(path, options, async (file) => {
      const characters = await readCharacters(file);
      return (features, place) => ({
        image: pictureOf(bytesNamed(features, 'images', place), place),
        text: textOf(features.get('labels'), characters, place),
        name: features.has('imagepaths') ? textOfBytes(bytesNamed(features, 'imagepaths', place)) : '',
      });
    }),
  async write(samples, folder, options) {
    const records = join(folder, 'tfrecords');
    await mkdir(records);
    const numbers = new Map<number, number>();
    const numberOf = (point: number): number => {
      const number = numbers.get(point) ?? numbers.size;
      numbers.set(point, number);
      return number;
    };
    const featuresOf = async (cut: CutSample): Promise<Features> => {
      const { text, key } = cut.sample;
      return new Map<string, Uint8Array | number[]>([
        ['labels', Array.from(text, (character) => numberOf(character.codePointAt(0) ?? 0))],
        ['images', swapped((await stretched(cut)).data)],
        ['imagepaths', bytesOfText(key)],
      ]);
    };
    const names = { train: 'train', validation: 'val', test: 'test' } as const;
    await writeWords(
      samples,
      records,
      options,
      (split) => `${names[split ?? 'train']}_1.tfrecords`,
      featuresOf,
    );
    const points = [...numbers];
    const map = points.flatMap(([point, number]) => [
      [`${number}_index`, String(point)],
      [`${point}_ord`, String(number)],
    ]);
    const characters = points.map(([point]) => [`${point}_ord`, String.fromCodePoint(point)]);
    await writeFile(join(folder, mapName), JSON.stringify(Object.fromEntries(map)));
    await writeFile(join(folder, 'char_dict.json'), JSON.stringify(Object.fromEntries(characters)));
  },
});

const [width, height] = [100, 32];
const mapName = 'ord_map.json';
const mapPattern = /^ord_map.*\.json$/u;

/** The characters by their numbers, from the map beside the file or in the folder above. */
async function readCharacters(file: string): Promise<ReadonlyMap<number, string>> {
  for (const folder of [dirname(file), dirname(dirname(file))]) {
    const names = await readdir(folder).catch(() => []);
    const [name, ...others] = names.filter((each) => mapPattern.test(each)).sort();
    if (name === undefined) continue;
    if (others.length > 0) {
      const problem = `${[name, ...others].join(', ')} are beside the records. Keep only the one with which they were written.`;
      throw invalidAt(file, problem);
    }
    return await readOrdMap(join(folder, name));
  }
  throw invalidAt(
    file,
    `the labels are numbers of characters, and ${mapName} is missing. Put the ord_map file with which the records ` +
      'were written beside them.',
  );
}

function textOf(
  labels: Uint8Array | readonly number[] | undefined,
  characters: ReadonlyMap<number, string>,
  place: Place,
): string {
  // An empty list has no kind.
  if (labels === undefined || labels instanceof Uint8Array) return '';
  return labels
    .map((label) => {
      const character = characters.get(label);
      if (character !== undefined) return character;
      throw invalidAt(
        place,
        `the label has character ${label}; ${mapName} has ${counted(characters.size, 'character')}.`,
      );
    })
    .join('');
}

/** @param pixels 32 rows of B, G, R */
function pictureOf(pixels: Uint8Array, place: Place): Buffer {
  const found = pixels.length / (height * 3);
  if (Number.isInteger(found) && found > 0) {
    return plainPng({ width: found, height, channels: 3, data: swapped(pixels) });
  }
  throw invalidAt(
    place,
    `the image has ${pixels.length} bytes; expected ${height} rows of pixels of 3 bytes.`,
  );
}

/** R, G, B from B, G, R, and the other way. */
function swapped(pixels: Uint8Array): Uint8Array {
  return pixels.map((_, at) => pixels[at - (at % 3) + 2 - (at % 3)] ?? 0);
}

async function stretched({ sample, picture }: CutSample): Promise<RgbImage> {
  const { image } = await decodePhoto(picture ?? sample.path, { maxPixels: mostPixels });
  const box = { left: 0, top: 0, width: image.width, height: image.height };
  const [red, green, blue] = [0, 1, 2].map((channel) => {
    const data = image.data.filter((_, at) => at % 3 === channel);
    return resampleInk({ ...box, data }, box, { width, height, margin: 0 }).data;
  });
  const data = new Uint8Array(width * height * 3);
  for (let at = 0; at < width * height; at += 1) {
    data.set([red?.[at] ?? 0, green?.[at] ?? 0, blue?.[at] ?? 0], 3 * at);
  }
  return { width, height, data };
}
