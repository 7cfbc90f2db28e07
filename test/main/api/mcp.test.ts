import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { describe, expect, it, onTestFinished } from 'vitest';
import { serveAssistant } from '../../../main/commands/mcp.ts';
import { inkdex } from '../../support/commandLine.ts';
import { temporaryFolder } from '../../support/library.ts';
import { openTestServices } from '../../support/services.ts';

const root = join(import.meta.dirname, '../../..');
const photo = join(root, 'test/fixtures/data/photos/images/dw01.jpg');

it('an assistant lists the tools, searches, gets the text of a photo and reads a file', async () => {
  const library = temporaryFolder();
  await inkdex(['import', photo, '--library', library]);
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [join(root, 'main/cli.ts'), 'mcp', '--library', library],
      stderr: 'ignore',
    }),
  );
  onTestFinished(() => client.close());
  const { tools } = await client.listTools();
  expect(tools.map(({ name }) => name)).toEqual(['search', 'photo_text', 'read_page']);

  const call = async (name: string, args: object): Promise<{ text: string; isError: boolean }> => {
    const { content, isError } = await client.callTool({ name, arguments: { ...args } });
    const [first] = content as { text: string }[];
    return { text: first?.text ?? '', isError: isError === true };
  };
  const { text } = await call('photo_text', { photo: 1 });
  const [word = ''] = /[a-z]{3,}/iu.exec(text) ?? [];
  expect(word).not.toBe('');
  const found = JSON.parse((await call('search', { query: word })).text) as { found: unknown[] };
  expect(found.found).toMatchObject([{ photo: 1, path: photo }]);
  expect((await call('read_page', { path: photo })).text).toContain(word);

  const { resources } = await client.listResources();
  expect(resources).toEqual([
    { uri: 'inkdex://photo/1', name: 'dw01.jpg', mimeType: 'text/markdown', title: 'Text of a photo' },
  ]);
  expect(found.found).toMatchObject([{ uri: 'inkdex://photo/1' }]);
  const { contents } = await client.readResource({ uri: 'inkdex://photo/1' });
  expect(contents).toEqual([{ uri: 'inkdex://photo/1', mimeType: 'text/markdown', text }]);
  const picture = await client.readResource({ uri: 'inkdex://photo/1/picture' });
  const [{ blob } = { blob: '' }] = picture.contents as { blob: string }[];
  expect(Buffer.from(blob, 'base64').subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
  await expect(client.readResource({ uri: 'inkdex://photo/99' })).rejects.toThrow(/no photo/u);
  for (const id of ['nonsense', '-1', '1.5', '0'])
    await expect(client.readResource({ uri: `inkdex://photo/${id}` })).rejects.toMatchObject({
      code: -32_602,
      message: expect.stringContaining(
        `Expected the number of a photo, as search gives it, but found "${id}".`,
      ) as string,
    });
  const [start = '', rest = ''] = (await call('photo_text', { photo: 1, characters: 20 })).text.split('\n[');
  expect(text.startsWith(start) && start.length <= 20).toBe(true);
  expect(rest).toBe(`${String(text.length - start.length)} more characters]`);

  // One assistant sends numbers, digits in a text, and null for what it does not mind.
  for (const limit of [5, '5', null, undefined, '100']) {
    expect(JSON.parse((await call('search', { query: word, limit })).text)).toMatchObject({ total: 1 });
  }
  expect((await call('photo_text', { photo: '1' })).text).toBe(text);
  for (const page of ['1', null, 1])
    expect(await call('read_page', { path: photo, page })).toMatchObject({ isError: false });
  for (const limit of ['abc', '0', '101', 0, '', ' 5', '5.5', true, [5]]) {
    expect(await call('search', { query: word, limit })).toMatchObject({ isError: true });
  }
  for (const id of [null, 'one', '-1', '0'])
    expect(await call('photo_text', { photo: id })).toMatchObject({ isError: true });

  expect(await call('photo_text', { photo: 99 })).toMatchObject({ isError: true });
  const missing = await call('read_page', { path: join(library, 'gone.jpg') });
  expect(missing).toMatchObject({ isError: true, text: expect.stringContaining('gone.jpg') as string });
});

describe('The input of an assistant', () => {
  /** What a command says of an input. */
  async function served(lines: readonly string[], isAnswered = false): Promise<string[]> {
    const { services } = await openTestServices();
    const [input, output] = [new PassThrough(), new PassThrough()];
    const answers: string[] = [];
    output.on('data', (data: Buffer) => answers.push(data.toString()));
    const serving = serveAssistant(services, { input, output, stopped: new Promise(() => undefined) });
    for (const line of lines) input.write(line);
    if (isAnswered) await expect.poll(() => answers.length).toBeGreaterThan(0);
    input.end();
    await serving;
    return answers;
  }
  const ping = (id: number): string => `${JSON.stringify({ jsonrpc: '2.0', id, method: 'ping' })}\n`;

  it('may contain lines that are no messages', async () => {
    expect((await served(['what?\n', '{"jsonrpc":"1.0"}\n', ping(1)], true)).join('')).toContain('"id":1');
  });

  it.each([
    ['a line of 20 MB', ['a'.repeat(20e6), '\n']],
    ['a line of 11 MB in parts', Array.from({ length: 110 }, () => 'a'.repeat(1e5))],
    ['a message of 11 MB', [JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'a'.repeat(11e6) })]],
  ])('ends the command with an error that says why, where it contains %s', async (_what, lines) => {
    await expect(served([ping(1), ...lines])).rejects.toMatchObject({
      code: 'bad-arguments',
      message: expect.stringContaining('more than 10 MiB; expected one JSON message') as string,
    });
  });
});
