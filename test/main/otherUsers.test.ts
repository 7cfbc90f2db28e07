import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { openLibrary } from '../../main/store/library/open.ts';
import { libraryPaths } from '../../main/store/library/libraryPaths.ts';
import { keepFilesPrivate } from '../../main/files/privateFiles.ts';
import { sessionPath, sessionSchema } from '../../shared/contract/wire.ts';
import { buildWindow } from '../support/build.ts';
import { inkdexProcess, runScript } from '../support/commandLine.ts';
import { unwatched } from '../support/datasetRecords.ts';
import { frozenWords } from '../support/frozenWords.ts';
import { tokenOf } from '../support/httpServer.ts';
import { temporaryFolder } from '../support/library.ts';

const onPosix = describe.skipIf(process.platform === 'win32');

/** What other users may do with each entry that lies below a folder; 0 where they may do nothing. */
function rightsOfOthers(folder: string): Map<string, number> {
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return new Map(['', ...entries].map((name) => [name, lstatSync(join(folder, name)).mode & 0o077]));
}

onPosix('The library of a person', () => {
  it('is closed to other users with all of its files, also for a umask that opens files to everyone', async () => {
    const library = join(temporaryFolder(), 'library');
    const usual = process.umask(0);
    try {
      expect(
        await inkdexProcess(['import', '--no-read', 'resources/samples', '--library', library]),
      ).toMatchObject({
        status: 0,
      });
    } finally {
      process.umask(usual);
    }
    const rights = rightsOfOthers(library);
    expect(rights.size).toBeGreaterThan(10);
    expect([...rights].filter(([, right]) => right !== 0)).toEqual([]);
  });

  it('of an earlier version is closed when it is opened', () => {
    const library = temporaryFolder();
    openLibrary(library).close();
    chmodSync(library, 0o755);
    openLibrary(library).close();
    expect(statSync(library).mode & 0o777).toBe(0o700);
  });

  it('does not close a folder that holds other files, or that everyone uses', () => {
    const shared = temporaryFolder();
    chmodSync(shared, 0o755);
    writeFileSync(join(shared, 'letter.txt'), 'Dear all');
    openLibrary(shared).close();
    expect(statSync(shared).mode & 0o777).toBe(0o755);

    const everyones = temporaryFolder();
    chmodSync(everyones, 0o1777);
    openLibrary(everyones).close();
    expect(statSync(everyones).mode & 0o7777).toBe(0o1777);
  });

  it('writes exports with the permissions that the person gives new files', async () => {
    const path = join(temporaryFolder(), 'export');
    const usual = process.umask(0o022);
    onTestFinished(() => {
      process.umask(usual);
      delete process.env.INKDEX_UMASK;
    });
    keepFilesPrivate();
    const { datasets, version, folder } = await frozenWords();
    await datasets.exportNow({ version, dataset: null, format: 'inkdex', path, url: null }, unwatched);
    const { objects } = libraryPaths(folder);
    expect(new Set(rightsOfOthers(objects).values())).toEqual(new Set([0]));
    expect(new Set(rightsOfOthers(path).values())).toEqual(new Set([0o055, 0o044]));
  });
});

const nobody = 65_534;
const isRoot = process.getuid?.() === 0;

const findingsSchema = z.object({
  /** Arguments and environments of all processes, as far as they can be read. */
  text: z.string(),
  /** Error codes of the files and folders, or "open". */
  files: z.record(z.string(), z.string()),
  statuses: z.record(z.string(), z.number()),
});

/** What another user tries, as a script for that user's Node. */
const attack = `
  const { readdirSync, readFileSync, statSync } = require('node:fs');
  const { request } = require('node:http');
  const { port, files } = JSON.parse(process.argv[1]);
  const found = { text: '', files: {}, statuses: {} };
  for (const pid of readdirSync('/proc').filter((name) => /^[0-9]+$/.test(name))) {
    if (Number(pid) === process.pid) continue;
    for (const file of ['cmdline', 'environ']) {
      try { found.text += readFileSync('/proc/' + pid + '/' + file, 'latin1') + '\\n'; } catch {}
    }
  }
  for (const file of files) {
    try { statSync(file).isDirectory() ? readdirSync(file) : readFileSync(file); found.files[file] = 'open'; }
    catch (error) { found.files[file] = error.code; }
  }
  const origin = 'http://127.0.0.1:' + port;
  const ask = (name, path, options = {}, body) => new Promise((done) => {
    const sent = request(origin + path, options, (answer) => { found.statuses[name] = answer.statusCode; answer.resume().on('end', done); });
    sent.on('upgrade', (answer, socket) => { found.statuses[name] = 101; socket.on('data', (data) => { found.text += data.toString('latin1'); }); setTimeout(() => { socket.destroy(); done(); }, 300); });
    sent.on('error', done);
    sent.end(body);
  });
  const guess = 'a'.repeat(32);
  const cookies = { Cookie: 'inkdex=' + guess + '; session=' + guess, Origin: origin };
  void (async () => {
    await ask('a wrong token', '/session', { method: 'POST', headers: { ...cookies, 'Content-Type': 'application/json' } }, JSON.stringify({ token: guess }));
    await ask('a picture', '/photo/display/1', { headers: cookies });
    await ask('a picture with a guess', '/photo/display/1?session=' + guess, { headers: cookies });
    await ask('an upload', '/upload/00000000-0000-4000-8000-000000000000?path=a.jpg', { method: 'POST', headers: cookies }, 'x');
    await ask('a socket', '/socket', { headers: { ...cookies, Connection: 'Upgrade', Upgrade: 'websocket', 'Sec-WebSocket-Version': '13', 'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==', 'Sec-WebSocket-Protocol': 'inkdexProcess, inkdex-not-signed-in, session.' + guess } });
    process.stdout.write(JSON.stringify(found));
  })();
`;

describe.skipIf(process.platform !== 'linux' || !isRoot)('Another user (only root can become one)', () => {
  beforeAll(buildWindow);

  it('gets in by no address, argument, environment, file or cookie', async () => {
    const folder = temporaryFolder();
    chmodSync(folder, 0o755);
    const library = join(folder, 'library');
    const opener = join(folder, 'bin/xdg-open');
    mkdirSync(join(folder, 'bin'));
    // A browser that is open while the other user looks.
    writeFileSync(opener, `#!/bin/sh\nsleep 20\n`, { mode: 0o755 });
    const running = runScript('cli.ts', ['serve', '--library', library], {
      DISPLAY: ':99',
      PATH: `${join(folder, 'bin')}:${process.env.PATH ?? ''}`,
    });
    const address = new URL(await running.firstLine);
    const page = join(library, 'open.html');
    await expect.poll(() => existsSync(page)).toBe(true);
    const { database } = libraryPaths(library);
    const ofServer = `/proc/${running.child.pid ?? 0}`;
    const files = [
      ...[library, page, database, `${database}-wal`, join(library, 'browser.json')],
      ...[`${ofServer}/environ`, `${ofServer}/fd`, `${ofServer}/cwd/`],
    ];
    // The checkout, and with it this Node, may lie in a folder that is closed to others.
    const node = join(folder, 'bin/node');
    copyFileSync(process.execPath, node);
    const look = (): z.infer<typeof findingsSchema> => {
      const args = ['-e', attack, JSON.stringify({ port: Number(address.port), files })];
      const { error, stdout, stderr } = spawnSync(node, args, {
        uid: nobody,
        gid: nobody,
        encoding: 'utf8',
        cwd: '/',
      });
      expect(error).toBeUndefined();
      expect(stderr).toBe('');
      return findingsSchema.parse(JSON.parse(stdout));
    };

    const before = look();
    const token = tokenOf(address.href);
    expect(readFileSync(page, 'utf8')).toContain(token);
    const answer = await fetch(new URL(sessionPath, address), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: address.origin },
      body: JSON.stringify({ token }),
    });
    const { secret } = sessionSchema.parse(await answer.json());
    expect(answer.headers.get('set-cookie')).toBeNull();
    const after = look();
    running.child.kill('SIGTERM');
    await running.ended;

    for (const { text, files: seen, statuses } of [before, after]) {
      expect(text).toContain('serve');
      expect(text).not.toContain(token);
      expect(text).not.toContain(secret);
      expect(new Set(Object.values(seen))).toEqual(new Set(['EACCES']));
      expect(statuses).toEqual({
        'a wrong token': 401,
        'a picture': 401,
        'a picture with a guess': 401,
        'an upload': 401,
        'a socket': 101,
      });
    }
  });
});
