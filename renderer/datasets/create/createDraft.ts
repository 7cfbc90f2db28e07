import type { SampleLevel } from '../../../shared/contract/dataset.ts';
import type { LibraryQuery } from '../../../shared/contract/datasetContents.ts';
import type { CreateDataset } from '../../../shared/contract/datasetWork.ts';
import { guessedLanguages } from '../../../shared/language.ts';
import type { PhotoProgress } from '../../../shared/contract/photo.ts';
import { firstSplitDraft, ruleOf, type SplitDraft } from '../splits/splitDraft.ts';
import type { ImportInto } from '../import/importDraft.ts';

/** The form values for a dataset from the library. */
export interface CreateDraft {
  readonly name: string;
  readonly level: SampleLevel;
  readonly folder: string;
  readonly progress: PhotoProgress | '';
  readonly search: string;
  readonly language: string;
  readonly writer: string;
  readonly confirmedOnly: boolean;
  readonly into: ImportInto;
  readonly split: SplitDraft;
  readonly licence: string;
}

export const firstCreateDraft: CreateDraft = {
  name: 'My handwriting',
  level: 'word',
  folder: '',
  progress: '',
  search: '',
  language: '',
  writer: '',
  confirmedOnly: true,
  into: 'replace',
  split: { ...firstSplitDraft, kind: 'page' },
  licence: '',
};

const english = new Intl.DisplayNames('en', { type: 'language' });

/** Languages that texts can be filtered by. */
export const languageNames: readonly (readonly [string, string])[] = [
  ['', 'Any'],
  ...guessedLanguages.map((language) => [language, english.of(language) ?? language] as const),
];

export const progressNames: readonly (readonly [PhotoProgress | '', string])[] = [
  ['', 'Any'],
  ['done', 'Done'],
  ['in-work', 'In progress'],
  ['read', 'Read, not edited'],
];

export function queryOf(draft: CreateDraft): LibraryQuery {
  return {
    level: draft.level,
    folder: saidOrNull(draft.folder),
    status: null,
    progress: draft.progress === '' ? null : draft.progress,
    search: saidOrNull(draft.search),
    language: saidOrNull(draft.language),
    photos: [],
    confirmedOnly: draft.confirmedOnly,
    leastConfidence: null,
    writer: saidOrNull(draft.writer),
  };
}

/** The request to the host; null while the form is incomplete. */
export function createRequestOf(draft: CreateDraft, isThere: boolean): CreateDataset | null {
  const { rule } = ruleOf(draft.split);
  const name = draft.name.trim();
  if (rule === null || name === '') return null;
  return {
    name,
    dataset: null,
    query: queryOf(draft),
    mode: isThere ? draft.into : 'new',
    splitRule: rule,
    licence: saidOrNull(draft.licence),
  };
}

/** All folders that contain one of the files, sorted. */
export function foldersOf(paths: readonly string[]): string[] {
  const folders = new Set<string>();
  for (const path of paths) {
    const end = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
    if (end > 0) folders.add(path.slice(0, end));
  }
  return [...folders].sort();
}

function saidOrNull(text: string): string | null {
  const trimmed = text.trim();
  return trimmed === '' ? null : trimmed;
}
