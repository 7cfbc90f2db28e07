import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { onWallClock, wallClockOf } from '../../../shared/wallClock.ts';
import { parseQuery } from '../../../main/search/parseQuery.ts';
import { factsThrough } from '../../../main/search/filters.ts';
import { migrate0034 } from '../../../main/store/migrations/0022-0035.ts';
import { countMonths } from '../../../main/store/photos/photoGroups.ts';
import { findPhoto, findPhotoTimes, listPhotos } from '../../../main/store/photos/photos.ts';
import { formatMonth, formatTaken } from '../../../renderer/ui/format.ts';
import { photoIdSchema } from '../../../shared/contract/photo.ts';
import { addPhoto, pageOf, temporaryLibrary } from '../../support/library.ts';

const usual = process.env.TZ;

/** The zone of this process, as `TZ=` before a command sets it. */
function inZone(zone: string): void {
  process.env.TZ = zone;
}

afterEach(() => {
  if (usual === undefined) delete process.env.TZ;
  else process.env.TZ = usual;
});

const zones = [
  'UTC',
  'Asia/Tokyo',
  'America/New_York',
  'Europe/Berlin',
  'Asia/Kolkata',
  'America/St_Johns',
  'Pacific/Kiritimati',
  'Pacific/Pago_Pago',
  'Australia/Lord_Howe',
] as const;

describe('the wall clock of an instant', () => {
  it.each([
    ['Asia/Tokyo', '2025-09-10T15:30:00Z', '2025-09-11T00:30:00+09:00'],
    ['America/New_York', '2025-01-01T04:30:00Z', '2024-12-31T23:30:00-05:00'],
    ['America/St_Johns', '2025-01-01T02:00:00Z', '2024-12-31T22:30:00-03:30'],
    ['Europe/Berlin', '2025-10-26T01:30:00Z', '2025-10-26T02:30:00+01:00'],
    ['Europe/Berlin', '2025-10-26T00:30:00Z', '2025-10-26T02:30:00+02:00'],
    ['UTC', '2025-10-26T00:30:00.250Z', '2025-10-26T00:30:00.250+00:00'],
  ])('in %s, %s is %s', (zone, instant, expected) => {
    inZone(zone);
    expect(onWallClock(new Date(instant))).toBe(expected);
  });

  it('is the same instant in any zone, and what its clocks show', () => {
    const instants = fc.date({
      min: new Date('1971-01-01'),
      max: new Date('2037-12-31'),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(instants, fc.constantFrom(...zones), (instant, zone) => {
        inZone(zone);
        const iso = onWallClock(instant);
        expect(Date.parse(iso)).toBe(instant.getTime());
        const shown = new Intl.DateTimeFormat('sv', {
          ...{ timeZone: zone, dateStyle: 'short', timeStyle: 'medium' },
        }).format(instant);
        expect(iso.slice(0, 19)).toBe(shown.replace(' ', 'T'));
      }),
      { numRuns: 300 },
    );
  });
});

describe('a photo has one day for display, filter, month and order', () => {
  /** Times as they are stored: of a camera with or without its offset, and of an instant. */
  const stored = fc
    .record({
      at: fc.date({ min: new Date('1990-01-01'), max: new Date('2030-12-31'), noInvalidDate: true }),
      offset: fc.constantFrom('', '+09:00', '-11:00', '+05:30', null),
    })
    .map(({ at, offset }) =>
      offset === null ? onWallClock(at) : `${at.toISOString().slice(0, 19)}${offset}`,
    );

  it('in whatever zone the library and the window are', () => {
    fc.assert(
      fc.property(
        fc.array(stored, { minLength: 1, maxLength: 6 }),
        fc.constantFrom(...zones),
        fc.constantFrom(...zones),
        (times, librarys, windows) => {
          inZone(librarys);
          const { db } = temporaryLibrary();
          const ids = times.map((time, index) => {
            const id = addPhoto(db, `${index}.jpg`, pageOf('ink'));
            db.prepare('UPDATE photo SET taken_at = ? WHERE id = ?').run(time, id);
            return id;
          });
          inZone(windows);
          const filter = { status: null };
          const months = new Set(countMonths(db, filter).map(({ month }) => month));
          for (const [index, time] of times.entries()) {
            const day = time.slice(0, 10);
            const found = factsThrough(db, parseQuery(`date:${day}`).filters).map(({ photo }) => photo);
            expect(found).toContain(ids[index]);
            expect(months.has(day.slice(0, 7))).toBe(true);
            const wall = wallClockOf(time);
            const shown = wall.toLocaleString(undefined, {
              ...{ dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' },
            });
            expect(formatTaken(time)).toBe(shown);
            expect(formatTaken(time)).toContain(String(Number(day.slice(8))));
          }
          const listed = listPhotos(db, { ...filter, offset: 0, limit: 100 }).map(
            ({ takenAt }) => takenAt ?? '',
          );
          const walls = listed.map((time) => time.slice(0, 19));
          expect(walls).toEqual([...walls].sort().reverse());
          const seconds = new Map(findPhotoTimes(db, 0).map(({ photo, seconds: at }) => [photo, at]));
          for (const [index, id] of ids.entries())
            expect(seconds.get(id)).toBe(wallClockOf(times[index] ?? '').getTime() / 1000);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('an hour that the zone of the window does not have is shown as it is', () => {
    inZone('America/New_York');
    expect(formatTaken('2025-03-09T02:30:00')).toContain('2:30');
    expect(formatMonth('2025-03')).toContain('March');
  });
});

describe('a library of before', () => {
  it('gets the clock of its machine for what it has in UTC, and keeps what cameras wrote', () => {
    inZone('Asia/Tokyo');
    const { db } = temporaryLibrary();
    const put = (path: string, taken: string | null, added: string): number => {
      const id = addPhoto(db, path, pageOf('ink'));
      db.prepare('UPDATE photo SET taken_at = ?, added_at = ? WHERE id = ?').run(taken, added, id);
      return id;
    };
    const ids = [
      put('takeout.jpg', '2025-09-10T15:30:00Z', '2025-01-01T00:00:00Z'),
      put('none.jpg', null, '2024-12-31T23:30:00.125Z'),
      put('camera.jpg', '2025-09-10T15:30:00', '2025-01-01T09:00:00+09:00'),
      put('zone.jpg', '2025-09-10T15:30:00+02:00', '2025-01-01T09:00:00+09:00'),
      put('odd.jpg', 'yesterdayZ', '2025-01-01T09:00:00+09:00'),
    ];
    migrate0034(db);
    const times = ids.map((id) => {
      const photo = findPhoto(db, photoIdSchema.parse(id));
      return [photo?.takenAt, photo?.addedAt];
    });
    expect(times).toEqual([
      ['2025-09-11T00:30:00+09:00', '2025-01-01T09:00:00+09:00'],
      [null, '2025-01-01T08:30:00.125+09:00'],
      ['2025-09-10T15:30:00', '2025-01-01T09:00:00+09:00'],
      ['2025-09-10T15:30:00+02:00', '2025-01-01T09:00:00+09:00'],
      ['yesterdayZ', '2025-01-01T09:00:00+09:00'],
    ]);
  });
});
