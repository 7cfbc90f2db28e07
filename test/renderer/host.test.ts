import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket as NodeSocket } from 'ws';
import { z } from 'zod';
import type * as PictureAddress from '../../renderer/host/pictureAddress.ts';
import type * as Transport from '../../renderer/host/transport.ts';
import type * as Upload from '../../renderer/host/upload.ts';
import type { Contract } from '../../shared/contract/contract.ts';
import { quadOfBox, type Box } from '../../shared/geometry.ts';
import { openTestServer, type TestServer } from '../support/httpServer.ts';
import { emptyLibrary } from '../support/smallHost.ts';
import { jobFixture } from '../support/datasetFixtures.ts';

type Bridge = typeof Transport & typeof Upload & typeof PictureAddress;

/** The modules of `renderer/host`, which share the connection. */
async function importBridge(): Promise<Bridge> {
  return {
    ...(await import('../../renderer/host/transport.ts')),
    ...(await import('../../renderer/host/upload.ts')),
    ...(await import('../../renderer/host/pictureAddress.ts')),
  };
}

const job = jobFixture(1, { kind: 'import', title: 'Import 1 folder' });

describe('The bridge in a browser', () => {
  const imported: string[][] = [];
  const host: Partial<Contract> = {
    importPaths: ({ paths }) => {
      imported.push(paths);
      return Promise.resolve(job);
    },
  };
  let entryPoint: TestServer;
  let bridge: Bridge;
  const sockets = new Set<NodeSocket>();
  /** Every timer of the bridge: one that waits to reconnect would outlive the page of its test. */
  const timers = new Set<NodeJS.Timeout>();

  beforeEach(async () => {
    entryPoint = await openTestServer(host);
    imported.length = 0;
    vi.resetModules();
    // Node has no page: these give the bridge the address and the origin that a browser would.
    vi.stubGlobal('window', {});
    vi.stubGlobal('location', new URL(entryPoint.address));
    vi.stubGlobal('history', {
      state: null,
      replaceState: (_state: unknown, _title: string, address: URL) => {
        vi.stubGlobal('location', address);
      },
    });
    const wait = setTimeout;
    vi.stubGlobal('setTimeout', (run: () => void, ms?: number) => {
      const timer = wait(run, ms);
      timers.add(timer);
      return timer;
    });
    const { origin } = entryPoint;
    vi.stubGlobal(
      'WebSocket',
      class extends NodeSocket {
        constructor(address: URL, protocols: string[]) {
          super(address, protocols, { headers: { origin } });
          sockets.add(this);
        }
      },
    );
    const send = fetch;
    vi.stubGlobal('fetch', (path: string, options: RequestInit) => {
      const headers = new Headers(options.headers);
      headers.set('origin', origin);
      return send(new URL(path, origin), { ...options, headers });
    });
    bridge = await importBridge();
  });

  afterEach(async () => {
    for (const socket of sockets) {
      socket.removeAllListeners();
      socket.on('error', () => undefined);
      socket.terminate();
    }
    sockets.clear();
    for (const timer of timers) clearTimeout(timer);
    timers.clear();
    vi.unstubAllGlobals();
    await entryPoint.close();
  });

  it('calls the house and rejects with its errors', async () => {
    expect(await bridge.host.libraryInfo({})).toEqual(emptyLibrary);
    await expect(bridge.host.listJobs({})).rejects.toMatchObject({
      name: 'InkdexError',
      code: 'not-found',
      message: 'listJobs finds nothing.',
    });
  });

  it('exchanges the token in its address once, and removes it from there', async () => {
    const { address } = entryPoint;
    await bridge.host.libraryInfo({});
    expect(location.search).toBe('');
    expect(entryPoint.address).not.toBe(address);
    expect(bridge.pictureUrl('word', 7, 'abc')).toMatch(/^photo\/word\/7\?v=abc&session=[\w-]{32}$/u);
  });

  it('says that the browser is not signed in where the address was used before', async () => {
    vi.resetModules();
    vi.stubGlobal('location', new URL(`${entryPoint.origin}/?token=used`));
    const other = await importBridge();
    const state = await new Promise((resolve) => {
      other.onConnection(resolve);
    });
    expect(state).toBe('refused');
  });

  it('hears events until it stops listening', async () => {
    const heard: unknown[] = [];
    const stop = bridge.on('jobChanged', (changed) => heard.push(changed));
    await bridge.host.libraryInfo({});
    entryPoint.announcer.announce('jobChanged', job);
    await bridge.host.libraryInfo({});
    stop();
    entryPoint.announcer.announce('jobChanged', job);
    await bridge.host.libraryInfo({});
    expect(heard).toEqual([job]);
  });

  it('says that the connection is lost, comes back by itself, and lets a call wait for that', async () => {
    const states: string[] = [];
    await bridge.host.libraryInfo({});
    const lost = new Promise<void>((resolve) => {
      bridge.onConnection((state) => {
        states.push(state);
        if (state === 'lost') resolve();
      });
    });
    for (const socket of sockets) socket.terminate();
    await lost;
    expect(await bridge.host.libraryInfo({})).toEqual(emptyLibrary);
    expect(states).toEqual(['lost', 'connected']);
  });

  it('rejects a call whose answer was lost, since it may have been done', async () => {
    await bridge.host.libraryInfo({});
    const call = bridge.host.libraryInfo({});
    // The call is on its way once the promise jobs before it have run.
    await Promise.resolve();
    for (const socket of sockets) socket.terminate();
    await expect(call).rejects.toMatchObject({ code: 'connection-lost' });
  });

  it('sends dropped files with their folders and imports where they landed', async () => {
    const progress: number[] = [];
    const files = [
      { file: new File(['one'], 'board.jpg'), relativePath: 'holiday/board.jpg' },
      { file: new File(['four'], 'b & c?.jpg'), relativePath: 'b & c?.jpg' },
    ];
    const started = await bridge.importDropped(files, ({ bytes }) => progress.push(bytes));
    expect(started).toEqual({ job, leftOut: [] });
    expect(progress).toEqual([3, 7]);
    const folder = imported[0]?.[0] ?? '';
    expect(readFileSync(join(folder, 'holiday/board.jpg'), 'utf8')).toBe('one');
    expect(readFileSync(join(folder, 'b & c?.jpg'), 'utf8')).toBe('four');
  });

  it('sends a folder that was dropped as a dataset and says where it lies', async () => {
    const file = (name: string) => ({ file: new File(['ink'], name), relativePath: `words/ascii/${name}` });
    const place = await bridge.placeDropped([file('words.txt'), file('forms.txt')]);
    expect(readFileSync(join(place, 'ascii/words.txt'), 'utf8')).toBe('ink');
    expect(imported).toEqual([]);
    await expect(bridge.placeDropped([])).rejects.toMatchObject({ code: 'file-missing' });
    const several = [file('words.txt'), { file: new File(['x'], 'x.csv'), relativePath: 'x.csv' }];
    await expect(bridge.placeDropped(several)).rejects.toMatchObject({ code: 'bad-arguments' });
  });

  it('rejects an upload that the house refuses, and an empty drop', async () => {
    const file = new File(['x'], 'a.jpg');
    await expect(bridge.importDropped([{ file, relativePath: '../a.jpg' }])).rejects.toMatchObject({
      code: 'bad-arguments',
    });
    await expect(bridge.importDropped([])).rejects.toMatchObject({ code: 'no-photos' });
  });

  it('leaves out dropped photos that cannot be read, and does not take the house for closed', async () => {
    const gone = new DOMException('The file is not there.', 'NotFoundError');
    const file = Object.assign(new File(['x'], 'a.jpg'), {
      stream: () => {
        throw gone;
      },
      slice: () => Object.assign(new Blob(), { arrayBuffer: () => Promise.reject(gone) }),
    });
    const files = [
      { file, relativePath: 'holiday/a.jpg' },
      { file: null, relativePath: 'holiday/locked' },
      { file: new File(['two'], 'b.jpg'), relativePath: 'holiday/b.jpg' },
    ];
    const progress: number[] = [];
    const started = await bridge.importDropped(files, ({ bytes }) => progress.push(bytes));
    expect(started).toEqual({ job, leftOut: ['holiday/a.jpg', 'holiday/locked'] });
    expect(progress).toEqual([1, 1, 4]);
    expect(readFileSync(join(imported[0]?.[0] ?? '', 'holiday/b.jpg'), 'utf8')).toBe('two');
    await expect(bridge.importDropped(files.slice(0, 2))).rejects.toThrow('holiday/a.jpg cannot be read');
    await expect(bridge.placeDropped(files)).rejects.toThrow('holiday/a.jpg cannot be read');
  });

  it('a UUID is one by the standard, and another each time', () => {
    const made = Array.from({ length: 200 }, bridge.randomUuid);
    expect(made.map((uuid) => z.uuidv4().safeParse(uuid).success)).toEqual(made.map(() => true));
    expect(new Set(made).size).toBe(200);
  });

  it('gives pictures addresses that change with the photo', () => {
    expect(bridge.pictureUrl('word', 7, 'abc')).toBe('photo/word/7?v=abc');
  });

  it('gives the picture of a word another address once its box or its photo is another', () => {
    const addressOf = (turn: 0 | 90, box: Box) =>
      bridge.pictureUrl('word', 7, bridge.cropVersion({ sha256: 'abc', turn }, { quad: quadOfBox(box) }));
    expect(addressOf(0, [1, 2, 30, 10])).toBe('photo/word/7?v=abc_1_2_31_2_31_12_1_12');
    expect(addressOf(0, [1, 2, 40, 10])).not.toBe(addressOf(0, [1, 2, 30, 10]));
    expect(addressOf(90, [1, 2, 30, 10])).not.toBe(addressOf(0, [1, 2, 30, 10]));
  });
});

describe('The bridge on the desktop', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  it('calls through the preload and imports the real paths of what was dropped', async () => {
    const calls: unknown[] = [];
    vi.resetModules();
    vi.stubGlobal('window', {
      inkdexDesktop: {
        invoke: (call: string, args: unknown) => {
          calls.push([call, args]);
          return Promise.resolve({ ok: true, value: job });
        },
        subscribe: () => () => undefined,
        pathOf: (file: File) => (file.name === 'in memory' ? '' : `/home/ada/${file.name}`),
      },
    });
    const bridge: Bridge = await importBridge();
    const files = [new File([], 'boards'), new File([], 'in memory')];
    await bridge.importDropped(
      files.map((file) => ({ file, relativePath: file.name })),
      undefined,
      true,
    );
    expect(calls).toEqual([['importPaths', { paths: ['/home/ada/boards'], read: true, onlyWriting: true }]]);
    expect(bridge.pictureUrl('thumbnail', 7, 'abc')).toBe('photo://thumbnail/7?v=abc');
  });
});
