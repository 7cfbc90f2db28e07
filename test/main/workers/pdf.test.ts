import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { pdfHandlers } from '../../../main/workers/pdfHandlers.ts';
import { inspectPhoto } from '../../../main/imaging/formats/decode.ts';
import { openPdf } from '../../../main/imaging/formats/pdf.ts';
import { blankPng } from '../../support/images.ts';
import { temporaryFolder } from '../../support/library.ts';
import { writePdf } from '../../support/pdf.ts';

vi.mock(import('../../../main/imaging/formats/pdf.ts'), { spy: true });

const context = {
  signal: new AbortController().signal,
  onProgress: () => undefined,
  transfer: () => undefined,
};

describe('the pages of PDFs', () => {
  it('become photos, and say when the PDF was made', async () => {
    const folder = temporaryFolder();
    const path = await writePdf(join(folder, 'Notes.PDF'), 11);
    const pdf = pdfHandlers();
    expect(await pdf.countPages({ path }, context)).toEqual({ pages: 11 });
    const page = await pdf.drawPage({ path, page: 3, folder: join(folder, 'pages') }, context);
    expect(basename(page.path)).toBe('Notes, page 03.jpg');
    expect(page.path.split(sep)).toEqual(expect.arrayContaining([basename(folder), 'Notes.PDF']));
    expect(page.createdAt).toBe('2021-05-06T10:11:12+00:00');
    const picture = { width: 300, height: 300, format: 'jpeg', takenAt: null, pictures: 1 };
    expect(await inspectPhoto(readFileSync(page.path), page.path)).toEqual(picture);
  });

  it('are drawn once', async () => {
    const folder = temporaryFolder();
    const path = await writePdf(join(folder, 'notes.pdf'), 2);
    const draw = () => pdfHandlers().drawPage({ path, page: 1, folder: join(folder, 'pages') }, context);
    const first = await draw();
    const { mtimeMs } = statSync(first.path);
    expect(await draw()).toEqual(first);
    expect(statSync(first.path).mtimeMs).toBe(mtimeMs);
    expect(readdirSync(dirname(first.path))).toEqual(['notes, page 1.jpg']);
  });

  it('have names that a file may have, however long that of their PDF is', async () => {
    const folder = temporaryFolder();
    const path = await writePdf(join(folder, `${'é'.repeat(125)}.pdf`), 1);
    const page = await pdfHandlers().drawPage({ path, page: 1, folder: join(folder, 'pages') }, context);
    expect(basename(page.path)).toBe(`${'é'.repeat(100)}, page 1.jpg`);
  });

  it('are drawn from one open PDF', async () => {
    const folder = temporaryFolder();
    const path = await writePdf(join(folder, 'notes.pdf'), 3);
    vi.mocked(openPdf).mockClear();
    const pdf = pdfHandlers();
    for (const page of [1, 2, 3]) await pdf.drawPage({ path, page, folder: join(folder, 'pages') }, context);
    expect(openPdf).toHaveBeenCalledTimes(1);
  });

  it('are none of a picture that is called a PDF', async () => {
    const folder = temporaryFolder();
    const path = join(folder, 'picture.pdf');
    writeFileSync(path, blankPng(20, 10));
    expect(await pdfHandlers().countPages({ path }, context)).toEqual({ pages: null });
  });

  it('are those of the file as it is now', async () => {
    const path = await writePdf(join(temporaryFolder(), 'notes.pdf'), 2);
    const pdf = pdfHandlers();
    expect(await pdf.countPages({ path }, context)).toEqual({ pages: 2 });
    await writePdf(path, 3);
    expect(await pdf.countPages({ path }, context)).toEqual({ pages: 3 });
  });
});
