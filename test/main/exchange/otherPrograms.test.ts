import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { alto } from '../../../main/exchange/alto/read.ts';
import { pageXml } from '../../../main/exchange/pageXml/read.ts';
import { copyFormatFiles, formatsFolder } from '../../support/formatFiles.ts';
import {
  generatedSamples,
  invalidMessages,
  labelsOf,
  makeImages,
  outgoing,
  recordsOf,
  samplesOf,
  withFolder,
  writeSamples,
} from '../../support/pageSamples.ts';

/** What libxml2 finds wrong in the XML files of a folder, by a schema. */
async function faultsIn(folder: string, schema: string): Promise<string[]> {
  const xml = globSync('**/*.xml', { cwd: folder }).map((file, index) => ({
    fileName: `page-${index}.xml`,
    contents: readFileSync(join(folder, file), 'utf8'),
  }));
  expect(xml.length).toBeGreaterThan(0);
  const { errors } = await validateXML({
    xml,
    schema: { fileName: 'schema.xsd', contents: readFileSync(join(formatsFolder, schema), 'utf8') },
    maxMemoryPages: 4096,
  });
  return errors.map(({ rawMessage }) => rawMessage);
}

describe.each([
  { format: pageXml, name: 'page_xml', schema: 'page-2019.xsd', lines: 10, all: 13 },
  { format: alto, name: 'alto', schema: 'alto-4.xsd', lines: 6, all: 11 },
] as const)('$format.title', ({ format, name, schema, lines, all }) => {
  it('says which images of other programs’ files are not there, once a page, and reads the others', async () => {
    await withFolder(async (folder) => {
      const source = join(folder, 'source');
      copyFormatFiles(name, source, { missing: true });
      const records = await recordsOf(format, source);
      expect(records.filter(({ kind }) => kind === 'sample')).toHaveLength(lines);
      const messages = invalidMessages(records);
      expect(messages.length).toBeGreaterThan(0);
      for (const message of messages)
        expect(message).toMatch(/\.xml, line \d+: (?:the image "|no image is named)/u);
    });
  });

  it('gives back the labels of other programs’ files, and writes what the schema accepts', async () => {
    await withFolder(async (folder) => {
      const source = join(folder, 'source');
      copyFormatFiles(name, source, { missing: false });
      rmSync(join(source, 'nameless.xml'), { force: true });
      const samples = await samplesOf(format, source);
      expect(samples).toHaveLength(all);
      const [first, second] = [join(folder, 'first'), join(folder, 'second')];
      await writeSamples(format, await outgoing(samples), first);
      const again = await samplesOf(format, first);
      expect(labelsOf(again)).toEqual(labelsOf(samples));
      await writeSamples(format, await outgoing(again), second);
      expect(labelsOf(await samplesOf(format, second))).toEqual(labelsOf(samples));
      expect(await faultsIn(first, schema)).toEqual([]);
    });
  });

  it('writes what the schema accepts, whatever the samples are', async () => {
    await withFolder(async (folder) => {
      makeImages(folder);
      // All in one call: each starts a validator anew.
      const many = fc.array(generatedSamples(folder), { minLength: 15, maxLength: 15 });
      let run = 0;
      await fc.assert(
        fc.asyncProperty(many, async (exports) => {
          run += 1;
          const path = join(folder, `out-${run}`);
          for (const [index, samples] of exports.entries())
            await writeSamples(format, samples, join(path, String(index)));
          expect(await faultsIn(path, schema)).toEqual([]);
        }),
        { numRuns: 1 },
      );
    });
  });
});

describe('The schemas', () => {
  it.each([
    ['page-2019.xsd', '<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"/>'],
    ['alto-4.xsd', '<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#"/>'],
  ])('refuse a page that lacks what they ask for: %s', async (schema, page) => {
    await withFolder(async (folder) => {
      writeFileSync(join(folder, 'p.xml'), page);
      expect(await faultsIn(folder, schema)).not.toEqual([]);
    });
  });
});
