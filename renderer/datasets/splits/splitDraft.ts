import type { SplitRule } from '../../../shared/contract/splitRule.ts';

export type SplitKind = SplitRule['kind'];
export type SplitUnit = 'key' | 'page' | 'writer';

/** A rule as a person fills it in. */
export interface SplitDraft {
  readonly kind: SplitKind;
  /** What is dealt as one by hash, or named in the lists. */
  readonly unit: SplitUnit;
  /** Per cent, as typed. */
  readonly validation: string;
  readonly test: string;
  readonly salt: string;
  /** A name a line. */
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
  ['given', 'As the samples came'],
  ['writer', 'By writer'],
  ['page', 'By page'],
  ['hash', 'By hash'],
  ['lists', 'By lists of names'],
];

/** What each rule promises, for whoever chooses one. */
export const splitKindHints: Readonly<Record<SplitKind, string>> = {
  given: 'Every sample keeps the split that it came with, or none.',
  writer:
    'All of a writer goes to one side, so that a model is tested on hands that it never saw. Who has a ' +
    'side already stays there.',
  page: 'All of a page goes to one side. What has a side already stays there.',
  hash: 'By name alone: a sample never changes sides, whatever else comes or goes. Shares hold on average.',
  lists: 'Who is named here validates or tests; everything else trains.',
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
  | { readonly rule: null; /** What is wrong with the draft, for people. */ readonly problem: string };

/** The rule that a draft means, or why it means none. */
export function ruleOf(draft: SplitDraft): SplitRuleResult {
  const { kind, unit } = draft;
  if (kind === 'given') return { rule: { kind }, problem: null };
  if (kind === 'lists') {
    const [validation, test] = [namesIn(draft.validationNames), namesIn(draft.testNames)];
    const twice = test.find((name) => validation.includes(name));
    if (twice !== undefined) {
      return { rule: null, problem: `“${twice}” is in both lists: take it out of one.` };
    }
    return { rule: { kind, unit, validation, test }, problem: null };
  }
  const shares = { validation: shareOf(draft.validation), test: shareOf(draft.test) };
  if (Number.isNaN(shares.validation) || Number.isNaN(shares.test)) {
    return { rule: null, problem: 'A share is a number of per cent from 0 to 100.' };
  }
  if (shares.validation + shares.test > 1) {
    return { rule: null, problem: 'Validation and test together take more than 100 %: nothing could train.' };
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
    return `By lists${unit}: ${String(rule.validation.length)} validation, ${String(rule.test.length)} test`;
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

/** 0 to 1; NaN for what is no share. */
function shareOf(percent: string): number {
  const typed = percent.trim().replace(',', '.');
  const value = typed === '' ? Number.NaN : Number(typed) / 100;
  return value >= 0 && value <= 1 ? value : Number.NaN;
}

function namesIn(lines: string): string[] {
  return [...new Set(lines.split(/\r?\n/u).map((line) => line.trim()))].filter((line) => line !== '');
}
