import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { expect, it, onTestFinished } from 'vitest';
import { inkdex } from '../../support/commandLine.ts';
import { temporaryFolder } from '../../support/library.ts';

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

  expect(await call('photo_text', { photo: 99 })).toMatchObject({ isError: true });
  const missing = await call('read_page', { path: join(library, 'gone.jpg') });
  expect(missing).toMatchObject({ isError: true, text: expect.stringContaining('gone.jpg') as string });
});
