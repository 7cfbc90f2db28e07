import { cpSync, existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { validateXML, type XMLFileInfo } from 'xmllint-wasm';
import { alto } from '../../../main/exchange/alto/format.ts';
import { pageXml } from '../../../main/exchange/pageXml/format.ts';
import { blankPng } from '../../support/images.ts';
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

const data = '../shared/data/formats';
const hasData = existsSync(data);

/** The images that are not among the data, as blank ones of the sizes that the files tell. */
const absent: Readonly<Record<string, readonly [file: string, width: number, height: number][]>> = {
  page_xml: [
    ['cPAS-2000.jpg', 3631, 4734],
    ['test.jpg', 1000, 1000],
  ],
  alto: [
    ['bsb00084914_00007.jpg', 3177, 4308],
    ['image.png', 3177, 4308],
  ],
};

/** ALTO's schema imports this one, from which it takes the links of blocks. */
const xlink: XMLFileInfo = {
  fileName: 'xlink.xsd',
  contents:
    '<xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" targetNamespace="http://www.w3.org/1999/xlink">' +
    '<xsd:attributeGroup name="simpleLink"/></xsd:schema>',
};

/** What libxml2 finds wrong in the XML files of a folder, by a schema. */
async function faultsIn(folder: string, schema: string): Promise<string[]> {
  const xml = globSync('**/*.xml', { cwd: folder }).map((file, index) => ({
    fileName: `page-${String(index)}.xml`,
    contents: readFileSync(join(folder, file), 'utf8'),
  }));
  expect(xml.length).toBeGreaterThan(0);
  const { errors } = await validateXML({
    xml,
    schema: { fileName: 'schema.xsd', contents: readFileSync(join(data, schema), 'utf8') },
    preload: xlink,
    maxMemoryPages: 4096,
  });
  return errors.map(({ rawMessage }) => rawMessage);
}

describe.skipIf(!hasData).each([
  { format: pageXml, name: 'page_xml', schema: 'page_xml/pagecontent.xsd', lines: 63 },
  { format: alto, name: 'alto', schema: 'alto/alto-4-3.xsd', lines: 31 },
])('$format.title (needs ../shared/data)', ({ format, name, schema, lines }) => {
  it('says which images of real files are not there, once a page, and reads the others', async () => {
    const records = await recordsOf(format, join(data, name));
    expect(records.filter(({ kind }) => kind === 'sample')).toHaveLength(lines);
    const messages = invalidMessages(records);
    expect(messages.length).toBeGreaterThan(0);
    for (const message of messages)
      expect(message).toMatch(/\.xml, line \d+: (?:the image "|no image is named)/u);
  });

  it('gives back the labels of real files, and writes what the schema accepts', async () => {
    await withFolder(async (folder) => {
      const source = join(folder, 'source');
      cpSync(join(data, name), source, { recursive: true });
      for (const [file, width, height] of absent[name] ?? []) {
        writeFileSync(join(source, file), blankPng(width, height));
      }
      const samples = await samplesOf(format, source);
      expect(samples.length).toBeGreaterThan(lines);
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
      let run = 0;
      await fc.assert(
        fc.asyncProperty(generatedSamples(folder), async (samples) => {
          run += 1;
          const path = join(folder, `out-${String(run)}`);
          await writeSamples(format, samples, path);
          expect(await faultsIn(path, schema)).toEqual([]);
        }),
        { numRuns: 15 },
      );
    });
  });
});

describe('The schemas', () => {
  it.skipIf(!hasData)('refuse a page that lacks what they ask for (needs ../shared/data)', async () => {
    await withFolder(async (folder) => {
      writeFileSync(
        join(folder, 'p.xml'),
        '<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15"/>',
      );
      expect(await faultsIn(folder, 'page_xml/pagecontent.xsd')).not.toEqual([]);
    });
  });
});
