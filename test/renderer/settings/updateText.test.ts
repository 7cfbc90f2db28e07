import { expect, it } from 'vitest';
import { describeUpdate } from '../../../renderer/settings/updateText.ts';
import type { Updates, UpdateState } from '../../../shared/contract/update.ts';

const version = '0.3.0';
const states: Readonly<Record<UpdateState['kind'], readonly [UpdateState, RegExp]>> = {
  unknown: [{ kind: 'unknown' }, /^Never checked$/u],
  asking: [{ kind: 'asking' }, /^Checking…$/u],
  newest: [{ kind: 'newest' }, /^This is the newest version$/u],
  found: [{ kind: 'found', version }, /^Inkdex 0\.3\.0 is out$/u],
  downloading: [{ kind: 'downloading', version, share: 0.269 }, /^Downloading Inkdex 0\.3\.0, 26 %$/u],
  ready: [{ kind: 'ready', version }, /^Inkdex 0\.3\.0 is downloaded\. It is installed when you press/u],
  installing: [{ kind: 'installing', version }, /^Closing the library to install Inkdex 0\.3\.0…$/u],
  failed: [{ kind: 'failed', message: 'No network.' }, /^The last check or download failed$/u],
};
const updates = (state: UpdateState, others: Partial<Updates> = {}): Updates => ({
  version: '0.2.0',
  isDaily: false,
  askedAt: null,
  canInstall: true,
  state,
  ...others,
});

it.each(Object.entries(states))('Settings say what an update is that is %s', (_kind, [state, said]) => {
  expect(describeUpdate(updates(state))).toMatch(said);
});

it('Settings say when was checked last, and where a version comes from that the app cannot install', () => {
  const askedAt = '2026-11-27T10:00:00.000Z';
  expect(describeUpdate(updates({ kind: 'unknown' }, { askedAt }))).toMatch(/^Last checked .*2026/u);
  expect(describeUpdate(updates({ kind: 'found', version }, { canInstall: false }))).toBe(
    'Inkdex 0.3.0 is out. Get it where you got this version',
  );
});
