import { describe, expect, it } from 'vitest';
import { encodeJpeg } from '../../../../main/imaging/formats/decode.ts';
import { openPdf } from '../../../../main/imaging/formats/pdf.ts';
import { missingFontPdf } from '../../../support/hostilePdf.ts';
import { pdfOf, type PdfPage } from '../../../support/pdf.ts';

const never = new AbortController().signal;

async function drawn(page: PdfPage) {
  const pdf = await openPdf(await pdfOf([page]), '"notes.pdf"');
  try {
    return await pdf.draw(1, never);
  } finally {
    await pdf.close();
  }
}

/** The middle of the dark pixels, as shares of the page. */
function darkMiddle({ width, height, data }: Awaited<ReturnType<typeof drawn>>): [number, number] {
  let [count, across, down] = [0, 0, 0];
  for (let at = 0; at < width * height; at += 1) {
    if ((data[at * 3] ?? 255) > 100) continue;
    count += 1;
    across += at % width;
    down += Math.floor(at / width);
  }
  return [across / count / width, down / count / height];
}

describe('openPdf', () => {
  it('draws a page at 300 pixels an inch, ink on white', async () => {
    const page = await drawn({ size: [144, 72], box: [0, 0, 72, 18] });
    expect([page.width, page.height]).toEqual([600, 300]);
    expect([...page.data.subarray(-3)]).toEqual([255, 255, 255]);
    const [across, down] = darkMiddle(page);
    expect(across).toBeCloseTo(0.25, 2);
    expect(down).toBeCloseTo(0.125, 2);
  });

  it('draws a page the way up that the PDF says', async () => {
    const page = await drawn({ size: [144, 72], box: [0, 0, 72, 18], rotate: 90 });
    expect([page.width, page.height]).toEqual([300, 600]);
    const [across, down] = darkMiddle(page);
    expect(across).toBeCloseTo(0.875, 2);
    expect(down).toBeCloseTo(0.25, 2);
  });

  it('draws a page as large as a wall with as many pixels as a photo has', async () => {
    const { width, height } = await drawn({ size: [8000, 6000] });
    expect(width * height).toBeLessThanOrEqual(12_000_000);
    expect(width / height).toBeCloseTo(4 / 3, 2);
  });

  it('draws a page as long as a till roll no longer than a JPEG can be', async () => {
    const page = await drawn({ size: [20, 100_000], box: [0, 0, 20, 50_000] });
    expect(page.height).toBeGreaterThan(65_000);
    expect(darkMiddle(page)[1]).toBeCloseTo(0.25, 2);
    await expect(encodeJpeg(page, 90)).resolves.toBeInstanceOf(Buffer);
  });

  it('draws text with NUL characters in a font that the PDF does not contain', async () => {
    const pdf = await openPdf(missingFontPdf(), '"notes.pdf"');
    // Which font draws it depends on the machine.
    await expect(pdf.draw(1, never)).resolves.toMatchObject({ width: 300, height: 300 });
    await pdf.close();
  });

  it('says how many pages there are and when it was made', async () => {
    const made = { info: { CreationDate: new Date('2021-05-06T10:11:12Z') } };
    const pdf = await openPdf(await pdfOf([{ size: [72, 72] }, { size: [72, 72] }], made), '"notes.pdf"');
    expect([pdf.pages, pdf.createdAt]).toEqual([2, '2021-05-06T10:11:12+00:00']);
    await pdf.close();
  });

  it('says what is wrong with a PDF that asks for a password or is damaged', async () => {
    const locked = await pdfOf([{ size: [72, 72] }], { userPassword: 'secret' });
    await expect(openPdf(locked, '"notes.pdf"')).rejects.toMatchObject({
      code: 'permission-denied',
      message: '"notes.pdf" asks for a password. Save it without one, and add that.',
    });
    await expect(openPdf(Buffer.from('%PDF-1.7 and nothing'), '"notes.pdf"')).rejects.toMatchObject({
      code: 'image-damaged',
    });
  });

  it('refuses a page that there is not, and gives up on one that nobody wants any more', async () => {
    const pdf = await openPdf(await pdfOf([{ size: [72, 72] }]), '"notes.pdf"');
    await expect(pdf.draw(2, never)).rejects.toMatchObject({ code: 'image-damaged' });
    await expect(pdf.draw(1, AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
    expect((await pdf.draw(1, never)).width).toBe(300);
    await pdf.close();
  });
});
