import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { keepLog, logPath } from '../../../main/ipc/logFile.ts';
import { createAnnouncer } from '../../../main/ipc/serve.ts';
import { temporaryFolder } from '../../support/library.ts';
import { jobFixture } from '../../support/datasetFixtures.ts';

function open() {
  const folder = temporaryFolder();
  const announcer = createAnnouncer();
  const printed: string[] = [];
  const start = () => keepLog({ folder, version: '1.2.3', announcer }, (message) => printed.push(message));
  return { path: logPath(folder), announcer, printed, start };
}

it('keeps starts, bugs, failed jobs and a failed GPU in a file that only the owner can read', () => {
  const { path, announcer, printed, start } = open();
  const log = start();
  log('search failed: RangeError: too deep\n    at answer (serve.ts:1:2)');
  announcer.announce('gpuFailed', { message: 'The GPU failed (The device was lost.).' });
  const error = { code: 'disk-full' as const, message: 'No room for "my diary.jpg".' };
  const job = jobFixture(1, { kind: 'read', title: 'Read my diary', total: 1, state: 'failed', error });
  announcer.announce('jobChanged', job);
  const text = readFileSync(path, 'utf8');
  expect(text).toMatch(/^\d{4}-\S+Z Inkdex 1\.2\.3 started/u);
  expect(text).toContain('at answer (serve.ts:1:2)');
  expect(text).toContain('The device was lost.');
  expect(text).toContain('A job of the kind read failed: disk-full');
  expect(text).not.toContain('diary');
  expect(printed).toEqual(['search failed: RangeError: too deep\n    at answer (serve.ts:1:2)']);
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
});

it('leaves out what stands in quotation marks, such as words of a photo in an error about JSON', () => {
  const { path, start } = open();
  try {
    JSON.parse('dear diary');
  } catch (thrown) {
    start()(`getPhoto failed: ${String(thrown)}`);
  }
  expect(readFileSync(path, 'utf8')).toContain('SyntaxError');
  expect(readFileSync(path, 'utf8')).not.toContain('dear');
});

it('moves a full file aside, in place of the one before', () => {
  const { path, start } = open();
  writeFileSync(`${path}.1`, 'older');
  writeFileSync(path, 'x'.repeat(999_990));
  start()('one more');
  expect(readFileSync(`${path}.1`, 'utf8')).toMatch(/^x+$/u);
  expect(readFileSync(path, 'utf8')).toContain('one more');
});

it('goes on where it cannot be written', () => {
  const { path, start } = open();
  mkdirSync(path);
  expect(() => {
    start()('a message');
  }).not.toThrow();
  expect(existsSync(`${path}.1`)).toBe(false);
});
