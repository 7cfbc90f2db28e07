import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pageXml } from '../../../main/exchange/pageXml/read.ts';
import { samplesOf, withFolder, writeSamples } from '../../support/pageSamples.ts';
import { plainWord } from '../../support/plainWord.ts';

describe('PAGE XML', () => {
  it.each([
    ['plain', ['one', 'one']],
    ['alternatives', ['one', 'on', 'one']],
  ])('is written in the variant %s with the texts %j of word and line', async (variant, texts) => {
    await withFolder(async (folder) => {
      const alternatives = [{ text: 'on', confidence: 0.25 }];
      const path = join(folder, 'out');
      await writeSamples(pageXml, [plainWord(folder, { alternatives })], path, variant);
      const xml = readFileSync(join(path, 'p.xml'), 'utf8');
      expect([...xml.matchAll(/<Unicode>(.*)<\/Unicode>/gu)].map(([, found]) => found)).toEqual(texts);
      expect(await samplesOf(pageXml, path)).toMatchObject([{ text: 'one', alternatives }]);
    });
  });
});
