import { join } from 'node:path';
import { expect, it } from 'vitest';
import { collectNotices } from '../../../resources/build/notices.ts';

it('names what the app ships with its licence: what it needs at run time, what the window imports, and Electron', () => {
  const notices = collectNotices(join(import.meta.dirname, '../../..'));
  const names = notices.map(({ name }) => name);
  // protobufjs, scheduler and @img/colour are needed by others alone.
  for (const name of [
    'sharp',
    'zod',
    'react',
    'zustand',
    'electron',
    'protobufjs',
    'scheduler',
    '@img/colour',
    'Fonts',
    '@fontsource-variable/inter',
    'PP-OCRv6 small',
  ]) {
    expect(names).toContain(name);
  }
  for (const name of ['vitest', 'electron-builder', 'oxlint', 'typescript'])
    expect(names).not.toContain(name);
  const unknown = notices.filter(({ licence, text }) => licence === 'see its text' && text === '');
  expect(unknown.map(({ name }) => name)).toEqual([]);
  expect(notices.find(({ name }) => name === 'sharp')?.text).toContain('Apache License');
  expect(new Set(notices.map(({ name, version }) => `${name} ${version}`)).size).toBe(notices.length);
});
