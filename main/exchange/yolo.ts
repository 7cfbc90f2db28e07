import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { SampleLevel, Split } from '../../shared/contract/dataset.ts';
import { boxOfQuad, type Size } from '../../shared/geometry.ts';
import type { OutgoingSample } from './exchangeFormat.ts';
import { imagePlaces, numbered, placeFor } from './imagePlaces.ts';
import { commonSplit } from './listed/images.ts';
import { byImage } from './pages/byImage.ts';
import { withoutExtension } from './pages/findFiles.ts';
import { outlineOf } from './pages/outline.ts';
import { checkedFormat } from './records.ts';
import { withTextFile } from './textFile.ts';
import { boxAround } from '../../shared/shape.ts';

/** Boxes for training a YOLO detector (Ultralytics' detection format). It cannot be imported: it has no texts. */
export const yolo = checkedFormat({
  name: 'yolo',
  title: 'YOLO boxes',
  losses: [
    'Kept: images, splits, and the upright box of each sample as class 0 (word), 1 (line) or 2 (page).',
    'An image whose samples have different splits, or none, is in the training split.',
    'Regions marked as not text are left out.',
    'Lost: texts, keys, marks, writers, languages, alternatives, rotated quads and polygons. It cannot be imported again.',
  ],
  recognise: () => Promise.resolve(0),
  read: null,
  /**
   * Writes `data.yaml`, a list of images for each split, `images` and `labels`.
   *
   * @throws InkdexError `conflict`, `disk-full`, `permission-denied`
   */
  async write(samples, folder, options) {
    const places = imagePlaces(folder, options);
    const taken = new Set<string>();
    await withTextFile(join(folder, setFiles.train), async (train) => {
      await withTextFile(join(folder, setFiles.validation), async (validation) => {
        await withTextFile(join(folder, setFiles.test), async (test) => {
          const sets = { train, validation, test };
          for await (const [first, ...others] of byImage(samples, options.signal)) {
            if (first === undefined) continue;
            const image = await places.put(first.path, freePlace(first.file, taken));
            taken.add(labelsOf(image).toLowerCase());
            await writeLabels(join(folder, labelsOf(image)), [first, ...others]);
            await sets[commonSplit([first, ...others]) ?? 'train'].append(`./${image}\n`);
          }
        });
      });
    });
    await withTextFile(join(folder, 'data.yaml'), async (file) => {
      await file.append(`train: ${setFiles.train}\nval: ${setFiles.validation}\ntest: ${setFiles.test}\n`);
      const names = Object.entries(classes).map(([name, id]) => `  ${id}: ${name}\n`);
      await file.append(`names:\n${names.join('')}`);
    });
  },
});

const classes: Readonly<Record<SampleLevel, number>> = { word: 0, line: 1, page: 2 };
const setFiles: Readonly<Record<Split, string>> = {
  train: 'train.txt',
  validation: 'val.txt',
  test: 'test.txt',
};

/** The place of an image, numbered where one of another ending has the file of its labels: `page.jpg`, `page~2.png`. */
function freePlace(file: string, taken: ReadonlySet<string>): string {
  const wanted = `images/${placeFor(file)}`;
  let copy = 1;
  while (taken.has(labelsOf(numbered(wanted, copy)).toLowerCase())) copy += 1;
  return numbered(wanted, copy);
}

/** YOLO looks for the labels of an image where its path has `labels` for the last folder named `images`. */
function labelsOf(image: string): string {
  const at = `/${image}`.lastIndexOf('/images/');
  return `${image.slice(0, at)}labels${withoutExtension(image).slice(at + 'images'.length)}.txt`;
}

/** A line for each sample: class, centre, width and height, as fractions of the image's width and height. */
async function writeLabels(path: string, samples: readonly OutgoingSample[]): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await withTextFile(path, async (file) => {
    for (const sample of samples) {
      if (sample.mark === 'not-text') continue;
      await file.append(`${classes[sample.level]} ${boxOf(sample).join(' ')}\n`);
    }
  });
}

function boxOf(sample: OutgoingSample): string[] {
  const { width, height }: Size = sample;
  const [x, y, boxWidth, boxHeight] = boxOfQuad(boxAround(outlineOf(sample, sample)));
  const fractions = [
    (x + boxWidth / 2) / width,
    (y + boxHeight / 2) / height,
    boxWidth / width,
    boxHeight / height,
  ];
  return fractions.map((value) => value.toFixed(6));
}
