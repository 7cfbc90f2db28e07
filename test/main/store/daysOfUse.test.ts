import { expect, it } from 'vitest';
import type { WritableDatabase } from '../../../main/store/database.ts';
import { oldBefore } from '../../../main/store/library/daysOfUse.ts';
import { temporaryLibrary } from '../../support/library.ts';

/** Whether a thing of one instant is old for a library that is used at the others, in this order. */
function isOld(db: WritableDatabase, at: string, uses: readonly string[]): boolean {
  return uses.map((use) => new Date(at) < oldBefore(db, 30, new Date(use))).at(-1) ?? false;
}

function daily(from: string, days: number): string[] {
  return Array.from({ length: days }, (_, day) =>
    new Date(Date.parse(from) + day * 86_400_000).toISOString(),
  );
}

it('a thing is old after 30 days on which the library was in use, however often on each', () => {
  const { db } = temporaryLibrary();
  const at = '2026-03-01T12:00:00Z';
  const uses = daily('2026-03-01T13:00:00Z', 30).flatMap((use) => [use, use]);
  expect(isOld(db, at, uses)).toBe(false);
  expect(isOld(db, at, ['2026-03-31T00:00:00Z'])).toBe(true);
  expect(isOld(db, '2026-03-02T00:00:00Z', ['2026-03-31T23:59:59Z'])).toBe(false);
});

it('a clock that is ahead makes nothing old, nor does one that was behind when the thing came', () => {
  const { db } = temporaryLibrary();
  const uses = daily('2026-03-01T08:00:00Z', 60);
  const last = '2026-04-29T09:00:00Z';
  for (const wrong of ['2026-06-08T08:00:00Z', '2046-04-29T08:00:00Z', '2006-04-29T08:00:00Z']) {
    expect(isOld(db, last, [...uses, wrong, wrong, '2026-04-30T08:00:00Z']), wrong).toBe(false);
    expect(isOld(db, wrong, ['2026-05-01T08:00:00Z']), wrong).toBe(false);
  }
  const later = daily('2026-05-02T08:00:00Z', 30);
  expect(isOld(db, last, later)).toBe(true);
});

it('a clock that jumps between two days is no use on many days', () => {
  const { db } = temporaryLibrary();
  const uses = Array.from({ length: 60 }, (_, turn) =>
    turn % 2 === 0 ? '2026-03-02T01:00:00Z' : '2026-03-03T01:00:00Z',
  );
  expect(isOld(db, '2026-03-01T12:00:00Z', uses)).toBe(false);
});
