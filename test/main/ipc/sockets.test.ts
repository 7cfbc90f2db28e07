import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WebSocket } from 'ws';
import { photoIdSchema } from '../../../shared/contract/photo.ts';
import { openTestServer, windowSocket, type TestServer } from '../../support/httpServer.ts';
import { emptyLibrary } from '../../support/smallHost.ts';

let entryPoint: TestServer;
beforeAll(async () => {
  entryPoint = await openTestServer();
});
afterAll(() => entryPoint.close());

describe('The WebSocket of the server', () => {
  it('answers each call by its id, also when calls overlap', async () => {
    const socket = await openSocket();
    socket.send(JSON.stringify({ id: 1, call: 'libraryInfo', args: {} }));
    socket.send(JSON.stringify({ id: 2, call: 'listJobs', args: {} }));
    const frames = await nextFrames(socket, 2);
    expect(frames).toContainEqual({ id: 1, result: { ok: true, value: emptyLibrary } });
    expect(frames).toContainEqual({
      id: 2,
      result: { ok: false, error: { code: 'not-found', message: 'listJobs finds nothing.' } },
    });
    socket.close();
  });

  it('sends events to every window', async () => {
    const windows = [await openSocket(), await openSocket()];
    const heard = windows.map((socket) => nextFrames(socket, 1));
    entryPoint.announcer.announce('photosChanged', { photos: [photoIdSchema.parse(3)] });
    for (const frames of await Promise.all(heard)) {
      expect(frames).toEqual([{ event: 'photosChanged', payload: { photos: [3] } }]);
    }
    for (const socket of windows) socket.close();
  });

  it('keeps serving the other windows when one is closed', async () => {
    const [gone, here] = [await openSocket(), await openSocket()];
    const closed = new Promise((resolve) => gone.on('close', resolve));
    gone.terminate();
    await closed;
    const heard = nextFrames(here, 1);
    entryPoint.announcer.announce('failuresChanged', {});
    expect(await heard).toEqual([{ event: 'failuresChanged', payload: {} }]);
    here.close();
  });

  it.each(['not json', '[]', '{"id":-1,"call":"libraryInfo","args":{}}', '{"id":1}'])(
    'hangs up on what is not a call: %s',
    async (text) => {
      const socket = await openSocket();
      const closed = new Promise((resolve) => socket.on('close', resolve));
      socket.send(text);
      expect(await closed).toBe(1007);
    },
  );

  it('hangs up on a call of more than 400,000 values before they are objects', async () => {
    const socket = await openSocket();
    const ended = [new Promise((resolve) => socket.on('close', resolve)), nextFrames(socket, 1)];
    const values = '{},'.repeat(200_000);
    socket.send(`{"id":1,"call":"libraryInfo","args":{"photos":[${values}0]}}`);
    expect(await Promise.race(ended)).toBe(1007);
  });
});

function openSocket(): Promise<WebSocket> {
  const socket = windowSocket(entryPoint.origin, entryPoint.secret);
  return new Promise((resolve, reject) => {
    socket.on('open', () => {
      resolve(socket);
    });
    socket.on('error', reject);
  });
}

function nextFrames(socket: WebSocket, count: number): Promise<unknown[]> {
  const frames: unknown[] = [];
  return new Promise((resolve) => {
    socket.on('message', (data: Buffer) => {
      frames.push(JSON.parse(data.toString()));
      if (frames.length === count) resolve(frames);
    });
  });
}
