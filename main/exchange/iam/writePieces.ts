import { mkdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { Split } from '../../../shared/contract/dataset.ts';
import type { OutgoingSample, OutgoingSamples, WriteOptions } from '../exchangeFormat.ts';
import { cutSamples, imagePlaces } from '../imagePlaces.ts';
import { withTextFile } from '../textFile.ts';
import { imageEndings, imageStem, parseIamId, type IamId } from './folder.ts';

/** Words or lines with one image each: written by `iam` and `iam-lines`. */
export type PieceLevel = 'word' | 'line';

export function iamLosses(level: PieceLevel): readonly string[] {
  return [
    `Every sample becomes a ${level}. Regions marked illegible or not text are left out.`,
    'A word or line that is part of a picture is cut out. Its place on the page and its outline are lost.',
    keyLoss,
    'File names follow from the id.',
    'Line feeds in texts become spaces' + (level === 'line' ? ', and so do vertical bars.' : '.'),
    'Each form has one writer, without white space in the name. A form without a writer becomes its own writer.',
    'If some samples have a split, the strict recipe skips the others when it reads the files.',
    'Lost: languages and alternatives.',
  ];
}

/** Writes `ascii`, `splits`, and `words` or `lines`. */
export async function writeIamPieces(
  samples: OutgoingSamples,
  folder: string,
  level: PieceLevel,
  options: WriteOptions,
): Promise<void> {
  const folderName = level === 'word' ? 'words' : 'lines';
  await mkdir(join(folder, 'ascii'));
  const forms = createFormBook();
  await withTextFile(join(folder, 'ascii', `${folderName}.txt`), async (list) => {
    await list.append(heading[level]);
    const names = createIamNames(level);
    const images = imagePlaces(folder, options);
    for await (const cut of cutSamples(samples)) {
      const { sample, picture } = cut;
      if (sample.mark !== 'text') continue;
      const { id, at } = names.nameOf(sample);
      const stem = `${folderName}/${imageStem(id, at.form)}`;
      await images.putOwn(cut, stem + (picture === null ? endingOf(sample.file) : '.png'));
      forms.add(id, at.form, sample);
      await list.append(lineFor(level, id, sample.text));
    }
  });
  await forms.write(folder);
}

const heading: Record<PieceLevel, string> = {
  word: '#--- words.txt ---#\n#\n# word id, segmentation result, grey level, x y w h, grammatical tag, transcription\n',
  line: '#--- lines.txt ---#\n#\n# line id, segmentation result, grey level, components, x y w h, transcription\n',
};

/** Numbers that only IAM knows are written as IAM's value for unknown. */
function lineFor(level: PieceLevel, id: string, text: string): string {
  const line = text.replace(/[\r\n]+/gu, ' ');
  return level === 'word'
    ? `${id} ok -1 -1 -1 -1 -1 XX ${line}\n`
    : `${id} ok -1 -1 -1 -1 -1 -1 ${line.replaceAll(' ', '|')}\n`;
}

/** The ending of an image that IAM's readers find. */
export function endingOf(file: string): string {
  const ending = extname(file).toLowerCase();
  return imageEndings.find((known) => known === ending) ?? '.png';
}

interface Form {
  writer: string | null;
  readonly split: Split | null;
  pieces: number;
}

const listNames: Record<Split, string> = {
  train: 'trainset.txt',
  validation: 'validationset1.txt',
  test: 'testset.txt',
};

/** The writer and split of each form: `ascii/forms.txt` and the split lists. */
export function createFormBook() {
  const forms = new Map<string, Form>();
  /** Words and lines in another split than the first of their form. */
  const exceptions: { readonly id: string; readonly split: Split }[] = [];

  return {
    add(id: string, name: string, { writer, split }: OutgoingSample): void {
      const form = forms.get(name);
      if (form === undefined) {
        forms.set(name, { writer, split, pieces: 1 });
        return;
      }
      form.pieces += 1;
      form.writer ??= writer;
      if (split !== null && split !== form.split) exceptions.push({ id, split });
    },
    /** Writes the folders `ascii` and `splits`; the latter only if a sample has a split. */
    async write(folder: string): Promise<void> {
      await withTextFile(join(folder, 'ascii', 'forms.txt'), async (list) => {
        await list.append('#--- forms.txt ---#\n#\n# form id, writer id, sentences, segmentation, ');
        await list.append('lines, lines ok, words, words ok\n');
        for (const [form, { writer, pieces }] of forms) {
          if (writer === null) continue;
          const count = String(pieces);
          await list.append(`${form} ${writer.replace(/\s+/gu, '_')} -1 all -1 -1 ${count} ${count}\n`);
        }
      });
      const hasSplits = exceptions.length > 0 || [...forms.values()].some(({ split }) => split !== null);
      if (!hasSplits) return;
      await mkdir(join(folder, 'splits'));
      for (const split of ['train', 'validation', 'test'] as const) {
        await withTextFile(join(folder, 'splits', listNames[split]), async (list) => {
          for (const [form, { split: own }] of forms) if (own === split) await list.append(`${form}\n`);
          for (const { id, split: own } of exceptions) if (own === split) await list.append(`${id}\n`);
        });
      }
    },
  };
}

export interface IamName {
  readonly id: string;
  readonly at: IamId;
}

/** The loss of keys, for the formats' lists of losses. */
export const keyLoss =
  'Keys that are not IAM ids, or whose form differs from another only in case, are replaced. Page, line and position follow from the id.';

/** A form name in IAM's style, for samples without one. */
export function madeForm(number: number): string {
  const digits = String(number).padStart(5, '0');
  return `x${digits.slice(0, -3)}-${digits.slice(-3)}`;
}

/** IAM's ids have two digits each for line and word. */
const mostPerLine = 100;

/**
 * Gives every sample an IAM id: its own key if that is one. Ids are unique. Other samples get new forms, one for each page,
 * writer and split, because a form has one writer.
 */
function createIamNames(level: 'word' | 'line') {
  /** Forms named by keys, by their lower-case name: case-insensitive disks have one folder for both spellings. */
  const named = new Map<string, string>();
  /** Forms created for other samples. */
  const made = new Set<string>();
  const entries = new Map<string, { readonly form: string; count: number }>();
  let forms = 0;

  function newForm(): string {
    for (;;) {
      const form = madeForm(forms);
      forms += 1;
      if (named.has(form)) continue;
      made.add(form);
      return form;
    }
  }

  function newId({ page, writer, split }: OutgoingSample): string {
    const key = JSON.stringify([page, writer, split]);
    let entry = entries.get(key);
    if (entry === undefined) {
      entry = { form: newForm(), count: 0 };
      entries.set(key, entry);
    }
    const count = entry.count;
    entry.count += 1;
    const twoDigits = (value: number) => String(value).padStart(2, '0');
    if (level === 'line') return `${entry.form}-${twoDigits(count)}`;
    return `${entry.form}-${twoDigits(Math.floor(count / mostPerLine))}-${twoDigits(count % mostPerLine)}`;
  }

  return {
    nameOf(sample: OutgoingSample): IamName {
      const own = parseIamId(sample.key);
      const isOfLevel = own !== null && (own.position === null) === (level === 'line');
      const form = own?.form.toLowerCase() ?? '';
      // A key whose form was already created for other samples gets another form.
      if (isOfLevel && !made.has(form) && (named.get(form) ?? own.form) === own.form) {
        named.set(form, own.form);
        return { id: sample.key, at: own };
      }
      const id = newId(sample);
      const at = parseIamId(id);
      if (at === null) throw new RangeError(`${id} is not an IAM id.`);
      return { id, at };
    },
  };
}
