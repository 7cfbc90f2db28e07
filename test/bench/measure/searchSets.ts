import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { boards } from '../../../pretraining/data.ts';
import { composeForms } from './composeForms.ts';

/** A page to search, with the texts of the words that stand on it. */
export interface SearchedPage {
  readonly path: string;
  readonly texts: readonly string[];
}

export interface SearchSet extends AsyncDisposable {
  readonly name: string;
  readonly pages: readonly SearchedPage[];
}

/** The development boards, and the forms of iam-like testset_v put together from their words. */
export const searchSets: readonly (() => Promise<SearchSet>)[] = [boardsDev, iamForms];

async function boardsDev(): Promise<SearchSet> {
  const pages = (await boards('dev')).map(({ path, words }) => ({
    path,
    texts: words.map(({ text }) => text),
  }));
  return { name: 'boards dev', pages, [Symbol.asyncDispose]: () => Promise.resolve() };
}

async function iamForms(): Promise<SearchSet> {
  const folder = await mkdtemp(join(tmpdir(), 'inkdex-forms-'));
  return {
    name: 'iam-like testset_v, composed pages',
    pages: await composeForms(folder),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}
