import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createKeySet } from '../../../main/exchange/keySet.ts';
import { withoutRepeats, bareLabel } from '../../../main/exchange/records.ts';
import type { IncomingRecord } from '../../../main/exchange/exchangeFormat.ts';

describe('the set of keys', () => {
  it('knows the same keys as a Set', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 3 }), { maxLength: 200 }), (keys) => {
        const known = new Set<string>();
        const set = createKeySet();
        for (const key of keys) {
          expect(set.add(key)).toBe(!known.has(key));
          known.add(key);
        }
        expect(set.size).toBe(known.size);
      }),
    );
  });

  it('confuses none of two hundred thousand similar keys', () => {
    const set = createKeySet();
    for (let index = 0; index < 200_000; index += 1) set.add(`a01-${index}`);
    expect(set.size).toBe(200_000);
    expect(set.add('a01-199999')).toBe(false);
  });
});

describe('records without repeats', () => {
  it('say that an image without boxes has one text', async () => {
    const sample = {
      ...bareLabel,
      key: 'a.png',
      level: 'word',
      file: 'a.png',
      text: 'a',
      path: '/a.png',
    } as const;
    async function* records(): AsyncGenerator<IncomingRecord> {
      yield* await Promise.resolve(
        ['list, line 1', 'list, line 2'].map((place) => ({ kind: 'sample', place, sample }) as const),
      );
    }
    const found: IncomingRecord[] = [];
    for await (const each of withoutRepeats(records())) found.push(each);
    expect(found[1]).toEqual({
      kind: 'invalid',
      message:
        'list, line 2: the image "a.png" has a text already; expected one text for each image, or boxes.',
    });
  });

  it('are invalid from the second occurrence of a key', async () => {
    const record = (key: string, line: number): IncomingRecord => ({
      kind: 'sample',
      place: `list, line ${line}`,
      sample: { ...bareLabel, key, level: 'word', file: 'a.png', text: 'a', path: '/a.png' },
    });
    async function* records(): AsyncGenerator<IncomingRecord> {
      yield* await Promise.resolve([record('a', 1), record('b', 2), record('a', 3)]);
    }
    const found: IncomingRecord[] = [];
    for await (const each of withoutRepeats(records())) found.push(each);
    expect(found).toEqual([
      record('a', 1),
      record('b', 2),
      { kind: 'invalid', message: 'list, line 3: the key "a" occurs twice; expected unique keys.' },
    ]);
  });
});
