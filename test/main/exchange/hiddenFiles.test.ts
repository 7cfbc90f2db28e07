import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openSource } from '../../../main/exchange/archives/openSource.ts';
import { findIam } from '../../../main/exchange/iam/folder.ts';
import { listIn } from '../../../main/exchange/folders.ts';
import { findTables } from '../../../main/exchange/table/format.ts';
import { wordFiles } from '../../../main/annexes/olderSystems/wordFiles.ts';
import { tarOf } from '../../support/archives.ts';
import { folderOf, textOf } from '../../support/exchange.ts';
import { temporaryFolder } from '../../support/library.ts';

/** The file that macOS puts beside another on a foreign drive. */
const ofMac = '\0\u{5}\u{16}\u{7}';

describe('a file that macOS puts beside another', () => {
  it('is not a second table', async () => {
    const folder = folderOf({ 'list.csv': 'file,text\n', '._list.csv': ofMac });
    expect(await findTables(folder, 'csv')).toEqual([join(folder, 'list.csv')]);
  });

  it('is not a second list', async () => {
    const folder = folderOf({ 'pages.json': '{}', '._pages.json': ofMac });
    expect(await listIn(folder, ['annotations.json'], '.json')).toBe(join(folder, 'pages.json'));
  });

  it('is not a form of IAM', async () => {
    const folder = folderOf({ 'xml/a01-000u.xml': '<form id="a01-000u"/>', 'xml/._a01-000u.xml': ofMac });
    const { xml } = await findIam(folder);
    expect(xml?.map((path) => basename(path))).toEqual(['a01-000u.xml']);
  });

  it('does not prevent recognition of a folder of word files', async () => {
    const folder = folderOf({ '_cat_1.png': [30, 20], '._cat_1.png': ofMac });
    expect(await wordFiles.recognise(folder)).toBeGreaterThan(0);
  });

  it('does not prevent an archive from being unpacked into the folder of its own name', async () => {
    const folder = folderOf({
      'words.tgz': gzipSync(
        tarOf([
          { name: '._words', content: ofMac },
          { name: 'words/a01.txt', content: 'A' },
        ]),
      ),
    });
    const opened = await openSource(folder, temporaryFolder(), new AbortController().signal);
    expect(textOf(opened, 'words/a01.txt')).toBe('A');
  });
});
