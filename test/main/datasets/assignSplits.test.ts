import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignSplits, type Assignable } from '../../../main/datasets/assignSplits.ts';
import type { Split, SplitRule } from '../../../shared/contract/dataset.ts';

const shares = { validation: 0.1, test: 0.2 };

const sample = fc.record({
  key: fc.uuid(),
  split: fc.constantFrom<Split | null>('train', 'validation', 'test', null),
  writer: fc.option(fc.constantFrom('ann', 'bob', 'cho', 'dee', 'eve', 'fay', 'gil', 'hal'), { nil: null }),
  page: fc.option(fc.constantFrom('p1', 'p2', 'p3', 'p4', 'p5', 'p6'), { nil: null }),
});
const samples = fc.uniqueArray(sample, { selector: ({ key }) => key, minLength: 1, maxLength: 80 });

function assigned(
  list: readonly Assignable[],
  rule: SplitRule,
  known?: readonly Assignable[],
): Map<string, Split | null> {
  const splits = assignSplits(list, rule, known);
  return new Map(list.map(({ key }, index) => [key, splits[index] ?? null]));
}

describe('Splits by rule', () => {
  it.each(['writer', 'page'] as const)(
    'put all samples of a %s into one split, whatever their order',
    (kind) => {
      fc.assert(
        fc.property(samples, fc.string(), (list, salt) => {
          const rule = { kind, shares, salt };
          const splits = assigned(list, rule);
          for (const [name, group] of Map.groupBy(list, (each) => each[kind])) {
            if (name === null) continue;
            expect(new Set(group.map(({ key }) => splits.get(key))).size).toBe(1);
          }
          const reversed = assigned(list.toReversed(), rule);
          for (const [key, split] of splits) expect(reversed.get(key)).toBe(split);
        }),
      );
    },
  );

  it('keep a writer’s split when other writers are added', () => {
    fc.assert(
      fc.property(samples, samples, (list, more) => {
        const rule = { kind: 'writer', shares, salt: '' } as const;
        const before = assigned(list, rule);
        const known = list.map((each) => ({ ...each, split: before.get(each.key) ?? null }));
        const after = assigned([...known, ...more], rule, known);
        for (const { key, writer } of known)
          if (writer !== null) expect(after.get(key)).toBe(before.get(key));
      }),
    );
  });

  it('by hash never move a sample when others are added or removed', () => {
    fc.assert(
      fc.property(
        samples,
        fc.constantFrom('key' as const, 'writer' as const, 'page' as const),
        (list, unit) => {
          const rule = { kind: 'hash', unit, shares, salt: 'a' } as const;
          const all = assigned(list, rule);
          const half = list.filter((_, index) => index % 2 === 0);
          for (const [key, split] of assigned(half, rule)) expect(all.get(key)).toBe(split);
        },
      ),
    );
  });

  it.each<SplitRule>([
    { kind: 'hash', unit: 'key', shares, salt: '' },
    { kind: 'writer', shares, salt: '' },
    { kind: 'page', shares, salt: 'other' },
  ])('give each split about its share: $kind', (rule) => {
    const list = Array.from({ length: 4000 }, (_, index) => ({
      key: String(index),
      split: null,
      writer: `writer ${index % 150}`,
      page: `page ${index % 400}`,
    }));
    const splits = assignSplits(list, rule);
    const share = (side: Split): number => splits.filter((split) => split === side).length / list.length;
    expect(share('test')).toBeCloseTo(shares.test, 1);
    expect(share('validation')).toBeCloseTo(shares.validation, 1);
    expect(splits).not.toContain(null);
  });

  it('give a small split a writer even when there are only three', () => {
    const list = ['ann', 'bob', 'cho'].flatMap((writer) =>
      Array.from({ length: 10 }, (_, index) => ({
        key: `${writer}${index}`,
        split: null,
        writer,
        page: null,
      })),
    );
    const splits = assignSplits(list, { kind: 'writer', shares: { validation: 0.1, test: 0.1 }, salt: '' });
    expect(new Set(splits)).toEqual(new Set(['train', 'validation', 'test']));
  });

  it('by given lists follow the lists, and use the rest for training', () => {
    const list = ['ann', 'bob', 'cho', null].map((writer, index) => ({
      key: String(index),
      split: 'validation' as const,
      writer,
      page: null,
    }));
    const rule = { kind: 'lists', unit: 'writer', validation: ['bob', 'nobody'], test: ['ann'] } as const;
    expect(assignSplits(list, { ...rule, validation: [...rule.validation], test: [...rule.test] })).toEqual([
      'test',
      'validation',
      'train',
      'train',
    ]);
  });

  it('treat both Unicode forms of a writer as the same, in samples and in lists', () => {
    const list = Array.from({ length: 40 }, (_, index) => ({
      key: String(index),
      split: null,
      writer: `Zo\u00e9 ${index >> 1}`.normalize(index % 2 === 0 ? 'NFC' : 'NFD'),
      page: null,
    }));
    const assignedToPairs = assignSplits(list, { kind: 'writer', shares, salt: '' });
    for (let index = 0; index < 40; index += 2)
      expect(assignedToPairs[index]).toBe(assignedToPairs[index + 1]);
    const test = ['Zo\u00e9 0', 'Zoe\u0301 1'];
    const listed = assignSplits(list, { kind: 'lists', unit: 'writer', validation: [], test });
    expect(listed.filter((split) => split === 'test')).toHaveLength(4);
  });

  it('as given leave every sample in its split', () => {
    fc.assert(
      fc.property(samples, (list) => {
        expect(assignSplits(list, { kind: 'given' })).toEqual(list.map(({ split }) => split));
      }),
    );
  });
});
