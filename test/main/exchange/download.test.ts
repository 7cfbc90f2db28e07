import { createHash } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTcpServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  downloadAll,
  type DownloadOptions,
  type DownloadOutcome,
} from '../../../main/exchange/download/download.ts';
import type { Download } from '../../../main/exchange/download/urlList.ts';
import { textOf } from '../../support/exchange.ts';
import { temporaryFolder } from '../../support/library.ts';

type Answer = (request: IncomingMessage, response: ServerResponse, visits: number) => void;

const body = Buffer.from('the bytes of an image\n'.repeat(5000));
const hash = createHash('sha256').update(body).digest('hex');

/** A local server that answers each path in its own way, and counts the requests. */
async function serve(
  answers: Readonly<Record<string, Answer>>,
): Promise<{ url: string; visits: Map<string, number> }> {
  const visits = new Map<string, number>();
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const count = (visits.get(path) ?? 0) + 1;
    visits.set(path, count);
    const answer = answers[path];
    if (answer === undefined) response.writeHead(404).end();
    else answer(request, response, count);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, visits };
}

const whole: Answer = (_request, response) => response.end(body);

async function fetchAll(
  downloads: readonly Download[],
  folder: string,
  options: Partial<DownloadOptions> = {},
): Promise<DownloadOutcome[]> {
  return await downloadAll(downloads, folder, {
    onProgress: () => undefined,
    signal: new AbortController().signal,
    attempts: 3,
    firstPauseMs: 1,
    stallMs: 20_000,
    ...options,
  });
}

/** The outcome for one file, and the files left in its folder. */
async function fetchOne(
  url: string,
  { sha256 = null, ...options }: Partial<DownloadOptions> & { sha256?: string | null } = {},
): Promise<{ outcome: DownloadOutcome | undefined; folder: string; files: string[] }> {
  const folder = temporaryFolder();
  const [outcome] = await fetchAll([{ url, file: 'a.png', sha256 }], folder, options);
  return { outcome, folder, files: readdirSync(folder) };
}

function problemOf(outcome: DownloadOutcome | undefined): string {
  return outcome?.status === 'failed'
    ? `${outcome.error.code}: ${outcome.error.message}`
    : String(outcome?.status);
}

describe('a download', () => {
  it('gives a complete file, only under its final name', async () => {
    const { url } = await serve({ '/a.png': whole });
    const { outcome, folder, files } = await fetchOne(`${url}/a.png`, { sha256: hash });
    expect([outcome, files]).toEqual([{ file: 'a.png', status: 'fetched' }, ['a.png']]);
    expect(textOf(folder, 'a.png')).toBe(body.toString());
  });

  it('with another SHA-256 than the list expects is refused at once, and nothing is kept', async () => {
    const { url, visits } = await serve({ '/a.png': whole });
    const { outcome, files } = await fetchOne(`${url}/a.png`, { sha256: 'f'.repeat(64) });
    expect(problemOf(outcome)).toMatch(
      new RegExp(`^data-invalid: .* SHA-256 ${hash}, expected ffff.*was discarded`, 'u'),
    );
    expect([files, visits.get('/a.png')]).toEqual([[], 1]);
  });

  it('that is cut off is repeated until it is complete', async () => {
    const cut: Answer = (_request, response, visits) => {
      if (visits === 3) {
        response.end(body);
        return;
      }
      response.writeHead(200, { 'content-length': body.length });
      response.write(body.subarray(0, 1000), () => response.destroy());
    };
    const { url, visits } = await serve({ '/a.png': cut });
    const { outcome, folder } = await fetchOne(`${url}/a.png`);
    expect([problemOf(outcome), visits.get('/a.png')]).toEqual(['fetched', 3]);
    expect(textOf(folder, 'a.png')).toBe(body.toString());
  });

  it('that is cut off every time leaves nothing behind', async () => {
    const cut: Answer = (_request, response) => {
      response.writeHead(200, { 'content-length': body.length });
      response.write(body.subarray(0, 1000), () => response.destroy());
    };
    const { url, visits } = await serve({ '/a.png': cut });
    const { outcome, files } = await fetchOne(`${url}/a.png`);
    expect(problemOf(outcome)).toMatch(/^connection-lost: .*could not be downloaded in 3 attempts/u);
    expect([files, visits.get('/a.png')]).toEqual([[], 3]);
  });

  it('that stalls is aborted and repeated', async () => {
    const stall: Answer = (_request, response, visits) => {
      if (visits === 1) response.write(body.subarray(0, 1000));
      // The second time not even the head comes.
      else if (visits > 2) response.end(body);
    };
    const { url, visits } = await serve({ '/a.png': stall });
    const { outcome } = await fetchOne(`${url}/a.png`, { stallMs: 500, attempts: 9 });
    expect(problemOf(outcome)).toBe('fetched');
    expect(visits.get('/a.png')).toBeGreaterThan(2);
  });

  it('is complete where the server ends the connection after it, as HTTP/1.0 does', async () => {
    // More than the parser takes at once, and less than a socket holds: the end comes while a part is written.
    const files = [70_000, 140_000, 600_000].map((length) => Buffer.alloc(length, 'ink '));
    const server = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', (head) => {
        const [, index = ''] = /^GET \/(\d)/u.exec(head.toString()) ?? [];
        const file = files[Number(index)] ?? body;
        socket.write(`HTTP/1.0 200 OK\r\n${index === '2' ? '' : `content-length: ${file.length}\r\n`}\r\n`);
        socket.end(file);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const folder = temporaryFolder();
    const list = files.map((_file, index) => {
      return { url: `http://127.0.0.1:${port}/${index}`, file: String(index), sha256: null };
    });
    const outcomes = await fetchAll(list, folder);
    expect(outcomes.map(problemOf)).toEqual(files.map(() => 'fetched'));
    for (const [index, file] of files.entries()) expect(textOf(folder, String(index))).toBe(file.toString());
  });

  it('that its server compresses all the same is unpacked, up to the allowed size', async () => {
    const packed =
      (encoding: string, bytes: Buffer): Answer =>
      (_request, response) =>
        response.writeHead(200, { 'content-encoding': encoding }).end(bytes);
    const { url } = await serve({
      '/gzip': packed('gzip', gzipSync(body)),
      '/br': packed('br', brotliCompressSync(body)),
      '/bomb': packed('gzip', gzipSync(Buffer.alloc(2_000_000))),
      '/cut': packed('gzip', gzipSync(body).subarray(0, 100)),
    });
    for (const name of ['gzip', 'br']) {
      const { outcome, folder } = await fetchOne(`${url}/${name}`, { sha256: hash });
      expect([problemOf(outcome), textOf(folder, 'a.png')]).toEqual(['fetched', body.toString()]);
    }
    const bomb = await fetchOne(`${url}/bomb`, { mostBytes: 1_000_000 });
    expect(problemOf(bomb.outcome)).toMatch(/^data-invalid: .*more than 1,000,000 bytes/u);
    expect(problemOf((await fetchOne(`${url}/cut`)).outcome)).toMatch(/^connection-lost: .*unexpected end/u);
  });

  it('whose server declares a wrong length is repeated, and not kept', async () => {
    const long: Answer = (_request, response) => {
      response.writeHead(200, { 'content-length': body.length + 10 });
      response.write(body, () => response.destroy());
    };
    const short: Answer = (request) => {
      const head = 'HTTP/1.1 200 OK\r\ncontent-length: 10\r\nconnection: close\r\n\r\n';
      request.socket.end(Buffer.concat([Buffer.from(head), body]));
    };
    const { url } = await serve({ '/long.png': long, '/short.png': short });
    const tooLong = await fetchOne(`${url}/long.png`);
    expect(problemOf(tooLong.outcome)).toMatch(/^connection-lost/u);
    const tooShort = await fetchOne(`${url}/short.png`, { sha256: hash });
    expect(problemOf(tooShort.outcome)).toMatch(/^data-invalid: .*has a different file/u);
    expect([...tooLong.files, ...tooShort.files]).toEqual([]);
  });

  it('follows redirects, but not endlessly and not away from the web', async () => {
    const to =
      (location: string): Answer =>
      (_request, response) =>
        response.writeHead(302, { location }).end();
    const { url, visits } = await serve({
      '/a': to('/b'),
      '/b': to('c'),
      '/c': whole,
      '/round': to('/round'),
      '/file': to('file:///etc/passwd'),
    });
    expect(problemOf((await fetchOne(`${url}/a`)).outcome)).toBe('fetched');
    expect(problemOf((await fetchOne(`${url}/round`)).outcome)).toMatch(
      /^connection-lost: .*more than 10 times/u,
    );
    expect(visits.get('/round')).toBe(11);
    expect(problemOf((await fetchOne(`${url}/file`)).outcome)).toMatch(
      /^bad-arguments: .*not a web address/u,
    );
  });

  it('is repeated when the server is busy, after the pause that it asks for', async () => {
    const busy: Answer = (_request, response, visits) =>
      visits < 3
        ? response.writeHead(visits === 1 ? 503 : 429, { 'retry-after': '0' }).end()
        : response.end(body);
    const { url, visits } = await serve({ '/a.png': busy });
    const { outcome } = await fetchOne(`${url}/a.png`, { firstPauseMs: 60_000 });
    expect([problemOf(outcome), visits.get('/a.png')]).toEqual(['fetched', 3]);
  });

  it('is not repeated when that cannot help', async () => {
    const refuse: Answer = (_request, response) => response.writeHead(403).end();
    const { url, visits } = await serve({ '/secret.png': refuse });
    expect(problemOf((await fetchOne(`${url}/gone.png`)).outcome)).toMatch(/^not-found/u);
    expect(problemOf((await fetchOne(`${url}/secret.png`)).outcome)).toMatch(/^permission-denied/u);
    expect([...visits.values()]).toEqual([1, 1]);
  });

  it('that is larger than allowed is refused, whether or not its server declares the size', async () => {
    const { url } = await serve({
      '/said.png': (_request, response) =>
        response.writeHead(200, { 'content-length': body.length }).end(body),
      '/unsaid.png': (_request, response) =>
        response.writeHead(200, { 'transfer-encoding': 'chunked' }).end(body),
    });
    for (const name of ['said', 'unsaid']) {
      const { outcome, files } = await fetchOne(`${url}/${name}.png`, { mostBytes: 1000 });
      expect(problemOf(outcome)).toMatch(/^data-invalid: .*more than 1,000 bytes/u);
      expect(files).toEqual([]);
    }
  });

  it('is skipped when the file exists, and refused when another file does', async () => {
    const { url, visits } = await serve({ '/a.png': whole });
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'a.png'), body);
    writeFileSync(join(folder, 'b.png'), 'mine');
    const outcomes = await fetchAll(
      ['a.png', 'b.png'].map((file) => ({ url: `${url}/a.png`, file, sha256: hash })),
      folder,
    );
    expect(outcomes[0]).toEqual({ file: 'a.png', status: 'there' });
    expect(problemOf(outcomes[1])).toMatch(/^conflict: .*Move the file away/u);
    expect([textOf(folder, 'b.png'), visits.size]).toEqual(['mine', 0]);
  });
});

describe('many downloads', () => {
  it('run in parallel, and a failure does not stop the others', async () => {
    let open = 0;
    let most = 0;
    const slow: Answer = (_request, response) => {
      open += 1;
      most = Math.max(most, open);
      const go = setInterval(() => {
        // Answers only when three requests are waiting, or all others have been answered.
        if (most < 3) return;
        clearInterval(go);
        open -= 1;
        response.end(body);
      }, 1);
    };
    const names = Array.from({ length: 9 }, (_, index) => `${index}.png`);
    const { url } = await serve(Object.fromEntries(names.map((name) => [`/${name}`, slow])));
    const folder = temporaryFolder();
    const list = [...names, 'gone.png'].map((file) => ({
      url: `${url}/${file}`,
      file: `images/${file}`,
      sha256: hash,
    }));
    const progress: { done: number; bytes: number }[] = [];
    const outcomes = await fetchAll(list, folder, {
      parallel: 3,
      onProgress: ({ done, bytes }) => progress.push({ done, bytes }),
    });
    expect(most).toBe(3);
    expect(outcomes.map(({ status }) => status)).toEqual([...names.map(() => 'fetched'), 'failed']);
    expect(readdirSync(join(folder, 'images')).sort()).toEqual(names);
    expect(progress.at(-1)).toEqual({ done: 10, bytes: 9 * body.length });
  });

  it('leave no incomplete files when they are stopped', async () => {
    const stop = new AbortController();
    const halfway: Answer = (_request, response) => {
      response.writeHead(200, { 'content-length': body.length });
      response.write(body.subarray(0, 1000));
    };
    const { url } = await serve({ '/a.png': halfway, '/b.png': halfway });
    const folder = temporaryFolder();
    const list = ['a.png', 'b.png'].map((file) => ({ url: `${url}/${file}`, file, sha256: null }));
    const stopped = fetchAll(list, folder, {
      signal: stop.signal,
      onProgress: ({ bytes }) => {
        if (bytes >= 2000) stop.abort();
      },
    });
    await expect(stopped).rejects.toThrow('aborted');
    expect(readdirSync(folder)).toEqual([]);
  });
});
