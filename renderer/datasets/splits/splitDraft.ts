import { formatCount } from '../../ui/format.ts';
import type { SplitRule } from '../../../shared/contract/dataset.ts';

export type SplitKind = SplitRule['kind'];
export type SplitUnit = 'key' | 'page' | 'writer';

/** The form values of a split rule. */
export interface SplitDraft {
  readonly kind: SplitKind;
  /** What stays together in a hash split, or what the lists name. */
  readonly unit: SplitUnit;
  /** Percentages, as typed. */
  readonly validation: string;
  readonly test: string;
  readonly salt: string;
  /** One name per line. */
  readonly validationNames: string;
  readonly testNames: string;
}

export const firstSplitDraft: SplitDraft = {
  kind: 'given',
  unit: 'writer',
  validation: '10',
  test: '10',
  salt: '',
  validationNames: '',
  testNames: '',
};

export const splitKindNames: readonly (readonly [SplitKind, string])[] = [
  ['given', 'As provided'],
  ['writer', 'By writer'],
  ['page', 'By page'],
  ['hash', 'By hash'],
  ['lists', 'By lists of names'],
];

/** Explains each rule. */
export const splitKindHints: Readonly<Record<SplitKind, string>> = {
  given: 'Every sample keeps the split that it was imported with, or has none.',
  writer:
    'All samples of a writer are in one split, so that a model is tested on writers that it has never ' +
    'seen. Writers that already have a split keep it.',
  page: 'All samples of a page are in one split. Pages that already have a split keep it.',
  hash: 'By name only: a sample keeps its split when others are added or removed. Shares are met on average.',
  lists: 'Listed names are for validation or test; everything else is for training.',
};

export const unitNames: readonly (readonly [SplitUnit, string])[] = [
  ['writer', 'Writers'],
  ['page', 'Pages'],
  ['key', 'Samples'],
];

export function splitDraftOf(rule: SplitRule): SplitDraft {
  switch (rule.kind) {
    case 'given':
      return firstSplitDraft;
    case 'writer':
    case 'page':
      return { ...firstSplitDraft, kind: rule.kind, ...percentages(rule.shares), salt: rule.salt };
    case 'hash':
      return {
        ...firstSplitDraft,
        kind: 'hash',
        unit: rule.unit,
        ...percentages(rule.shares),
        salt: rule.salt,
      };
    case 'lists':
      return {
        ...firstSplitDraft,
        kind: 'lists',
        unit: rule.unit,
        validationNames: rule.validation.join('\n'),
        testNames: rule.test.join('\n'),
      };
  }
}

export type SplitRuleResult =
  | { readonly rule: SplitRule; readonly problem: null }
  | { readonly rule: null; /** What is wrong with the form values. */ readonly problem: string };

/** The rule of the form values, or what is wrong with them. */
export function ruleOf(draft: SplitDraft): SplitRuleResult {
  const { kind, unit } = draft;
  if (kind === 'given') return { rule: { kind }, problem: null };
  if (kind === 'lists') {
    const [validation, test] = [namesIn(draft.validationNames), namesIn(draft.testNames)];
    const twice = test.find((name) => validation.includes(name));
    if (twice !== undefined) {
      return { rule: null, problem: `“${twice}” is in both lists. Remove it from one.` };
    }
    return { rule: { kind, unit, validation, test }, problem: null };
  }
  const shares = { validation: shareOf(draft.validation), test: shareOf(draft.test) };
  if (Number.isNaN(shares.validation) || Number.isNaN(shares.test)) {
    return { rule: null, problem: 'Enter a percentage from 0 to 100.' };
  }
  if (shares.validation + shares.test > 1) {
    return { rule: null, problem: 'Validation and test add up to more than 100 %.' };
  }
  const { salt } = draft;
  return {
    rule: kind === 'hash' ? { kind, unit, shares, salt } : { kind, shares, salt },
    problem: null,
  };
}

/** "By writer: 10 % validation, 10 % test" */
export function describeRule(rule: SplitRule): string {
  const name = splitKindNames.find(([kind]) => kind === rule.kind)?.[1] ?? rule.kind;
  if (rule.kind === 'given') return name;
  const unit =
    'unit' in rule ? ` of ${(unitNames.find(([each]) => each === rule.unit)?.[1] ?? '').toLowerCase()}` : '';
  if (rule.kind === 'lists') {
    return `By lists${unit}: ${formatCount(rule.validation.length)} validation, ${formatCount(rule.test.length)} test`;
  }
  const { validation, test } = percentages(rule.shares);
  return `${name}${unit}: ${validation} % validation, ${test} % test`;
}

function percentages(shares: { readonly validation: number; readonly test: number }): {
  validation: string;
  test: string;
} {
  return { validation: percentage(shares.validation), test: percentage(shares.test) };
}

function percentage(share: number): string {
  return String(Number((share * 100).toFixed(4)));
}

/** A share from 0 to 1; NaN if the text is not a percentage. */
function shareOf(percent: string): number {
  const typed = percent.trim().replace(',', '.');
  const value = typed === '' ? Number.NaN : Number(typed) / 100;
  return value >= 0 && value <= 1 ? value : Number.NaN;
}

function namesIn(lines: string): string[] {
  return [...new Set(lines.split(/\r?\n/u).map((line) => line.trim()))].filter((line) => line !== '');
}
