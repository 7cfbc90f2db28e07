import { connect, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { createBodies, createHold } from '../../../main/api/bodies.ts';
import { limitEntries } from '../../../main/ipc/http/limitEntries.ts';
import { windowSocket } from '../../support/httpServer.ts';
import { openTestApi, posting } from '../../support/api.ts';
import { openShared, signIn } from '../../support/sharedServer.ts';

const mostBytes = 128 * 2 ** 20;
const form = { types: ['image/*'], schema: z.any(), mostBytes };

/** A request whose body comes as the test sends it. */
function sending(announced?: number) {
  const sent = new TransformStream<Uint8Array, Uint8Array>();
  const writer = sent.writable.getWriter();
  const headers = { 'content-type': 'image/png', ...(announced && { 'content-length': String(announced) }) };
  const init = { method: 'POST', headers, body: sent.readable, duplex: 'half' };
  const request = new Request('http://a/', init);
  return {
    request,
    send: (bytes: number) => writer.write(new Uint8Array(bytes)),
    end: () => writer.close(),
    fail: () => writer.abort(),
  };
}

function work(body: Buffer): Promise<Response> {
  return Promise.resolve(new Response(String(body.length)));
}

async function whole(take: ReturnType<typeof createBodies>, client: string, bytes: number): Promise<string> {
  const { request, send, end } = sending(bytes);
  const taken = take(request, client, form, work).then(
    (response) => response.text(),
    (thrown: unknown) => z.object({ status: z.number() }).parse(thrown).status.toString(),
  );
  await Promise.all([send(bytes).catch(() => undefined), end().catch(() => undefined)]);
  return taken;
}

describe('The bodies of requests', () => {
  it('count when they arrive: large announcements of one program do not lock out the others', async () => {
    const take = createBodies(createHold({ heldBytes: 4 * mostBytes }));
    const slow = Array.from({ length: 8 }, () => sending(mostBytes));
    const waiting = slow.map(({ request }) => take(request, 'slow', form, work));
    await Promise.all(slow.map(({ send }) => send(1)));
    expect(await whole(take, 'other', 157_000)).toBe('157000');
    expect(await whole(take, 'slow', 157_000)).toBe('157000');
    await Promise.all(slow.map(({ end }) => end()));
    expect(await Promise.all(waiting.map(async (each) => (await each).text()))).toEqual(slow.map(() => '1'));
  });

  it('leave half of what is free to others, whoever holds how much', async () => {
    const take = createBodies(createHold({ heldBytes: 1000 }));
    expect(await whole(take, 'a', 501)).toBe('429');
    const held = sending();
    const waiting = take(held.request, 'a', form, work);
    await held.send(400);
    expect(await whole(take, 'a', 101)).toBe('429');
    expect(await whole(take, 'b', 301)).toBe('429');
    expect(await whole(take, 'b', 300)).toBe('300');
    await held.end();
    await waiting;
    expect(await whole(take, 'b', 500)).toBe('500');
  });

  it('that break off are the fault of the program, and hold nothing afterwards', async () => {
    const take = createBodies(createHold({ heldBytes: 1000 }));
    const broken = sending();
    const taken = take(broken.request, 'a', form, work);
    await broken.send(500);
    await broken.fail();
    await expect(taken).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('ended before') as string,
    });
    expect(await whole(take, 'b', 500)).toBe('500');
  });
});

describe('The log', () => {
  it('has no bug for a program that hangs up while it sends', async () => {
    const api = await openTestApi();
    onTestFinished(() => api.close());
    for (const path of ['/v1/predict', '/v1/pages', '/v2/models/words/infer']) {
      const before = api.requests.length;
      const socket = connect(api.server.port, '127.0.0.1');
      const token = `Authorization: Bearer ${api.tokens.read}\r\n`;
      const type = path === '/v1/pages' ? 'image/png' : 'application/json';
      socket.write(
        `POST ${path} HTTP/1.1\r\nHost: localhost\r\n${token}Content-Type: ${type}\r\nContent-Length: 100\r\n\r\n{"image"`,
        () => {
          socket.destroy();
        },
      );
      await expect.poll(() => api.requests.length).toBeGreaterThan(before);
    }
    expect(api.log).toEqual([]);
    expect(api.requests.map(({ status }) => status)).not.toContain(500);
  });

  it('has few of the requests of a minute without a valid token, and all others', async () => {
    const api = await openTestApi();
    onTestFinished(() => api.close());
    for (let each = 0; each < 60; each += 1)
      await api.ask('/v1/predict', { ...posting({}), headers: { authorization: `Bearer ${each}` } });
    expect(api.requests).toHaveLength(30);
    await api.askAs('read', '/v2');
    expect(api.requests).toHaveLength(31);
  });

  it('has few of the tokens that are refused at sign-in', async () => {
    const { server, told } = await openShared();
    for (let each = 0; each < 60; each += 1) expect((await signIn(server, `wrong ${each}`)).status).toBe(401);
    expect(told).toHaveLength(30);
    expect((await signIn(server, 'token-of-ada')).status).toBe(200);
    expect(told.at(-1)).toContain('Ada');
  });

  it('says how many entries it left out, once a minute has passed', () => {
    const written: string[] = [];
    const write = (line: string): void => {
      written.push(line);
    };
    let now = 0;
    const limited = limitEntries(write, write, 2, () => now);
    for (const line of ['a', 'b', 'c', 'd']) limited(line);
    now = 60_000;
    limited('e');
    expect(written).toEqual(['a', 'b', '2 more requests were refused.', 'e']);
  });

  it.each([
    ['is too long', [0x81, 0xff, 0, 0, 0, 9, 0, 0, 0, 0, 1, 1, 1, 1]],
    ['has no mask', [0x81, 0x01, 0x61]],
    ['has an unknown kind', [0x83, 0x80, 1, 1, 1, 1]],
  ])('has no line for a frame of a window that %s', async (_what, frame) => {
    const { server } = await openShared();
    const window = windowSocket(server.origin, server.secret);
    const upgraded = Promise.withResolvers<Socket>();
    window.on('upgrade', ({ socket }) => {
      upgraded.resolve(socket);
    });
    const closed = new Promise((resolve) => window.on('close', resolve));
    (await upgraded.promise).write(Buffer.from(frame));
    await closed;
    expect(server.log).toEqual([]);
  });
});
