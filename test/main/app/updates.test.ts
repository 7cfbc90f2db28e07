import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import {
  canReplaceItself,
  createUpdates,
  fetchSignature,
  pageOfVersion,
  signatureAddress,
} from '../../../main/app/updates.ts';
import type { EventName } from '../../../shared/contract/contract.ts';
import { owner } from '../../../shared/contract/account.ts';
import type { Updates, UpdateState } from '../../../shared/contract/update.ts';
import { temporaryFolder } from '../../support/library.ts';
import { openUpdater, testReleaseKey, testSignature } from '../../support/updater.ts';

/** Calls of the window on a copy of version 0.2.0. */
async function openCopy(served: Parameters<typeof openUpdater>[0] = {}, kept?: object) {
  const releases = await openUpdater(served);
  const file = join(releases.folder, 'updates.json');
  if (kept !== undefined) writeFileSync(file, JSON.stringify(kept));
  const heard: [EventName, unknown][] = [];
  const prepareInstall = vi.fn(() => Promise.resolve());
  const [restart, showVersion] = [vi.fn(), vi.fn()];
  const calls = createUpdates({
    updater: releases.updater,
    file,
    version: '0.2.0',
    canInstall: true,
    releaseKey: testReleaseKey,
    findSignature: (_version, name) => fetchSignature(`${releases.address}/${name}.sig`, fetch),
    announce: (name, payload) => heard.push([name, payload]),
    prepareInstall,
    restart,
    showVersion,
  });
  const look = async (): Promise<Updates> => {
    const answer = await calls.updates({}, owner);
    if (answer === null) throw new Error('It cannot look for updates.');
    return answer;
  };
  const state = async (): Promise<UpdateState> => (await look()).state;
  const call = async (name: Exclude<keyof typeof calls, 'start' | 'updates' | 'setDailyUpdates'>) =>
    calls[name]({}, owner);
  const download = async (): Promise<UpdateState> => {
    await call('findUpdate');
    await call('downloadUpdate');
    await expect.poll(state).not.toMatchObject({ kind: 'downloading' });
    return state();
  };
  return {
    ...releases,
    file,
    heard,
    calls,
    call,
    look,
    state,
    download,
    prepareInstall,
    restart,
    showVersion,
  };
}

describe('Nothing is asked', () => {
  it('until a person allows it, and then once a day', async () => {
    const copy = await openCopy();
    copy.calls.start();
    await copy.calls.setDailyUpdates({ isDaily: false }, owner);
    expect([await copy.look(), copy.asked]).toEqual([
      { version: '0.2.0', isDaily: false, askedAt: null, canInstall: true, state: { kind: 'unknown' } },
      [],
    ]);
    await copy.calls.setDailyUpdates({ isDaily: true }, owner);
    await expect.poll(() => copy.heard).toContainEqual(['updateFound', { version: '0.3.0' }]);
    expect(await copy.look()).toMatchObject({ isDaily: true, state: { kind: 'found', version: '0.3.0' } });
    const count = copy.asked.length;
    copy.calls.start();
    expect(copy.asked).toHaveLength(count);

    const kept: unknown = JSON.parse(readFileSync(copy.file, 'utf8'));
    const next = await openCopy({}, kept as object);
    next.calls.start();
    expect([await next.look(), next.asked]).toMatchObject([
      { isDaily: true, state: { kind: 'unknown' } },
      [],
    ]);
  });

  it('for long after the clock was set back', async () => {
    const kept = { isDaily: true, askedAt: new Date(Date.now() + 400 * 86_400_000).toISOString() };
    const copy = await openCopy({}, kept);
    copy.calls.start();
    await expect.poll(() => copy.heard).toContainEqual(['updateFound', { version: '0.3.0' }]);
  });

  it('of a file that is damaged', async () => {
    const copy = await openCopy({}, { isDaily: 'yes' });
    copy.calls.start();
    expect([await copy.look(), copy.asked]).toMatchObject([{ isDaily: false }, []]);
  });

  it('that tells this copy from another', async () => {
    const copy = await openCopy({ contents: 'new' });
    await copy.download();
    expect(copy.asked.map(({ path }) => path)).toEqual([
      '/latest-linux.yml',
      '/Inkdex-0.3.0.AppImage',
      '/Inkdex-0.3.0.AppImage.sig',
    ]);
    const sent = JSON.stringify(copy.asked.map(({ headers }) => headers));
    expect(sent).not.toMatch(/[\da-f]{8}-[\da-f]{4}-/u);
    expect(sent).not.toContain('0.2.0');
    expect(copy.asked.at(-1)?.headers['user-agent']).toBe('Inkdex');
  });
});

describe('A newer version', () => {
  it('is downloaded and takes the place of the app, each when a person says so', async () => {
    const copy = await openCopy();
    const started = join(copy.folder, 'started');
    copy.offer.contents = `#!/bin/sh\ntouch '${started}'\n`;
    await copy.call('findUpdate');
    await copy.call('installUpdate');
    expect([await copy.state(), copy.readApp()]).toEqual([{ kind: 'found', version: '0.3.0' }, 'old']);
    await copy.call('showUpdate');
    expect(copy.showVersion).toHaveBeenCalledWith('0.3.0');

    expect(await copy.download()).toEqual({ kind: 'ready', version: '0.3.0' });
    expect(copy.readApp()).toBe('old');
    copy.prepareInstall.mockImplementation(() => {
      expect(copy.readApp()).toBe('old');
      return Promise.resolve();
    });
    await copy.call('installUpdate');
    expect(copy.prepareInstall).toHaveBeenCalledOnce();
    expect(copy.readApp()).toBe(copy.offer.contents);
    await expect.poll(() => [existsSync(started), copy.quit.mock.calls.length]).toEqual([true, 1]);
    expect(copy.restart).not.toHaveBeenCalled();
  });

  it('stays away where it is the same or an older one', async () => {
    for (const version of ['0.2.0', '0.1.9']) {
      const copy = await openCopy({ version });
      await copy.call('findUpdate');
      await copy.call('downloadUpdate');
      await copy.call('showUpdate');
      expect(await copy.state()).toEqual({ kind: 'newest' });
      expect(copy.asked.map(({ path }) => path)).toEqual(['/latest-linux.yml']);
      expect(copy.showVersion).not.toHaveBeenCalled();
    }
  });

  it('can be stopped while it is downloaded, and downloaded later', async () => {
    const copy = await openCopy({ contents: 'new', stalls: true });
    await copy.call('findUpdate');
    await copy.call('downloadUpdate');
    await expect.poll(() => copy.asked.length).toBe(2);
    expect(await copy.state()).toMatchObject({ kind: 'downloading', version: '0.3.0' });
    await copy.call('cancelUpdate');
    await expect.poll(copy.state).toEqual({ kind: 'found', version: '0.3.0' });
    copy.offer.stalls = false;
    expect(await copy.download()).toEqual({ kind: 'ready', version: '0.3.0' });
  });

  it('that is damaged is thrown away', async () => {
    const copy = await openCopy({ contents: 'new', isDamaged: true });
    expect(await copy.download()).toMatchObject({
      kind: 'failed',
      message: 'The download is damaged and was thrown away. Download it again.',
    });
    await copy.call('installUpdate');
    expect([copy.readApp(), copy.prepareInstall.mock.calls]).toEqual(['old', []]);
  });

  const older = (contents: string) => testSignature(contents, '0.2.9', 'Inkdex-0.3.0.AppImage');
  it.each([
    ['no signature', () => null],
    ['an empty signature', () => ''],
    ['what is no signature', () => '<html>'],
    ['a signature of other contents', () => testSignature('other', '0.3.0', 'Inkdex-0.3.0.AppImage')],
    ['the signature of an older version', () => older('new')],
    ['the signature of another package', () => testSignature('new', '0.3.0', 'Inkdex-Setup-0.3.0.exe')],
    ['a signature without an end', async () => `${await older('new')}${'A'.repeat(1e6)}`],
    ['a signature by another key', () => Buffer.alloc(64, 7).toString('base64')],
  ])('with %s is thrown away, and nothing is installed', async (_what, signature) => {
    const copy = await openCopy({ contents: 'new', signature: await signature() });
    expect(await copy.download()).toMatchObject({
      kind: 'failed',
      message: expect.stringMatching(
        /^The package Inkdex-0\.3\.0\.AppImage of version 0\.3\.0 is not signed/u,
      ) as string,
    });
    await copy.call('installUpdate');
    expect([copy.readApp(), copy.prepareInstall.mock.calls]).toEqual(['old', []]);
    expect(globSync('**/*.AppImage', { cwd: join(copy.folder, 'cache') })).toEqual([]);
    // A release that is signed later is found again.
    copy.offer.signature = undefined;
    expect(await copy.download()).toEqual({ kind: 'ready', version: '0.3.0' });
  });

  it('that another program changes until it is installed is thrown away', async () => {
    const copy = await openCopy({ contents: 'new' });
    expect(await copy.download()).toEqual({ kind: 'ready', version: '0.3.0' });
    const [name = ''] = globSync('**/*.AppImage', { cwd: join(copy.folder, 'cache') });
    writeFileSync(join(copy.folder, 'cache', name), 'evil');
    await copy.call('installUpdate');
    expect(await copy.state()).toMatchObject({
      kind: 'failed',
      message: expect.stringContaining('is not signed') as string,
    });
    expect([copy.readApp(), copy.prepareInstall.mock.calls]).toEqual(['old', []]);
    expect(existsSync(join(copy.folder, 'cache', name))).toBe(false);
  });

  it('that is gone until it is installed is downloaded again', async () => {
    const copy = await openCopy({ contents: 'new' });
    await copy.download();
    rmSync(join(copy.folder, 'cache'), { recursive: true });
    await copy.call('installUpdate');
    const message = 'The package Inkdex-0.3.0.AppImage is not there any more. Download it again.';
    expect(await copy.state()).toEqual({ kind: 'failed', message });
    expect(copy.prepareInstall).not.toHaveBeenCalled();
    expect(await copy.download()).toEqual({ kind: 'ready', version: '0.3.0' });
  });

  it('whose signature cannot be loaded is not installed', async () => {
    const copy = await openCopy({ contents: 'new' });
    await expect(fetchSignature('http://127.0.0.1:9/a.sig', fetch)).rejects.toThrow();
    copy.offer.signature = null;
    await copy.download();
    await copy.call('installUpdate');
    expect(copy.readApp()).toBe('old');
  });

  it('that cannot be installed starts the app again as it was', async () => {
    const copy = await openCopy({ contents: 'new' });
    await copy.download();
    rmSync(copy.apps, { recursive: true });
    await copy.call('installUpdate');
    expect(copy.restart).toHaveBeenCalledOnce();
  });
});

describe('A question without an answer', () => {
  it('says so', async () => {
    const copy = await openCopy();
    copy.server.close();
    copy.server.closeAllConnections();
    await copy.call('findUpdate');
    expect(await copy.look()).toMatchObject({ askedAt: null, state: { kind: 'failed' } });
    expect(JSON.stringify(await copy.state())).toMatch(/GitHub's answer could not be read: .*ECONNREFUSED/u);
  });

  it('is not the last one', async () => {
    const copy = await openCopy({ isMissing: true });
    await copy.call('findUpdate');
    expect(await copy.state()).toEqual({
      kind: 'failed',
      message: 'The newest version has no package for this system yet. Try again later.',
    });
    copy.offer.isMissing = false;
    await copy.call('findUpdate');
    expect(await copy.state()).toEqual({ kind: 'found', version: '0.3.0' });
    expect(copy.heard.filter(([name]) => name === 'updatesChanged')).toHaveLength(4);
  });

  it.each(['../../evil', '1.0', '0.3.0/../../x'])('or with the version %s is refused', async (version) => {
    const copy = await openCopy({ version });
    await copy.call('findUpdate');
    expect(await copy.state()).toMatchObject({ kind: 'failed' });
    await copy.call('showUpdate');
    expect(copy.showVersion).not.toHaveBeenCalled();
  });
});

describe('A package replaces itself', () => {
  it('on Windows, and as an AppImage in a folder that may be written', () => {
    const folder = temporaryFolder();
    const appImage = join(folder, 'Inkdex.AppImage');
    expect(canReplaceItself('win32', undefined)).toBe(true);
    expect(canReplaceItself('linux', appImage)).toBe(true);
    expect(canReplaceItself('linux', join(folder, 'gone/Inkdex.AppImage'))).toBe(false);
    expect(canReplaceItself('linux', undefined)).toBe(false);
    expect(canReplaceItself('darwin', undefined)).toBe(false);
  });

  it('and shows the page of its own project', () => {
    const source = 'owner: ink-dex\nrepo: inkdex\nprovider: github\nupdaterCacheDirName: inkdex-updater\n';
    expect(pageOfVersion(source, '0.3.0')).toBe('https://github.com/ink-dex/inkdex/releases/tag/v0.3.0');
    expect(() => pageOfVersion(source, '../x')).toThrow(/Invalid/u);
    expect(signatureAddress(source, '0.3.0', 'Inkdex-0.3.0.AppImage')).toBe(
      'https://github.com/ink-dex/inkdex/releases/download/v0.3.0/Inkdex-0.3.0.AppImage.sig',
    );
  });
});
