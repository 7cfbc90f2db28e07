import { describe, expect, it } from 'vitest';
import { hocr } from '../../../main/exchange/hocr/read.ts';
import type { IncomingSample } from '../../../main/exchange/exchangeFormat.ts';
import { quadOfBox } from '../../../shared/geometry.ts';
import { recordsIn, samplesIn } from '../../support/pageSamples.ts';

const size = [200, 100] as const;

/** As Tesseract 5 writes it. */
const tesseract = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN"
    "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="en" lang="en">
 <head>
  <title></title>
  <meta http-equiv="Content-Type" content="text/html;charset=utf-8"/>
  <meta name='ocr-system' content='tesseract 5.3.0' />
 </head>
 <body>
  <div class='ocr_page' id='page_1' title='image "C:\\scans\\p.png"; bbox 0 0 200 100; ppageno 0; scan_res 70 70'>
   <div class='ocr_carea' id='block_1_1' title="bbox 10 10 190 60">
    <p class='ocr_par' id='par_1_1' lang='deu' title="bbox 10 10 190 60">
     <span class='ocr_line' id='line_1_1' title="bbox 10 10 190 30; baseline 0.1 -3; x_size 31">
      <span class='ocrx_word' id='word_1_1' title='bbox 10 10 50 30; x_wconf 96'>Gr&#252;n</span>
      <span class='ocrx_word' id='word_1_2' title='bbox 60 10 99 30; x_wconf 91' lang='eng'><strong>R&amp;<em>D</em></strong></span>
     </span>
     <span class='ocr_header' id='line_1_2' title="bbox 10 40 190 60">
      <span class='ocrx_word' id='word_1_3' title='bbox 10 40 90 60; poly 10 42 50 40 90 42 90 60 10 60; x_wconf 80'>a   b
c</span>
     </span>
    </p>
   </div>
  </div>
 </body>
</html>
`;

function page(inside: string): string {
  return `<!doctype html><title>x</title><div class="ocr_page" title='image "p.png"; bbox 0 0 200 100'>${inside}</div>`;
}

function shown(samples: readonly IncomingSample[]): unknown[] {
  return samples.map(({ key, level, text, line, position, language }) => [
    key,
    level,
    text,
    line,
    position,
    language,
  ]);
}

describe('hOCR', () => {
  it('is read as Tesseract writes it', async () => {
    const samples = await samplesIn(hocr, { 'p.hocr': tesseract, 'p.png': size });
    expect(shown(samples)).toEqual([
      ['p/word_1_1', 'word', 'Grün', 0, 0, 'de'],
      ['p/word_1_2', 'word', 'R&D', 0, 1, 'en'],
      ['p/word_1_3', 'word', 'a b c', 1, 0, 'de'],
    ]);
    expect(samples[0]).toMatchObject({
      file: 'p.png',
      page: 'p',
      quad: quadOfBox([10, 10, 40, 20]),
      polygon: null,
    });
    expect(samples[2]?.polygon).toHaveLength(5);
  });

  it.each(['p.hocr', 'p.png.hocr'])(
    'finds the picture of its own name where none is named: %s',
    async (name) => {
      for (const named of ['image "unknown"', 'image ""', 'ppageno 0']) {
        const content = tesseract.replace('image "C:\\scans\\p.png"', named);
        const samples = await samplesIn(hocr, { [name]: content, 'p.png': size, 'q.png': size });
        expect(new Set(samples.map(({ file }) => file)), named).toEqual(new Set(['p.png']));
      }
    },
  );

  it('is read as HTML without quotes, ends of paragraphs, or lines', async () => {
    const loose = page(
      `<p class=ocr_par><span class="x ocrx_word" title="bbox 10 10 50 30">one&nbsp;1</span>` +
        `<p class=ocr_par><span class=ocrx_word title="x_wconf 5;bbox 60 10 99 30">two</span>`,
    );
    expect(shown(await samplesIn(hocr, { 'p.html': loose, 'p.png': size }))).toEqual([
      ['p/block-0/line-0/word-0', 'word', 'one\u{a0}1', 0, 0, null],
      ['p/block-0/line-1/word-0', 'word', 'two', 1, 0, null],
    ]);
  });

  it('accepts the corners of a box in any order, and does not take the text for upside down', async () => {
    const word = '<span class=ocrx_word title="bbox 50 30 10 10">one</span>';
    const turned = page(`<span class=ocr_line title="bbox 190 30 10 10; baseline 0 -2">${word}</span>`);
    const [sample] = await samplesIn(hocr, { 'p.html': turned, 'p.png': size });
    expect(sample?.quad).toEqual(quadOfBox([10, 10, 40, 20]));
  });

  it('reads lines without words, and gives lines and pages when the recipe asks for them', async () => {
    const lines = page(
      '<span class=ocr_line title="bbox 10 10 190 30">a line</span><span class=ocr_line title="bbox 10 40 190 60">of text</span>',
    );
    const files = { 'p.html': lines, 'p.png': size };
    const found = [
      ['p/block-0/line-0', 'line', 'a line', 0, null, null],
      ['p/block-0/line-1', 'line', 'of text', 1, null, null],
    ];
    expect(shown(await samplesIn(hocr, files))).toEqual(found);
    expect(shown(await samplesIn(hocr, files, 'lines'))).toEqual(found);
    expect(shown(await samplesIn(hocr, files, 'pages'))).toEqual([
      ['p', 'page', 'a line\nof text', null, null, null],
    ]);
  });

  it('reads alternatives from ins and del, and their confidence from x_wconf or nlp', async () => {
    const readings = page(
      `<span class=ocrx_word title="bbox 10 10 50 30"><span class=alternatives><ins class=alt title="nlp 0.1">hello</ins>` +
        `<del class=alt title="x_wconf 25">hallo</del><del class=alt title="nlp 0">hullo</del><del class=alt>hell</del></span></span>`,
    );
    const [sample] = await samplesIn(hocr, { 'p.html': readings, 'p.png': size });
    expect(sample?.text).toBe('hello');
    expect(sample?.alternatives).toEqual([
      { text: 'hallo', confidence: 0.25 },
      { text: 'hullo', confidence: 1 },
      { text: 'hell', confidence: 0 },
    ]);
  });

  it('skips HTML that is not hOCR', async () => {
    const records = await recordsIn(hocr, {
      'index.html': '<html><body>Hello</body></html>',
      'p.hocr': tesseract,
      'p.png': size,
    });
    expect(records.map(({ kind }) => kind)).toEqual(['skipped', 'sample', 'sample', 'sample']);
  });
});
