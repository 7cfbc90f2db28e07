import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { encodeInk } from '../../main/imaging/formats/decode.ts';
import { shrinkInk } from '../../main/imaging/ink/ink.ts';
import type { InkImage } from '../../main/imaging/pixels.ts';

export interface BankWord {
  /** Path of its image within the bank's folder. */
  readonly file: string;
  readonly ink: InkImage;
  readonly text: string;
  readonly source: string;
  readonly hand: string;
  /** Character error rate of the shipped recogniser's greedy reading. */
  readonly errorRate: number;
}

export interface WordFolder {
  readonly add: (word: BankWord) => Promise<void>;
  /** Writes `labels.tsv` for all words so far. */
  readonly save: () => Promise<void>;
}

/** Words of one language, to train on and to measure on. */
export interface Bank {
  readonly trained: WordFolder;
  /** In the folder `held`, which is there only when it has words. */
  readonly held: WordFolder;
  readonly save: () => Promise<void>;
}

/** Rows of an image, at most: a little more than training takes, which shrinks it again. */
const mostRows = 80;

export function openBank(folder: string): Bank {
  const [trained, held] = [openWordFolder(folder), openWordFolder(join(folder, 'held'))];
  return {
    trained,
    held,
    async save() {
      await trained.save();
      await held.save();
    },
  };
}

/** Grey images of words, dark ink on white, with a table of their labels. */
function openWordFolder(folder: string): WordFolder {
  const rows: string[] = [];
  return {
    async add({ file, ink, text, source, hand, errorRate }) {
      const path = join(folder, file);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, await encodeInk(shrinkInk(ink, mostRows)));
      rows.push([file, text, source, hand, errorRate.toFixed(2)].join('\t'));
    },
    async save() {
      if (rows.length === 0) return;
      const header = ['file', 'text', 'source', 'hand', 'errorRate'].join('\t');
      await writeFile(join(folder, 'labels.tsv'), `${[header, ...rows].join('\n')}\n`);
    },
  };
}
