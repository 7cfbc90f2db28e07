import { z } from 'zod';
import { boxSchema, type Box } from '../../shared/geometry.ts';
import { InkdexError } from '../../shared/result.ts';
import { normalizeText } from '../../shared/text.ts';
import { cell, readTable, type Row } from '../tables.ts';

/** What a person saw to be wrong in the training data. */
export interface LabelCorrection {
  /** Within the data folder, with slashes. */
  readonly file: string;
  /** Of a word on a page, in its pixels; null for a file that is one word. */
  readonly box: Box | null;
  /** The label as the data has it. */
  readonly label: string;
  /** The right label; null where the word adds no training signal, such as a crop of another word. */
  readonly text: string | null;
}

/** A labelled thing with its place in the data. */
export interface Labelled {
  readonly file: string;
  readonly box: Box | null;
  readonly text: string;
}

export interface Corrected<Item> {
  /** In the order given, with the right labels. */
  readonly kept: Item[];
  readonly dropped: Item[];
}

const number = z.string().regex(/^-?\d+(\.\d+)?$/u);
const rowSchema = z
  .object({
    file: z.string().regex(/^(boards|words)\//u, 'expected a file in boards/ or words/'),
    box: z.union([
      z.tuple([number, number, number, number]),
      z.tuple([z.literal(''), z.literal(''), z.literal(''), z.literal('')]),
    ]),
    label: z.string().min(1),
    action: z.enum(['relabel', 'drop']),
    text: z.string(),
    reason: z.string().min(1, 'expected a reason'),
  })
  .refine(({ action, text }) => (action === 'drop') === (text === ''), {
    message: 'expected a text to relabel with, and none to drop',
  });

/**
 * The corrections of one file, each with its reason.
 *
 * @throws InkdexError `data-invalid` naming the first row that is none
 */
export async function readCorrections(path: string): Promise<LabelCorrection[]> {
  const columns = ['file', 'x', 'y', 'w', 'h', 'label', 'action', 'text', 'reason'];
  return (await readTable(path, columns)).map((row, index) => parseRow(row, `${path}, entry ${index + 1}`));
}

function parseRow(row: Row, place: string): LabelCorrection {
  const parsed = rowSchema.safeParse({
    file: cell(row, 'file'),
    box: ['x', 'y', 'w', 'h'].map((column) => cell(row, column)),
    label: cell(row, 'label'),
    action: cell(row, 'action'),
    text: cell(row, 'text'),
    reason: cell(row, 'reason'),
  });
  if (!parsed.success) {
    throw new InkdexError('data-invalid', `${place}: ${z.prettifyError(parsed.error)}`);
  }
  const { file, box, label, action, text } = parsed.data;
  return {
    file,
    box: box[0] === '' ? null : boxSchema.parse(box.map(Number)),
    label,
    text: action === 'drop' ? null : normalizeText(text),
  };
}

/**
 * Puts corrections where they belong.
 *
 * @param place where an item stands in the data and how it is labelled there
 * @throws InkdexError `data-invalid` for a correction whose word is not there or is labelled otherwise
 *   by now: it was made for other data and has to be looked at again
 */
export function applyCorrections<Item extends { readonly text: string }>(
  items: readonly Item[],
  place: (item: Item) => Labelled,
  corrections: readonly LabelCorrection[],
): Corrected<Item> {
  const waiting = new Map<string, LabelCorrection>();
  for (const correction of corrections) {
    const key = keyOf(correction, correction.label);
    if (waiting.has(key)) {
      throw new InkdexError(
        'data-invalid',
        `${described(correction)} is corrected twice. Keep one correction.`,
      );
    }
    waiting.set(key, correction);
  }
  const corrected: Corrected<Item> = { kept: [], dropped: [] };
  for (const item of items) {
    const labelled = place(item);
    const key = keyOf(labelled, labelled.text);
    const correction = waiting.get(key);
    waiting.delete(key);
    if (correction === undefined) corrected.kept.push(item);
    else if (correction.text === null) corrected.dropped.push(item);
    else corrected.kept.push({ ...item, text: correction.text });
  }
  const [lost] = waiting.values();
  if (lost !== undefined) {
    throw new InkdexError(
      'data-invalid',
      `A correction of ${described(lost)} meets no such word among the training data. ` +
        'Look at the word and mend or remove the correction.',
    );
  }
  return corrected;
}

function described({ file, box, label }: LabelCorrection): string {
  return `"${label}" in ${file}${box === null ? '' : ` at ${box.join(', ')}`}`;
}

function keyOf({ file, box }: { readonly file: string; readonly box: Box | null }, label: string): string {
  return JSON.stringify([file, box, label]);
}
