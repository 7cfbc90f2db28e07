import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OutgoingSample, OutgoingSamples, WriteOptions } from '../exchangeFormat.ts';
import { boxOfQuad, hundredth, type Box } from '../../../shared/geometry.ts';
import { imagePlaces } from '../imagePlaces.ts';
import { xmlFileText, xmlNode, type XmlNode } from '../markup/xml.ts';
import { byImage } from '../pages/byImage.ts';
import { parseIamId } from './folder.ts';
import { createFormBook, endingOf, keyLoss, madeForm } from './writePieces.ts';

export const iamFormLosses: readonly string[] = [
  'Every sample becomes a word. Regions marked illegible or not text are left out.',
  'Samples with an empty box are left out.',
  'Boxes are upright, to a hundredth of a pixel: a rotated quad becomes its bounding box. Outlines are lost.',
  keyLoss,
  'File names follow from the form.',
  'Control characters in texts become U+FFFD, because XML cannot contain them.',
  'Each form has one writer, without white space in the name. A form without a writer becomes its own writer.',
  'If some samples have a split, the strict recipe skips the others when it reads the files.',
  'Lost: languages and alternatives.',
];

/** Writes `ascii/forms.txt`, `splits`, `forms`, and in `xml` one file per form. */
export async function writeIamForms(
  samples: OutgoingSamples,
  folder: string,
  options: WriteOptions,
): Promise<void> {
  for (const name of ['ascii', 'xml', 'forms']) await mkdir(join(folder, name));
  const images = imagePlaces(folder, options);
  const book = createFormBook();
  const used = new Set<string>();
  for await (const onPage of byImage(samples, options.signal)) {
    const words = onPage.filter((sample) => sample.mark === 'text' && hasArea(sample));
    const [first] = words;
    if (first === undefined) continue;
    const form = formName(words, used);
    const lines = linesOf(words, form);
    await images.put(first.path, `forms/${form}${endingOf(first.file)}`);
    for (const { id, sample } of lines.flat()) book.add(id, form, sample);
    await writeFile(join(folder, 'xml', `${form}.xml`), xmlFileText(formNode(form, first, lines)), {
      flag: 'wx',
    });
  }
  await book.write(folder);
}

interface Named {
  readonly id: string;
  readonly sample: OutgoingSample;
}

/**
 * The form that all keys share if they are IAM ids; otherwise a new one.
 * @param used forms in lower case: case-insensitive disks have one file for both spellings
 */
function formName(words: readonly OutgoingSample[], used: Set<string>): string {
  const named = new Set(words.map(({ key }) => formOfWord(key)));
  const [only] = named;
  const isFree = named.size === 1 && only !== null && only !== undefined && !used.has(only.toLowerCase());
  const found = isFree ? only : null;
  let name = found;
  for (let number = used.size; name === null; number += 1) {
    const made = madeForm(number);
    if (!used.has(made)) name = made;
  }
  used.add(name.toLowerCase());
  return name;
}

function formOfWord(key: string): string | null {
  const at = parseIamId(key);
  return typeof at?.position === 'number' ? at.form : null;
}

/** The words of each line with their ids: their own ids if these belong to the form. */
function linesOf(words: readonly OutgoingSample[], form: string): readonly (readonly Named[])[] {
  if (words.every(({ key }) => formOfWord(key) === form)) {
    const byLine = Map.groupBy(words, ({ key }) => key.slice(0, key.lastIndexOf('-')));
    return [...byLine.values()].map((line) => line.map((sample) => ({ id: sample.key, sample })));
  }
  const byLine = Map.groupBy(words, ({ line }) => line ?? Infinity);
  const inOrder = [...byLine].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const twoDigits = (value: number) => String(value).padStart(2, '0');
  return inOrder.map(([, line], row) =>
    [...line]
      .sort((a, b) => (a.position ?? 0) - (b.position ?? 0))
      .map((sample, place) => ({ id: `${form}-${twoDigits(row)}-${twoDigits(place)}`, sample })),
  );
}

function formNode(form: string, page: OutgoingSample, lines: readonly (readonly Named[])[]): XmlNode {
  const attributes = { id: form, width: page.width, height: page.height, 'writer-id': page.writer };
  return xmlNode('form', attributes, [xmlNode('handwritten-part', {}, lines.map(lineNode))]);
}

function lineNode(words: readonly Named[]): XmlNode {
  const id = words[0]?.id.replace(/-\d+$/u, '') ?? '';
  const text = words.map(({ sample }) => sample.text).join(' ');
  return xmlNode('line', { id, segmentation: 'ok', text }, words.map(wordNode));
}

function wordNode({ id, sample }: Named): XmlNode {
  const [x, y, width, height] = boxOf(sample);
  const component = xmlNode('cmp', { x, y, width, height });
  return xmlNode('word', { id, tag: 'XX', text: sample.text }, [component]);
}

/** As written, because reading rejects an empty box. */
function hasArea(sample: OutgoingSample): boolean {
  const [, , width, height] = boxOf(sample);
  return width > 0 && height > 0;
}

/** Rounded to a hundredth of a pixel. */
function boxOf({ quad, width, height }: OutgoingSample): Box {
  const box: Box = quad === null ? [0, 0, width, height] : boxOfQuad(quad);
  return [hundredth(box[0]), hundredth(box[1]), hundredth(box[2]), hundredth(box[3])];
}
