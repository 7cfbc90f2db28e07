import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { inkdex } from '../../support/commandLine.ts';
import { folderOf } from '../../support/exchange.ts';

const body = 'an image';
const hash = createHash('sha256').update(body).digest('hex');

/** The address of a server on this machine that has `/a.png` and nothing else. */
async function serve(): Promise<string> {
  const server = createServer((request, response) => {
    if (request.url === '/a.png') response.end(body);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
  });
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return `http://127.0.0.1:${port}`;
}

describe('inkdex dataset download', () => {
  it('downloads the files in a list and exits with status 1 if one failed', async () => {
    const url = await serve();
    const list = `${url}/a.png ${hash}\n${url}/a.png ${'0'.repeat(64)} wrong.png\n${url}/gone.png\n`;
    const folder = folderOf({ 'list.txt': list });
    const args = ['dataset', 'download', join(folder, 'list.txt'), join(folder, 'out'), '--json'];
    const { status, stdout, stderr } = await inkdex(args);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => z.object({ file: z.string(), status: z.string() }).parse(JSON.parse(line)));
    expect(lines).toEqual([
      { file: 'a.png', status: 'fetched' },
      { file: 'wrong.png', status: 'failed' },
      { file: 'gone.png', status: 'failed' },
    ]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/wrong\.png: .*was discarded.*\[data-invalid\]/u);
    expect(readFileSync(join(folder, 'out/a.png'), 'utf8')).toBe(body);
    expect(existsSync(join(folder, 'out/wrong.png'))).toBe(false);
  });

  it('downloads nothing if a line of the list is invalid', async () => {
    const folder = folderOf({ 'list.txt': `${await serve()}/a.png\nfile:///etc/passwd\n` });
    const { status, stderr } = await inkdex([
      'dataset',
      'download',
      join(folder, 'list.txt'),
      join(folder, 'out'),
    ]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/list\.txt, line 2: .* is not an address/u);
    expect(existsSync(join(folder, 'out'))).toBe(false);
  });
});
