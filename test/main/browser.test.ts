import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { IncomingMessage } from 'node:http';
import { createServer, Socket } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { builtPages, openBrowserEntry } from '../../main/browser.ts';
import { electronBinary } from '../../main/installation.ts';
import { findJob, insertJob } from '../../main/store/jobs/jobs.ts';
import { calls } from '../../shared/contract/contract.ts';
import { sessionPath, sessionSchema } from '../../shared/contract/wire.ts';
import { buildWindow } from '../support/build.ts';
import { runScript } from '../support/commandLine.ts';
import { tokenOf, windowSocket } from '../support/httpServer.ts';
import { temporaryFolder, temporaryLibrary } from '../support/library.ts';
import { folderForAll } from '../support/folders.ts';

const noScreen = { DISPLAY: '', WAYLAND_DISPLAY: '' };

const library = folderForAll();
beforeAll(() => {
  buildWindow();
});

describe('inkdex serve', () => {
  it('serves the real pages and every call of the contract, and closes at SIGTERM', async () => {
    const running = runScript('cli.ts', ['serve', '--no-open', '--library', library], noScreen);
    const address = new URL(await running.firstLine);
    const page = await fetch(address);
    const script = /src="\.(\/assets\/[^"]+)"/u.exec(await page.text())?.[1] ?? '';
    expect((await fetch(address.origin + script)).status).toBe(200);

    const answers = await callEach(address.origin, await signIn(address));
    for (const name of Object.keys(calls)) expect(answers.get(name), name).toBeDefined();
    expect(answers.get('libraryInfo')).toMatchObject({
      ok: true,
      value: { entryPoint: 'browser', path: library },
    });
    expect(answers.get('listPhotos')).toEqual({ ok: true, value: { total: 0, photos: [] } });
    expect(answers.get('choosePaths')).toMatchObject({ ok: true, value: { kind: 'browse' } });
    expect(answers.get('getPhoto')).toMatchObject({ ok: false, error: { code: 'not-found' } });

    running.child.kill('SIGTERM');
    expect(await running.ended).toMatchObject({ status: 0, signal: null });
  });

  it('needs no window that is built to serve other programs', async () => {
    const empty = temporaryFolder();
    expect(() => builtPages(empty, false)).toThrow('The window is not built yet');
    const answer = await builtPages(empty, true)(
      new IncomingMessage(new Socket()),
      new URL('http://127.0.0.1/'),
    );
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('npm run build');
  });

  it('serves other programs with --api, on a port of its own, until SIGTERM', async () => {
    const args = ['serve', '--no-open', '--api', '--api-port', '0', '--library', library];
    const running = runScript('cli.ts', args, noScreen);
    let said = '';
    running.child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    await running.firstLine;
    await expect.poll(() => said).toContain('No program has a token yet');
    const [, address = ''] = /The API is at (\S+) /u.exec(said) ?? [];
    expect((await fetch(`${address}/v2/health/ready`)).status).toBe(200);
    expect((await fetch(`${address}/v2`)).status).toBe(401);
    expect(said).toContain('"route":"/v2/health/ready","status":200');
    running.child.kill('SIGTERM');
    expect(await running.ended).toMatchObject({ status: 0 });
  });

  it('reports a port that is in use and what to do', async () => {
    const first = runScript('cli.ts', ['serve', '--no-open', '--library', library], noScreen);
    const { port } = new URL(await first.firstLine);
    const args = ['serve', '--no-open', '--port', port, '--library', library];
    const second = await runScript('cli.ts', args, noScreen).ended;
    expect(second).toMatchObject({ status: 1, stdout: '' });
    expect(second.stderr).toContain(`Port ${port} is already in use`);
    first.child.kill('SIGINT');
    expect(await first.ended).toMatchObject({ status: 0 });
  });

  it.skipIf(process.platform !== 'linux')(
    'gives the address to the browser in a file of its owner, never as an argument',
    async () => {
      const folder = temporaryFolder();
      const seen = join(folder, 'seen');
      const opener = join(folder, 'xdg-open');
      writeFileSync(opener, `#!/bin/sh\necho "$@" > ${seen}.partial\nmv ${seen}.partial ${seen}\n`, {
        mode: 0o755,
      });
      const PATH = `${folder}:${process.env.PATH ?? ''}`;
      const running = runScript('cli.ts', ['serve', '--library', library], { DISPLAY: ':99', PATH });
      const address = await running.firstLine;
      await expect.poll(() => existsSync(seen)).toBe(true);
      const [argument = ''] = readFileSync(seen, 'utf8').trim().split(' ');
      expect(argument).not.toContain(tokenOf(address));
      const page = fileURLToPath(argument);
      expect(readFileSync(page, 'utf8')).toContain(`url=${address}`);
      expect(statSync(page).mode & 0o777).toBe(0o600);
      expect(readFileSync(`/proc/${running.child.pid ?? 0}/cmdline`, 'utf8')).not.toContain(tokenOf(address));

      await signIn(new URL(address));
      await expect.poll(() => existsSync(page)).toBe(false);
      running.child.kill('SIGTERM');
      expect((await running.ended).stderr).toContain('For another browser: http://127.0.0.1:');
    },
  );

  it('has the same port after a restart, another token and another secret', async () => {
    const folder = temporaryFolder();
    const opened: { port: number; address: string; secret: string }[] = [];
    for (let start = 0; start < 2; start += 1) {
      const entryPoint = await openBrowserEntry({
        library: folder,
        host: '127.0.0.1',
        port: null,
        openBrowser: false,
      });
      const secret = await signIn(new URL(entryPoint.address));
      opened.push({ port: entryPoint.port, address: entryPoint.address, secret });
      await entryPoint.close();
    }
    const [first, second] = opened;
    expect(second?.port).toBe(first?.port);
    expect(second?.address).not.toBe(first?.address);
    expect(second?.secret).not.toBe(first?.secret);
  });

  it('takes another port, and keeps its own for later, while another program has it', async () => {
    const folder = temporaryFolder();
    const options = { library: folder, host: '127.0.0.1', port: null, openBrowser: false };
    const first = await openBrowserEntry(options);
    await first.close();
    const taken = createServer().listen(first.port, '127.0.0.1');
    await once(taken, 'listening');
    const second = await openBrowserEntry(options);
    expect(second.port).not.toBe(first.port);
    await second.close();
    taken.close();
    await once(taken, 'close');
    const third = await openBrowserEntry(options);
    expect(third.port).toBe(first.port);
    await third.close();
  });

  it('warns when other machines can reach it', async () => {
    const args = ['serve', '--no-open', '--host', '0.0.0.0', '--library', library];
    const running = runScript('cli.ts', args, noScreen);
    await running.firstLine;
    running.child.kill('SIGTERM');
    expect((await running.ended).stderr).toContain('other machines can reach it');
  });
});

describe('a server that cannot start', () => {
  it('starts no waiting job; the next server does', async () => {
    const { db, folder } = temporaryLibrary();
    const request = { paths: ['/gone'], read: false };
    const id = insertJob(db, {
      kind: 'import',
      title: 'Import',
      request,
      follows: null,
      createdAt: '2026-11-20T12:00:00Z',
    });
    const taken = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void taken.close());
    await once(taken, 'listening');
    const { port } = z.object({ port: z.number() }).parse(taken.address());
    const options = { library: folder, host: '127.0.0.1', openBrowser: false };

    await expect(openBrowserEntry({ ...options, port })).rejects.toThrow(`Port ${port} is already in use`);
    expect(findJob(db, id)?.state).toBe('queued');
    const entryPoint = await openBrowserEntry({ ...options, port: 0 });
    await expect.poll(() => findJob(db, id)?.state).toBe('done');
    await entryPoint.close();
  });
});

describe('npm start', () => {
  it('opens in the browser without a display, and says so in one line', async () => {
    const running = runScript('start.ts', [], { ...noScreen, INKDEX_LIBRARY: library });
    expect(await running.firstLine).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=/u);
    running.child.kill('SIGTERM');
    const { status, stderr } = await running.ended;
    expect(status).toBe(0);
    expect(stderr.split('\n')[0]).toBe(
      'No display is available for a desktop window. Opening Inkdex in the browser instead.',
    );
  });

  it.skipIf(electronBinary() !== null || process.platform !== 'linux')(
    'opens in the browser if Electron cannot be downloaded (skipped if Electron is installed)',
    async () => {
      const running = runScript('start.ts', [], {
        DISPLAY: ':99',
        // No server at this address, and no browser to open.
        ELECTRON_MIRROR: 'http://127.0.0.1:9/',
        PATH: '',
        INKDEX_LIBRARY: library,
      });
      expect(await running.firstLine).toContain('http://127.0.0.1:');
      running.child.kill('SIGTERM');
      expect((await running.ended).stderr).toContain(
        'Electron is not installed and could not be downloaded.',
      );
    },
  );
});

/** The secret that a page gets for the token in its address. */
async function signIn({ origin, searchParams }: URL): Promise<string> {
  const body = JSON.stringify({ token: searchParams.get('token') });
  const answer = await fetch(origin + sessionPath, { method: 'POST', headers: { origin }, body });
  return sessionSchema.parse(await answer.json()).secret;
}

/** Calls each call of the contract with arguments that change nothing in an empty library. */
async function callEach(origin: string, secret: string): Promise<Map<string, unknown>> {
  const args: Record<string, unknown> = {
    choosePaths: { what: 'folders' },
    listFolder: { path: '', what: 'photos' },
    importPaths: { paths: ['/gone'], read: false },
    listPhotos: { offset: 0, limit: 10, status: null },
    listPhotoIds: { status: null },
    getPhoto: { photo: 1 },
    readPhotos: { photos: [] },
    removePhotos: { photos: [1] },
    listRemoved: { offset: 0, limit: 10 },
    restorePhotos: { photos: [1] },
    forgetRemoved: { photos: null },
    retryFailures: { failures: [99] },
    dismissFailures: { failures: [99] },
    pauseJob: { job: 99 },
    resumeJob: { job: 99 },
    cancelJob: { job: 99 },
    search: { query: 'zebra', offset: 0, limit: 10 },
    // A valid call would take a minute.
    measureEngines: 'not now',
  };
  const socket = windowSocket(origin, secret);
  const names = Object.keys(calls);
  const answers = new Map<string, unknown>();
  const all = new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('message', (data: Buffer) => {
      const frame = JSON.parse(data.toString()) as { id?: number; result?: unknown };
      if (frame.id !== undefined) answers.set(names[frame.id] ?? '', frame.result);
      if (answers.size === names.length) resolve();
    });
  });
  await new Promise((resolve) => socket.on('open', resolve));
  for (const [id, call] of names.entries()) socket.send(JSON.stringify({ id, call, args: args[call] ?? {} }));
  await all;
  socket.close();
  return answers;
}
