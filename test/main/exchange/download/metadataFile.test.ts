import { createHash } from 'node:crypto';
import {
  chmodSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { updateMetadata } from '../../../../main/exchange/download/metadataFile.ts';
import { temporaryFolder } from '../../../support/library.ts';

const noStop = new AbortController().signal;
const old = 'a'.repeat(64);
const sha256 = createHash('sha256').update('the data').digest('hex');

function folderWith(toml: Buffer): { folder: string; path: string } {
  const folder = temporaryFolder();
  const path = join(folder, 'metadata.toml');
  writeFileSync(path, toml);
  writeFileSync(join(folder, 'data.zip'), 'the data');
  return { folder, path };
}

function toml(author: string): Buffer {
  const text = `# ${author}\nfilename = "data.zip"\nsha256 = "${old}"\nurl = "https://example.org/data.zip"\n`;
  return Buffer.from(text, 'latin1');
}

describe('updating a metadata.toml', () => {
  it('changes the hash alone: each other byte, in any encoding, and the permissions stay', async () => {
    const { folder, path } = folderWith(toml('J\u00fcrgen'));
    chmodSync(path, 0o600);
    expect(await updateMetadata(path, noStop)).toMatchObject({ before: old, sha256 });
    const expected = toml('J\u00fcrgen').toString('latin1').replace(old, sha256);
    expect(readFileSync(path, 'latin1')).toBe(expected);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).sort()).toEqual(['data.zip', 'metadata.toml']);
  });

  it('touches neither a file nor a link beside it that has the name of a partial file', async () => {
    const { folder, path } = folderWith(toml('Anna'));
    const other = temporaryFolder();
    writeFileSync(join(other, 'diary'), 'mine');
    symlinkSync(join(other, 'diary'), `${path}.partial`);
    await updateMetadata(path, noStop);
    expect(readFileSync(join(other, 'diary'), 'utf8')).toBe('mine');
    expect(lstatSync(path).isFile()).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(['data.zip', 'metadata.toml', 'metadata.toml.partial']);
  });

  it('leaves one that is a link', async () => {
    const { folder } = folderWith(toml('Anna'));
    const linked = join(folder, 'linked.toml');
    symlinkSync(join(folder, 'metadata.toml'), linked);
    await expect(updateMetadata(linked, noStop)).rejects.toMatchObject({ code: 'conflict' });
    expect(readFileSync(linked, 'latin1')).toBe(toml('Anna').toString('latin1'));
  });
});
