import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Split } from '../../../shared/contract/dataset.ts';
import type { OutgoingSample } from '../../../shared/exchange.ts';
import { withTextFile } from '../textFile.ts';

/** The writer and split of each form: `ascii/forms.txt` and the split lists. */
export interface FormBook {
  add(id: string, form: string, sample: OutgoingSample): void;
  /** Writes the folders `ascii` and `splits`; the latter only if a sample has a split. */
  write(folder: string): Promise<void>;
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

export function createFormBook(): FormBook {
  const forms = new Map<string, Form>();
  /** Words and lines in another split than the first of their form. */
  const exceptions: { readonly id: string; readonly split: Split }[] = [];

  return {
    add(id, name, { writer, split }) {
      const form = forms.get(name);
      if (form === undefined) {
        forms.set(name, { writer, split, pieces: 1 });
        return;
      }
      form.pieces += 1;
      form.writer ??= writer;
      if (split !== null && split !== form.split) exceptions.push({ id, split });
    },
    async write(folder) {
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
