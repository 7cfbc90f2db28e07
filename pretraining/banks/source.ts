import { join } from 'node:path';
import { z } from 'zod';
import { InkdexError } from '../../shared/result.ts';
import { readTable } from '../tables.ts';

/** A repository whose handwriting goes into a bank (`sources.tsv`). */
const sourceSchema = z.object({
  /** Also of its folder in the bank. */
  name: z.string().regex(/^[a-z][a-z0-9-]*$/u),
  /** Folder of the words of one language. */
  bank: z.string().regex(/^[a-z]+$/u),
  /** On GitHub, `OWNER/NAME`. */
  repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/u),
  commit: z.string().regex(/^[0-9a-f]{40}$/u),
  /** SPDX identifier. */
  licence: z.string().min(1),
  /** Transcribed pages as ALTO, or DHSD's images of words with their writers. */
  kind: z.enum(['pages', 'writers']),
  /** What is taken: the files whose paths begin so. */
  under: z.string(),
  /** File of this folder that lists the pages to take; empty for all pages. */
  pages: z.string(),
  /** What is taken of a page: lines whose type has this in its name; empty for all lines. */
  lines: z.string(),
  /** The part of a file's path that tells its writer; empty where it does not. */
  hand: z.string(),
});
export type BankSource = z.infer<typeof sourceSchema>;

/** @throws InkdexError `data-invalid` for a row that is no source */
export async function readSources(path = join(import.meta.dirname, '../sources.tsv')): Promise<BankSource[]> {
  const rows = await readTable(path, Object.keys(sourceSchema.shape));
  return rows.map((row, index) => {
    const { success, data, error } = sourceSchema.safeParse(Object.fromEntries(row));
    if (success) return data;
    throw new InkdexError(
      'data-invalid',
      `${path}: row ${index + 1} is no source. ${z.prettifyError(error)}`,
    );
  });
}

/** The writer of a file, as far as its path tells: `peraire`, or `cremma-mss-19/lettres-veuillot`. */
export function handOf({ name, hand }: BankSource, path: string): string {
  const part = hand === '' ? undefined : new RegExp(hand, 'u').exec(path)?.[1];
  return part === undefined ? name : `${name}/${part}`;
}
