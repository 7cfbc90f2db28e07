import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { owner } from '../../../shared/contract/account.ts';
import { exportedTables } from '../../../main/store/export/tables.ts';
import { libraryPaths } from '../../../main/store/library/libraryPaths.ts';
import { openLibrary } from '../../../main/store/library/open.ts';
import { createSessions } from '../../../main/store/library/sessions.ts';
import { createTokens } from '../../../main/store/library/tokens.ts';
import { repairLibrary } from '../../../main/store/repair/repairLibrary.ts';
import { temporaryFolder, temporaryLibrary } from '../../support/library.ts';

const dayMs = 86_400_000;

function signedIn() {
  const { db, folder } = temporaryLibrary();
  const [sessions, tokens] = [createSessions(db), createTokens(db)];
  const token = tokens.calls.createToken({ name: 'Anna', scopes: [], role: 'read' }).secret;
  return { db, folder, sessions, tokens, token };
}

it('a browser stays signed in for whoever opens the same library again, and the library has no secret', () => {
  const { db, folder, sessions, token } = signedIn();
  const [anna, mine] = [sessions.begin(token, 'Firefox on Linux'), sessions.begin(null, 'Chrome on Windows')];
  const again = openLibrary(folder);
  expect(createSessions(again).find(anna)).toMatchObject({ name: 'Anna', role: 'read' });
  expect(createSessions(again).find(mine)).toMatchObject(owner);
  expect(createSessions(again).find(token)).toBeNull();
  again.close();
  const rows = JSON.stringify(db.prepare('SELECT * FROM session').all());
  for (const secret of [anna, mine, token]) expect(rows).not.toContain(secret);
  expect(exportedTables(db).map(({ name }) => name)).not.toContain('session');
});

it('a session ends with its token, and a new token of the same name brings it not back', () => {
  const { db, sessions, tokens, token } = signedIn();
  const secret = sessions.begin(token, '');
  tokens.calls.revokeToken({ name: 'Anna' });
  expect(sessions.find(secret)).toBeNull();
  tokens.calls.createToken({ name: 'Anna', scopes: [], role: 'admin' });
  expect(sessions.find(secret)).toBeNull();
  expect(sessions.list(owner)).toEqual([]);
  const other = tokens.calls.createToken({ name: 'Ben', scopes: [], role: 'label' }).secret;
  const ben = sessions.begin(other, '');
  db.prepare("UPDATE api_token SET role = NULL WHERE name = 'Ben'").run();
  expect(sessions.find(ben)).toBeNull();
});

it('nobody is signed in to a copy of the library, nor after a repair from a backup', () => {
  const { db, folder, sessions, token } = signedIn();
  const secrets = [sessions.begin(token, ''), sessions.begin(null, '')];
  db.pragma('wal_checkpoint(TRUNCATE)');
  const copy = join(temporaryFolder(), 'copy');
  cpSync(folder, copy, { recursive: true });
  const other = openLibrary(copy);
  onTestFinished(() => {
    other.close();
  });
  expect(createTokens(other).find(token)).toBeDefined();
  for (const secret of secrets) expect(createSessions(other).find(secret)).toBeNull();

  const { backups, database } = libraryPaths(copy);
  cpSync(database, join(backups, 'library-2026-01-01.sqlite'));
  other.pragma('wal_checkpoint(TRUNCATE)');
  other.close();
  writeFileSync(database, 'this is no database, but long enough '.repeat(40));
  expect(repairLibrary(copy)).not.toBeNull();
  const repaired = openLibrary(copy);
  expect(repaired.value(z.number(), { text: 'SELECT count(*) FROM session', values: [] })).toBe(0);
  repaired.close();
});

it('a browser that is not used for 30 days is signed out; one that is used stays', () => {
  const { sessions } = signedIn();
  vi.useFakeTimers({ toFake: ['Date'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const [used, unused] = [sessions.begin(null, ''), sessions.begin(null, '')];
  const start = Date.now();
  for (let day = 1; day <= 29; day += 7) {
    vi.setSystemTime(start + day * dayMs);
    expect(sessions.find(used)).not.toBeNull();
  }
  vi.setSystemTime(start + 30.5 * dayMs);
  expect([sessions.find(unused), sessions.find(used)]).toEqual([null, expect.anything()]);
  // With a clock that is wrong for one start, nobody's session is deleted.
  vi.setSystemTime(start + 90 * dayMs);
  sessions.removeOld();
  expect(sessions.find(used)).toBeNull();
  vi.setSystemTime(start + 31 * dayMs);
  expect(sessions.find(used)).not.toBeNull();
});

it('a person sees and ends the own sessions, an admin those of all; the own browser stays signed in', () => {
  const { sessions, tokens, token } = signedIn();
  const admin = tokens.calls.createToken({ name: 'Ada', scopes: [], role: 'admin' }).secret;
  const [phone, laptop, ada, mine] = [
    sessions.begin(token, 'Safari on iOS'),
    sessions.begin(token, 'Firefox on Linux'),
    sessions.begin(admin, 'Edge on Windows'),
    sessions.begin(null, 'Chrome on macOS'),
  ];
  const [anna, boss] = [sessions.find(laptop), sessions.find(ada)];
  if (anna === null || boss === null) throw new Error('Nobody is signed in.');
  expect(sessions.list(anna).map(({ device, isOwn }) => [device, isOwn])).toEqual([
    ['Firefox on Linux', true],
    ['Safari on iOS', false],
  ]);
  expect(() => {
    sessions.endOne(boss.session ?? 0, anna);
  }).toThrow('signed out already');
  expect(sessions.endOthers(anna)).toBe(1);
  expect([sessions.find(phone), sessions.find(laptop)]).toEqual([null, anna]);
  expect(sessions.list(boss)).toHaveLength(3);
  sessions.endOne(anna.session ?? 0, boss);
  // Those of others end one by one.
  expect(sessions.endOthers(boss)).toBe(0);
  expect([sessions.find(laptop), sessions.find(ada)]).toEqual([null, boss]);
  expect(sessions.find(mine)).not.toBeNull();
});

it('keeps 50 sessions of one person', () => {
  const { sessions, token } = signedIn();
  const mine = sessions.begin(null, '');
  const secrets = Array.from({ length: 51 }, () => sessions.begin(token, ''));
  expect(secrets.map((secret) => sessions.find(secret) === null)).toEqual([
    true,
    ...secrets.slice(1).map(() => false),
  ]);
  expect(sessions.find(mine)).not.toBeNull();
});
