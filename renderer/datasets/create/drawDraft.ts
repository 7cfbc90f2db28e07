import type { DrawDataset, Drawing } from '../../../shared/contract/datasetWork.ts';
import type { ImportInto } from '../import/importDraft.ts';
import { firstSplitDraft, ruleOf, type SplitDraft } from '../splits/splitDraft.ts';

/** The form values for a dataset of drawn texts. */
export interface DrawDraft {
  readonly name: string;
  readonly level: Drawing['level'];
  /** Whether the texts are in a file; otherwise they are pasted. */
  readonly isFile: boolean;
  readonly path: string;
  readonly text: string;
  /** Empty: the fonts that ship with Inkdex. */
  readonly fonts: string;
  /** As typed. */
  readonly count: string;
  readonly seed: string;
  readonly into: ImportInto;
  readonly split: SplitDraft;
  readonly licence: string;
}

export const firstDrawDraft: DrawDraft = {
  name: 'Drawn words',
  level: 'word',
  isFile: false,
  path: '',
  text: '',
  fonts: '',
  count: '1000',
  seed: '1',
  into: 'replace',
  split: { ...firstSplitDraft, kind: 'writer' },
  licence: '',
};

const mostSamples = 1_000_000;

export function countProblem({ count }: DrawDraft): string | null {
  const isValid = wholeNumber(count) >= 1 && wholeNumber(count) <= mostSamples;
  return isValid ? null : 'Enter a number from 1 to 1,000,000.';
}

export function seedProblem({ seed }: DrawDraft): string | null {
  return wholeNumber(seed) <= 0xffffffff ? null : 'Enter a number from 0 to 4,294,967,295.';
}

/** What to draw; null while the texts or the seed are missing. */
export function drawingOf(draft: DrawDraft): Drawing | null {
  const { isFile, level } = draft;
  const [path, text, fonts] = [draft.path.trim(), draft.text.trim(), draft.fonts.trim()];
  if ((isFile ? path : text) === '' || seedProblem(draft) !== null) return null;
  return {
    fonts: fonts === '' ? null : fonts,
    texts: isFile ? { path } : { text },
    level,
    seed: wholeNumber(draft.seed),
  };
}

/** The request to the host; null while the form is incomplete. */
export function drawRequestOf(draft: DrawDraft, isThere: boolean): DrawDataset | null {
  const drawing = drawingOf(draft);
  const { rule } = ruleOf(draft.split);
  const name = draft.name.trim();
  if (drawing === null || rule === null || name === '' || countProblem(draft) !== null) return null;
  return {
    ...drawing,
    name,
    count: wholeNumber(draft.count),
    mode: isThere ? draft.into : 'new',
    splitRule: rule,
    licence: draft.licence.trim() === '' ? null : draft.licence.trim(),
  };
}

/** NaN for anything else. */
function wholeNumber(text: string): number {
  return /^\d+$/u.test(text.trim()) ? Number(text) : Number.NaN;
}
