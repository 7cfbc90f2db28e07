import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readUrlList } from '../../../main/exchange/download/urlList.ts';
import { folderOf } from '../../support/exchange.ts';

const hash = 'ab'.repeat(32);

describe('a list of addresses', () => {
  const { signal } = new AbortController();
  const read = (name: string, content: string) =>
    readUrlList(join(folderOf({ [name]: content }), name), signal);

  it('has one per line, with the optional SHA-256 and name', async () => {
    const list = `# images\nhttp://a.org/x/one%20two.jpg?size=1\n\nhttps://b.org/y ${hash.toUpperCase()} sub/y.png\r\nhttps://c.org/x/one%20two.jpg\n`;
    expect(await read('list.txt', list)).toEqual([
      { url: 'http://a.org/x/one%20two.jpg?size=1', file: 'one two.jpg', sha256: null },
      { url: 'https://b.org/y', file: 'sub/y.png', sha256: hash },
      { url: 'https://c.org/x/one%20two.jpg', file: 'one two~2.jpg', sha256: null },
    ]);
  });

  it('is a metadata.toml with exactly three keys', async () => {
    const toml = `url = "https://a.org/emnist.zip"\nfilename = "matlab.zip"\nsha256 = "${hash}"\n`;
    expect(await read('metadata.toml', toml)).toEqual([
      { url: 'https://a.org/emnist.zip', file: 'matlab.zip', sha256: hash },
    ]);
    await expect(read('metadata.toml', `${toml}more = 1\n`)).rejects.toThrow(
      'expected exactly url, filename and sha256',
    );
    await expect(read('metadata.toml', toml.replace(hash, 'abc'))).rejects.toThrow('sha256: expected 64');
    await expect(read('metadata.toml', 'url = \n')).rejects.toThrow('not valid TOML');
    await expect(read('metadata.toml', toml.replace('matlab.zip', '../x'))).rejects.toThrow(
      'inside the folder',
    );
  });

  it('is an export of DataTurks, whose images go where the format expects them', async () => {
    const pages =
      '{"content":"http://a.org/p/1.jpg","annotation":null}\n{"content":"images/2.jpg","annotation":null}\n';
    expect(await read('fsdl_handwriting.jsonl', pages)).toEqual([
      { url: 'http://a.org/p/1.jpg', file: 'images/1.jpg', sha256: null },
    ]);
  });

  it.each(['ftp://a.org/x.jpg', 'file:///etc/passwd', '/etc/passwd', 'javascript:alert(1)'])(
    'with %s is refused with the line',
    async (address) => {
      await expect(read('list.txt', `http://a.org/a.jpg\n${address}\n`)).rejects.toThrow(
        /list\.txt, line 2: .*http:/u,
      );
    },
  );

  it('with a name outside the folder, or without a name, is refused', async () => {
    await expect(read('list.txt', 'http://a.org/a.jpg ../../a.jpg\n')).rejects.toThrow(
      /line 1: .*inside the folder/u,
    );
    await expect(read('list.txt', 'http://a.org/a.jpg C:\\a.jpg\n')).rejects.toThrow(
      /line 1: .*inside the folder/u,
    );
    await expect(read('list.txt', 'http://a.org/\n')).rejects.toThrow(/line 1: .*Add a name/u);
    expect((await read('list.txt', 'http://a.org/..%2f..%2fx.jpg b.jpg\n'))[0]?.file).toBe('b.jpg');
    await expect(read('list.txt', 'http://a.org/..%2f..%2fx.jpg\n')).rejects.toThrow(/inside the folder/u);
  });
});
