import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allFormats } from '../../support/allFormats.ts';
import { iamForms, iamLines, iamWords } from '../../../main/exchange/iam/formats.ts';
import type { IncomingRecord } from '../../../main/exchange/exchangeFormat.ts';
import { boxOfQuad } from '../../../shared/geometry.ts';
import { importing, unwatched } from '../../support/datasetRecords.ts';
import { folderOf, problemsIn, readAll, reasonsIn, samplesIn } from '../../support/exchange.ts';
import { openDatasets } from '../../support/openDatasets.ts';

const wordList = `#--- words.txt ---#
# a comment
a01-000u-00-00 ok 154 408 768 27 51 AT A
a01-000u-00-01 ok 154 507 766 213 48 NN "don't"
a01-000u-00-02 err 154 796 764 70 50 TO to_stop-it!
b02-010-01-00 ok 154 -1 -1 -1 -1 XX B B C
b02-010-01-01 ok 154 1 2 3 4 . .
`;
const imageOf = (id: string): string => {
  const [first, second] = id.split('-');
  return `words/${first ?? ''}/${first ?? ''}-${second ?? ''}/${id}.png`;
};
const ids = ['a01-000u-00-00', 'a01-000u-00-01', 'a01-000u-00-02', 'b02-010-01-00', 'b02-010-01-01'];
const images = Object.fromEntries(ids.map((id) => [imageOf(id), [40, 20] as const]));

const formXml = (
  id: string,
  lines: string,
  writer = '552',
) => `<?xml version="1.0" encoding="ISO-8859-1" standalone="yes"?>
<form created="2002-10-29" height="400" id="${id}" version="2.1" width="300" writer-id="${writer}">
 <machine-printed-part><machine-print-line text="A MOVE"/></machine-printed-part>
 <handwritten-part>${lines}</handwritten-part>
</form>`;
const xmlLine = `
  <line id="a01-000u-00" segmentation="ok" text="A &amp;quot;MOVE" threshold="154">
   <word id="a01-000u-00-00" tag="AT" text="A"><cmp height="51" width="27" x="40" y="76"/></word>
   <word id="a01-000u-00-01" tag="NN" text="&amp;quot;MOVE">
    <cmp height="10" width="20" x="80" y="70"/><cmp height="30" width="10" x="110" y="80"/>
   </word>
  </line>
  <line id="a01-000u-01" segmentation="err" text="to stop" threshold="154">
   <word id="a01-000u-01-00" tag="TO" text="to"><cmp height="9" width="9" x="1" y="1"/></word>
   <word id="a01-000u-01-01" tag="VB" text="stop"/>
  </line>`;

describe('IAM words', () => {
  it('by the strict recipe are the correctly segmented ones, as written', async () => {
    const folder = folderOf({ 'ascii/words.txt': wordList, ...images });
    const records = await readAll(iamWords, folder);
    expect(samplesIn(records).map(({ key, text }) => [key, text])).toEqual([
      ['a01-000u-00-00', 'A'],
      ['a01-000u-00-01', `"don't"`],
      ['b02-010-01-00', 'B B C'],
      ['b02-010-01-01', '.'],
    ]);
    expect(reasonsIn(records)).toEqual(['wrong segmentation']);
    expect(samplesIn(records)[1]).toEqual({
      key: 'a01-000u-00-01',
      level: 'word',
      file: 'words/a01/a01-000u/a01-000u-00-01.png',
      quad: null,
      polygon: null,
      text: `"don't"`,
      mark: 'text',
      split: null,
      writer: 'a01-000u',
      page: 'a01-000u',
      line: 0,
      position: 1,
      language: null,
      alternatives: [],
      path: join(folder, 'words/a01/a01-000u/a01-000u-00-01.png'),
    });
  });

  it('by the seed recipe are in lower case with hyphens, whatever their segmentation', async () => {
    const folder = folderOf({ 'ascii/words.txt': wordList, ...images });
    const records = await readAll(iamWords, folder, { recipe: 'seed' });
    expect(samplesIn(records).map(({ key, text }) => [key, text])).toEqual([
      ['a01-000u-00-01', '-don-t-'],
      ['a01-000u-00-02', 'to-stop-it-'],
      ['b02-010-01-00', 'b-b-c'],
    ]);
    expect(reasonsIn(records)).toEqual(['fewer than 2 characters', 'fewer than 2 characters']);
  });

  it('of more than 30 characters, not counting hyphens, are left out by the seed recipe', async () => {
    const list = (text: string) => `a01-000u-00-00 ok 1 1 1 1 1 XX ${text}\n`;
    const read = async (text: string) =>
      readAll(iamWords, folderOf({ 'ascii/words.txt': list(text), ...images }), { recipe: 'seed' });
    expect(reasonsIn(await read('x'.repeat(31)))).toEqual(['more than 30 characters']);
    expect(samplesIn(await read(`${'x'.repeat(15)}-'-${'x'.repeat(15)}`)).map(({ text }) => text)).toEqual([
      `${'x'.repeat(15)}-${'x'.repeat(15)}`,
    ]);
  });

  it('have their writers from forms.txt', async () => {
    const forms = '# form writer ...\na01-000u 000 2 prt 7 5 52 36\n';
    const folder = folderOf({ 'ascii/words.txt': wordList, 'ascii/forms.txt': forms, ...images });
    const writers = samplesIn(await readAll(iamWords, folder)).map(({ writer }) => writer);
    expect(writers).toEqual(['000', '000', 'b02-010', 'b02-010']);
  });

  it('come from the forms’ XML if there is no list, and for the seed recipe whenever there is XML', async () => {
    const pictures = {
      ...images,
      [imageOf('a01-000u-01-00')]: [9, 9],
      [imageOf('a01-000u-01-01')]: [9, 9],
    } as const;
    const files = { 'xml/a01-000u.xml': formXml('a01-000u', xmlLine), ...pictures };
    const strict = await readAll(iamWords, folderOf(files));
    expect(samplesIn(strict).map(({ text, writer, line }) => [text, writer, line])).toEqual([
      ['A', '552', 0],
      ['"MOVE', '552', 0],
    ]);
    expect(reasonsIn(strict)).toEqual(['wrong segmentation', 'wrong segmentation']);
    const seed = await readAll(iamWords, folderOf({ ...files, 'ascii/words.txt': wordList }), {
      recipe: 'seed',
    });
    expect(samplesIn(seed).map(({ text }) => text)).toEqual(['-quot-move', 'to', 'stop']);
  });

  it.each(['', 'ascii', 'ascii/words.txt'])('are imported by the path "%s"', async (path) => {
    const folder = folderOf({ 'ascii/words.txt': wordList, ...images });
    const { datasets } = openDatasets(allFormats);
    const ask = importing(join(folder, path), { format: 'iam' });
    expect(await datasets.importNow(ask, unwatched)).toMatchObject({ samples: 4 });
  });

  it('do not include files beside a folder of XML, nor XML that is not of forms', async () => {
    const folder = folderOf({ passwd: 'root:x:0:0', 'xml/catalog.xml': '<catalog/>', 'other/xml/a.txt': '' });
    const paths = [folder, join(folder, 'passwd'), join(folder, 'other')];
    const looks = [iamWords, iamLines, iamForms].flatMap(({ recognise }) => paths.map(recognise));
    expect(new Set(await Promise.all(looks))).toEqual(new Set([0]));
    const forms = folderOf({ 'xml/a01-000u.xml': formXml('a01-000u', xmlLine) });
    expect(await iamForms.recognise(forms)).toBe(0.5);
  });

  it('that are invalid name file and line, and the others are read', async () => {
    const broken = wordList
      .replace('b02-010-01-00 ok', 'b02-010-01 ok')
      .replace('408 768', 'NaN 768')
      .replace('b02-010-01-01 ok', 'a01-000u-00-01 ok');
    const folder = folderOf({
      'ascii/words.txt': `${broken}../../etc/passwd ok 1 1 1 1 1 XX x\n`,
      ...images,
    });
    const records = await readAll(iamWords, folder);
    expect(samplesIn(records).map(({ key }) => key)).toEqual(['a01-000u-00-01']);
    expect(problemsIn(records, folder)).toEqual([
      'ascii/words.txt, line 3: found "a01-000u-00-00 ok 154 NaN 768 27 51 AT A"; expected "id ok|err grey x y w h tag text".',
      'ascii/words.txt, line 6: found "b02-010-01 ok 154 -1 -1 -1 -1 XX B B C"; expected "id ok|err grey x y w h tag text".',
      'ascii/words.txt, line 7: the key "a01-000u-00-01" occurs twice; expected unique keys.',
      'ascii/words.txt, line 8: found "../../etc/passwd ok 1 1 1 1 1 XX x"; expected "id ok|err grey x y w h tag text".',
    ]);
  });

  it('with a missing image are reported', async () => {
    const folder = folderOf({ 'ascii/words.txt': wordList });
    const [first] = problemsIn(await readAll(iamWords, folder), folder);
    expect(first).toBe(
      'ascii/words.txt, line 3: the image "words/a01/a01-000u/a01-000u-00-00.png" is missing. Add the image, or remove the line.',
    );
  });

  it('of truncated XML are read up to its end, which is reported', async () => {
    const whole = formXml('a01-000u', xmlLine);
    const folder = folderOf({ 'xml/a01-000u.xml': whole.slice(0, whole.indexOf('to stop')), ...images });
    const records = await readAll(iamWords, folder);
    expect(samplesIn(records)).toHaveLength(2);
    expect(problemsIn(records, folder)[0]).toMatch(/^xml\/a01-000u\.xml, line 11: /u);
  });

  it('of XML with its own entities are refused', async () => {
    const bomb = `<?xml version="1.0"?><!DOCTYPE form [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><form>&b;</form>`;
    const folder = folderOf({ 'xml/a01-000u.xml': bomb });
    expect(problemsIn(await readAll(iamWords, folder), folder)[0]).toContain('a document type');
  });

  it('are refused when the folder is not IAM', async () => {
    await expect(readAll(iamWords, folderOf({ 'a.txt': '' }))).rejects.toThrow('is not IAM');
    await expect(readAll(iamWords, folderOf({ 'ascii/words.txt': '' }), { recipe: 'loose' })).rejects.toThrow(
      'Choose one of: strict, seed.',
    );
  });
});

describe('IAM’s official splits', () => {
  const splitsOf = async (lists: Record<string, string>): Promise<string[]> => {
    const records = await readAll(iamWords, folderOf({ 'ascii/words.txt': wordList, ...images, ...lists }));
    return records.flatMap((record) =>
      record.kind === 'sample'
        ? [`${record.sample.key} ${String(record.sample.split)}`]
        : record.kind === 'skipped'
          ? [record.reason]
          : [record.message],
    );
  };

  it('are lists of forms or lines, and the strict recipe leaves out what is not listed', async () => {
    expect(
      await splitsOf({ 'splits/trainset.txt': 'a01-000u-00\n', 'splits/validationset1.txt': 'c03-001\n' }),
    ).toEqual([
      'a01-000u-00-00 train',
      'a01-000u-00-01 train',
      'wrong segmentation',
      'not in an official split',
      'not in an official split',
    ]);
  });

  it('use testset.txt for the test split, and both validation sets and testset_v.txt for validation', async () => {
    const found = await splitsOf({
      'largeWriterIndependentTextLineRecognitionTask/testset.txt': 'a01-000u-00\n',
      'largeWriterIndependentTextLineRecognitionTask/validationset2.txt': 'b02-010-01\n',
    });
    expect(found.filter((text) => text.endsWith('test'))).toHaveLength(2);
    expect(found.filter((text) => text.endsWith('validation'))).toHaveLength(2);
    const online = await splitsOf({
      'splits/testset_f.txt': 'a01-000u\n',
      'splits/testset_v.txt': 'b02-010\n',
    });
    expect(online.filter((text) => text.endsWith('validation'))).toHaveLength(2);
  });

  it('use testset_v.txt for the test split if there is no other', async () => {
    const found = await splitsOf({
      'splits/trainset.txt': 'a01-000u\n',
      'splits/testset_v.txt': 'b02-010\n',
    });
    expect(found.filter((text) => text.endsWith('test'))).toHaveLength(2);
  });

  it('that list a form twice are refused with the line', async () => {
    const lists = { 'splits/testset.txt': 'a01-000u\n', 'splits/trainset.txt': 'b02-010\na01-000u\n' };
    await expect(splitsOf(lists)).rejects.toThrow(
      /trainset\.txt, line 2: a01-000u is also in the test split/u,
    );
  });
});

describe('IAM lines', () => {
  const list = `# lines
a01-000u-00 ok 154 19 408 746 1661 89 A|MOVE|to|stop
a01-000u-01 err 156 19 395 932 1850 105 any|more
`;
  const pictures = {
    'lines/a01/a01-000u/a01-000u-00.png': [90, 20],
    'a01/a01-000u/a01-000u-01.png': [90, 20],
  } as const;

  it('have spaces instead of the list’s bars', async () => {
    const records = await readAll(iamLines, folderOf({ 'ascii/lines.txt': list, ...pictures }));
    expect(samplesIn(records).map(({ text, level, position }) => [text, level, position])).toEqual([
      ['A MOVE to stop', 'line', null],
    ]);
    expect(reasonsIn(records)).toEqual(['wrong segmentation']);
  });

  it('have the same file names wherever their archive was unpacked', async () => {
    const ok = list.replace(' err ', ' ok ');
    const samples = samplesIn(await readAll(iamLines, folderOf({ 'ascii/lines.txt': ok, ...pictures })));
    expect(samples.map(({ file }) => file)).toEqual([
      'lines/a01/a01-000u/a01-000u-00.png',
      'lines/a01/a01-000u/a01-000u-01.png',
    ]);
  });

  it('come from XML if there is no list', async () => {
    const files = { 'xml/a01-000u.xml': formXml('a01-000u', xmlLine), ...pictures };
    const records = await readAll(iamLines, folderOf(files));
    expect(samplesIn(records).map(({ text, writer }) => [text, writer])).toEqual([['A "MOVE', '552']]);
  });
});

describe('IAM forms', () => {
  const boxesOf = (records: readonly IncomingRecord[]) =>
    samplesIn(records).map(({ text, quad }) => [text, quad === null ? null : boxOfQuad(quad)]);

  it('have the words’ boxes around their components', async () => {
    const folder = folderOf({
      'xml/a01-000u.xml': formXml('a01-000u', xmlLine),
      'formsA-D/a01-000u.png': [300, 400],
    });
    const records = await readAll(iamForms, folder);
    expect(boxesOf(records)).toEqual([
      ['A', [40, 76, 27, 51]],
      ['"MOVE', [80, 70, 40, 40]],
    ]);
    expect(samplesIn(records)[0]).toMatchObject({
      file: 'forms/a01-000u.png',
      page: 'a01-000u',
      line: 0,
      position: 0,
    });
  });

  it('at half size have boxes at half size', async () => {
    const folder = folderOf({
      'xml/a01-000u.xml': formXml('a01-000u', xmlLine),
      'forms/a01-000u.png': [150, 200],
    });
    expect(boxesOf(await readAll(iamForms, folder))[0]).toEqual(['A', [20, 38, 13.5, 25.5]]);
  });

  it('without XML have the boxes of words.txt, also those outside the form, which the import refuses', async () => {
    const folder = folderOf({
      'ascii/words.txt': wordList,
      'forms/a01-000u.png': [500, 900],
      'forms/b02-010.png': [9, 9],
    });
    const records = await readAll(iamForms, folder);
    expect(boxesOf(records)).toEqual([
      ['A', [408, 768, 27, 51]],
      ['"don\'t"', [507, 766, 213, 48]],
      ['.', [1, 2, 3, 4]],
    ]);
    expect(reasonsIn(records)).toEqual(['wrong segmentation', 'no box on the form']);
    expect(problemsIn(records, folder)).toEqual([]);
  });
});
