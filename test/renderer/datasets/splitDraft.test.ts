import { describe, expect, it } from 'vitest';
import {
  describeRule,
  firstSplitDraft,
  ruleOf,
  splitDraftOf,
} from '../../../renderer/datasets/splits/splitDraft.ts';
import { splitRuleSchema, type SplitRule } from '../../../shared/contract/dataset.ts';

describe('the form of a split rule', () => {
  it.each<SplitRule>([
    { kind: 'given' },
    { kind: 'writer', shares: { validation: 0.1, test: 0.2 }, salt: 'a' },
    { kind: 'page', shares: { validation: 0, test: 0.125 }, salt: '' },
    { kind: 'hash', unit: 'key', shares: { validation: 0.07, test: 0.29 }, salt: 'second' },
    { kind: 'lists', unit: 'page', validation: ['a01-000', 'a01-003'], test: ['b02 x'] },
  ])('shows the rule $kind and returns it unchanged', (rule) => {
    expect(ruleOf(splitDraftOf(rule))).toEqual({ rule, problem: null });
    expect(splitRuleSchema.parse(ruleOf(splitDraftOf(rule)).rule)).toEqual(rule);
  });

  it('reads one name per line, without blanks and repeats', () => {
    const draft = { ...firstSplitDraft, kind: 'lists', testNames: ' anna \r\n\nben\nanna' } as const;
    expect(ruleOf(draft).rule).toMatchObject({ validation: [], test: ['anna', 'ben'] });
  });

  it.each([
    [{ kind: 'writer', validation: 'ten' }, /0 to 100/u],
    [{ kind: 'writer', test: '' }, /0 to 100/u],
    [{ kind: 'page', test: '-1' }, /0 to 100/u],
    [{ kind: 'hash', validation: '60', test: '41' }, /more than 100 %/u],
    [{ kind: 'lists', validationNames: 'anna', testNames: 'ben\nanna' }, /“anna” is in both/u],
  ] as const)('says what is wrong with %j', (changes, problem) => {
    const made = ruleOf({ ...firstSplitDraft, ...changes });
    expect(made.rule).toBeNull();
    expect(made.problem).toMatch(problem);
  });

  it('accepts a percentage with a decimal comma', () => {
    const draft = { ...firstSplitDraft, kind: 'page', validation: '2,5' } as const;
    expect(ruleOf(draft).rule).toMatchObject({ shares: { validation: 0.025 } });
  });

  it('describes a rule in one line', () => {
    expect(describeRule({ kind: 'given' })).toBe('As provided');
    expect(describeRule({ kind: 'writer', shares: { validation: 0.1, test: 0.2 }, salt: '' })).toBe(
      'By writer: 10 % validation, 20 % test',
    );
    expect(describeRule({ kind: 'lists', unit: 'writer', validation: ['a'], test: ['b', 'c'] })).toBe(
      'By lists of writers: 1 validation, 2 test',
    );
  });
});
