import { constants, deflateRawSync } from 'node:zlib';

/** One object of a PDF: its dictionary, without the brackets, and its stream if it has one. */
interface PdfObject {
  readonly dictionary: string;
  readonly stream?: Buffer;
}

/** A PDF of one page of a square inch, whose objects from number 4 on are given; the first of them is what it shows. */
function pdfShowing(objects: readonly PdfObject[], resources = ''): Buffer {
  const all: PdfObject[] = [
    { dictionary: '/Type /Catalog /Pages 2 0 R' },
    { dictionary: '/Type /Pages /Kids [3 0 R] /Count 1' },
    {
      dictionary: `/Type /Page /Parent 2 0 R /MediaBox [0 0 72 72] /Contents 4 0 R /Resources << ${resources} >>`,
    },
    ...objects,
  ];
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n')];
  const offsets: number[] = [];
  let length = parts[0]?.length ?? 0;
  const add = (part: Buffer): void => {
    parts.push(part);
    length += part.length;
  };
  for (const [index, { dictionary, stream }] of all.entries()) {
    offsets.push(length);
    const size = stream === undefined ? '' : ` /Length ${stream.length}`;
    add(Buffer.from(`${index + 1} 0 obj\n<< ${dictionary}${size} >>\n`));
    if (stream !== undefined) {
      add(Buffer.from('stream\n'));
      add(stream);
      add(Buffer.from('\nendstream\n'));
    }
    add(Buffer.from('endobj\n'));
  }
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`);
  add(
    Buffer.from(
      `xref\n0 ${all.length + 1}\n0000000000 65535 f \n${rows.join('')}` +
        `trailer\n<< /Size ${all.length + 1} /Root 1 0 R >>\nstartxref\n${length}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(parts);
}

/** A page with a letter between two NUL characters, in a font that the PDF does not contain. */
export function missingFontPdf(): Buffer {
  return pdfShowing(
    [
      { dictionary: '', stream: Buffer.from('BT /F 40 Tf 10 20 Td (\\000M\\000) Tj ET') },
      { dictionary: '/Type /Font /Subtype /TrueType /BaseFont /Nowhere' },
    ],
    '/Font << /F 5 0 R >>',
  );
}

/** About 2 KB. Form XObjects, nested nine deep: each draws the next one ten times, the last a line a billion times in all. */
export function nestedFormsPdf(depth = 9, times = 10): Buffer {
  const forms = Array.from({ length: depth }, (_, level): PdfObject => {
    const isLast = level === depth - 1;
    const content = isLast ? '0 0 m 72 72 l S' : '/X Do '.repeat(times);
    const resources = isLast ? '' : `/Resources << /XObject << /X ${level + 6} 0 R >> >>`;
    return {
      dictionary: `/Type /XObject /Subtype /Form /BBox [0 0 72 72] ${resources}`,
      stream: Buffer.from(content),
    };
  });
  return pdfShowing(
    [{ dictionary: '', stream: Buffer.from('/X Do '.repeat(times)) }, ...forms],
    '/XObject << /X 5 0 R >>',
  );
}

/** A content stream of spaces: 1,000 times as large as its file. */
export function inflatingPdf(bytes: number): Buffer {
  return pdfShowing([
    { dictionary: '/Filter /FlateDecode', stream: deflatedRepetition('        ', bytes / 8) },
  ]);
}

/** A path with this many segments. */
export function longPathPdf(segments: number): Buffer {
  return pdfShowing([
    {
      dictionary: '/Filter /FlateDecode',
      stream: deflatedRepetition('9 9 l 0 1 l\n', segments / 2, '0 0 m\n'),
    },
  ]);
}

/**
 * A zlib stream of a text again and again. Blocks that end with a full flush can be repeated, so that large streams are
 * made quickly. The check sum is missing, which pdf.js does not mind.
 */
function deflatedRepetition(text: string, times: number, before = ''): Buffer {
  const blockTimes = 100_000;
  const block = deflateRawSync(text.repeat(blockTimes), { finishFlush: constants.Z_FULL_FLUSH });
  const start = deflateRawSync(before, { finishFlush: constants.Z_FULL_FLUSH });
  const blocks = Array.from({ length: Math.ceil(times / blockTimes) }, () => block);
  return Buffer.concat([Buffer.from([0x78, 0x01]), start, ...blocks, deflateRawSync('S\n')]);
}
