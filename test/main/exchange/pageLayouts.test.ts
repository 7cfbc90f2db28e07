import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { alto } from '../../../main/exchange/alto/read.ts';
import { allFormats } from '../../support/allFormats.ts';
import { pageXml } from '../../../main/exchange/pageXml/read.ts';
import { archivedNames } from '../../../main/exchange/archives/openSource.ts';
import { zipOf } from '../../support/archives.ts';
import { folderOf, readAll, samplesIn } from '../../support/exchange.ts';
import { blankPng } from '../../support/images.ts';
import { temporaryFolder } from '../../support/library.ts';
import { recordKinds, writeSamples } from '../../support/pageSamples.ts';
import { plainWord } from '../../support/plainWord.ts';

const page = (image: string): string => `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<PcGts xmlns="http://schema.primaresearch.org/PAGE/gts/pagecontent/2019-07-15">
  <Page imageFilename="${image}" imageWidth="200" imageHeight="100">
    <TextRegion id="eSc_textblock_1"><Coords points="0,0 200,0 200,100 0,100"/>
      <TextLine id="eSc_line_1"><Coords points="10,10 90,10 90,30 10,30"/><Baseline points="10,26 90,26"/>
        <TextEquiv><Unicode>Gentle reader</Unicode></TextEquiv></TextLine>
    </TextRegion>
  </Page>
</PcGts>`;
const altoPage = `<?xml version="1.0" encoding="UTF-8"?>
<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#">
  <Description><MeasurementUnit>pixel</MeasurementUnit>
    <sourceImageInformation><fileName>p1.png</fileName></sourceImageInformation></Description>
  <Layout><Page WIDTH="200" HEIGHT="100" PHYSICAL_IMG_NR="0" ID="eSc_dummypage_"><PrintSpace>
    <TextBlock ID="b"><TextLine ID="l" BASELINE="10 26 90 26" HPOS="10" VPOS="10" WIDTH="80" HEIGHT="20">
      <Shape><Polygon POINTS="10 10 90 10 90 30 10 30"/></Shape>
      <String CONTENT="Gentle reader" HPOS="10" VPOS="10" WIDTH="80" HEIGHT="20"></String>
    </TextLine></TextBlock></PrintSpace></Page></Layout>
</alto>`;
const mets = '<mets:mets xmlns:mets="http://www.loc.gov/METS/"/>';
const line = { level: 'line', text: 'Gentle reader', file: 'p1.png' };

const read = async (name: string, path: string) => {
  const format = allFormats.find((each) => each.name === name);
  if (format === undefined) throw new Error(`There is no format ${name}.`);
  return await readAll(format, path);
};

describe('An export of eScriptorium', () => {
  it.each([
    ['page-xml', page('p1.png')],
    ['alto', altoPage],
  ])('is a zip of %s and pictures without folders', async (format, text) => {
    const zip = zipOf([
      { name: 'METS.xml', content: mets },
      { name: 'p1.png', content: blankPng(200, 100) },
      { name: 'p1.xml', content: text },
    ]);
    const folder = folderOf({ 'export_doc12_alto_202601021504.zip': zip });
    const records = await read(format, join(folder, 'export_doc12_alto_202601021504.zip'));
    expect(samplesIn(records)).toMatchObject([line]);
    expect(recordKinds(records).filter((kind) => kind === 'invalid')).toEqual([]);
  });

  it.each([pageXml, alto])('can be written: $title, names without folders', async (format) => {
    const samples = ['a/p.png', 'a_p.png', 'A/P.jpg'].map((file, index) =>
      plainWord(temporaryFolder(), { key: `k${index}`, file }),
    );
    const path = join(temporaryFolder(), 'out.zip');
    await writeSamples(format, samples, path, 'escriptorium');
    const stems = ['a_p', 'a_p~2', 'A_P~3'];
    expect(await archivedNames(path)).toEqual(
      stems.flatMap((stem) => [`${stem}.${stem.startsWith('A') ? 'jpg' : 'png'}`, `${stem}.xml`]),
    );
    expect(samplesIn(await read(format.name, path)).map(({ key }) => key)).toEqual(['k2', 'k0', 'k1']);
  });
});

it('an export folder of Transkribus has its pages in a folder beside their pictures', async () => {
  const folder = folderOf({
    '1234/Letters/p1.png': [200, 100],
    '1234/Letters/page/p1.xml': page('p1.png'),
    '1234/Letters/alto/p1.xml': altoPage,
    '1234/Letters/mets.xml': mets,
    '1234/Letters/metadata.xml': '<trpDocMetadata/>',
    'log.txt': 'done',
  });
  for (const format of ['page-xml', 'alto']) {
    const records = await read(format, folder);
    expect(samplesIn(records)).toMatchObject([{ ...line, file: '1234/Letters/p1.png' }]);
    expect(recordKinds(records).filter((kind) => kind === 'invalid')).toEqual([]);
  }
});
