import type { OutgoingSample } from '../exchangeFormat.ts';
import { mapQuad, quadAround, quadOfBox, quadSize, type Point, type Quad } from '../../../shared/geometry.ts';
import { writableText } from '../../../shared/text.ts';
import { median } from '../../../shared/median.ts';
import type { PlacedText } from '../../../shared/page/page.ts';
import { angleOf, between, centreOf, rotation } from '../../../shared/wordShapes.ts';
import { linesOfSamples } from '../pages/linesOfSamples.ts';

/**
 * A TrueType font of two glyphs, .notdef and one for every character, each half an em wide: 1,000 units per em,
 * ascender 1,000, descender 0; tables cmap (format 13), glyf, head, hhea, hmtx, loca, maxp, name and post. The second is
 * a line from corner to corner, without area: PDFium passes over turned words whose glyphs have no box.
 */
const glyphlessFont = Buffer.from(
  'AAEAAAAJAIAAAwAQY21hcAAhADQAAAEgAAAAKGdseWYF3TbeAAABUAAAABRoZWFkWVSATQAAAJwAAAA2aGhlYQXdAfYAAADUAAAAJGht' +
    'dHgB9AAAAAABGAAAAAZsb2NhAAoAAAAAAUgAAAAGbWF4cAAEAAMAAAD4AAAAIG5hbWUDHgdEAAABZAAAADBwb3N0AAMAAQAAAZQAAAAg' +
    'AAEAAAABAAAgR0/xXw889QACA+gAAAAAfCWdwAAAAAB8JZ3AAAAAAAH0A+gAAAAIAAIAAAAAAAAAAQAAA+gAAAAAAfQAAAAAAfQAAQAA' +
    'AAAAAAAAAAAAAAAAAAEAAQAAAAIAAgABAAAAAAABAAAAAAAAAAAAAAAAAAAAAAH0AAAAAAAAAAAAAQADAAoAAAAMAA0AAAAAABwAAAAA' +
    'AAAAAQAAAAAAEP//AAAAAQAAAAAACgAAAAEAAAAAAfQD6AABAAAxAQH0A+gAAAABABIAAwABBAkABgAeAAAASQBuAGsAZABlAHgARwBs' +
    'AHkAcABoAGwAZQBzAHMAAwAAAAAAAAAAAAAAAAABAAAAAAAAAAAAAAAAAAAAAA==',
  'base64',
);

/** Width of a glyph; its height is 1. */
const glyphWidth = 0.5;
/** The font's name in the resources of a page. */
const fontName = 'Glyphless';

/** The font of a document's invisible texts. */
export type GlyphlessFont = ReturnType<typeof addGlyphlessFont>;

/**
 * Adds one font for all scripts to a document, as in Tesseract's PDFs: all codes have the same empty glyph, and each
 * code is the character of the same number (ISO 32000-1, 9.7.4 and 9.10.3). Characters above U+FFFF get the codes of
 * UTF-16's surrogates, which are no characters, in the order of their first use: a document can have 2,048 of them.
 */
export function addGlyphlessFont(document: PDFKit.PDFDocument) {
  const added = (content: Buffer | null, data = {}): PDFKit.PDFKitReference => {
    const reference = document.ref(data);
    reference.end(content);
    return reference;
  };
  const name = 'InkdexGlyphless';
  const units = 1000;
  const descriptor = {
    ...{ Type: 'FontDescriptor', FontName: name, Flags: 4, FontBBox: [0, 0, glyphWidth * units, units] },
    ...{ ItalicAngle: 0, Ascent: units, Descent: 0, CapHeight: units, StemV: 80 },
    FontFile2: added(glyphlessFont, { Length1: glyphlessFont.length }),
  };
  const descendant = {
    ...{ Type: 'Font', Subtype: 'CIDFontType2', BaseFont: name, DW: glyphWidth * units },
    // pdfkit writes strings of this type in parentheses, and others as names.
    CIDSystemInfo: { Registry: new String('Adobe'), Ordering: new String('Identity'), Supplement: 0 },
    FontDescriptor: added(null, descriptor),
    // Glyph 1 for each of the 65,536 codes.
    CIDToGIDMap: added(Buffer.alloc(2 * 0x10000, Buffer.from([0, 1]))),
  };
  const meanings = document.ref({});
  const reference = added(null, {
    ...{ Type: 'Font', Subtype: 'Type0', BaseFont: name, Encoding: 'Identity-H' },
    ...{ DescendantFonts: [added(null, descendant)], ToUnicode: meanings },
  });
  const codesAbove = new Map<string, string>();

  function codeOf(character: string): string {
    const own = utf16(character);
    if (own.length === 4) return own;
    const known = codesAbove.get(own);
    if (known !== undefined) return known;
    if (codesAbove.size === surrogates) return 'FFFD';
    const code = (firstSurrogate + codesAbove.size).toString(16).toUpperCase();
    codesAbove.set(own, code);
    return code;
  }

  return {
    reference,
    /** The codes of a text's characters, in hexadecimal. */
    codesOf: (text: string): string => Array.from(writableText(text), codeOf).join(''),
    /** Writes the meanings of the codes; no text can be added afterwards. */
    end: (): void => {
      meanings.end(characterTable([...codesAbove]));
    },
  };
}

const firstSurrogate = 0xd800;
const surrogates = 0x800;
/** Largest number of entries per block of a character table (Adobe Technical Note 5014). */
const mostEntries = 100;

/** The ToUnicode table. @param above pairs of a character above U+FFFF in UTF-16 and its code */
function characterTable(above: readonly (readonly [string, string])[]): string {
  const blocks: string[] = [];
  for (let start = 0; start < above.length; start += mostEntries) {
    const block = above.slice(start, start + mostEntries).map(([own, code]) => `<${code}> <${own}>`);
    blocks.push(`${block.length} beginbfchar\n${block.join('\n')}\nendbfchar\n`);
  }
  return `/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
2 beginbfrange
<0000> <D7FF> <0000>
<E000> <FFFF> <E000>
endbfrange
${blocks.join('')}endcmap
CMapName currentdict /CMap defineresource pop
end
end`;
}

function utf16(character: string): string {
  return Buffer.from(character, 'utf16le').swap16().toString('hex').toUpperCase();
}

/**
 * The searchable lines of an image in reading order, each at its finest level: words, lines without words, and the
 * page's text when there is neither.
 */
export function placedLines(samples: readonly OutgoingSample[]): PlacedText[][] {
  const readable = samples.filter(({ text, mark }) => mark === 'text' && text !== '');
  const words = readable.filter(({ level }) => level === 'word');
  const linesOfWords = new Set(words.map(({ line }) => line).filter((line) => line !== null));
  const lines = readable.filter(
    ({ level, line }) => level === 'line' && !(line !== null && linesOfWords.has(line)),
  );
  const fine = linesOfSamples([...words, ...lines]);
  if (fine.length === 0) return readable.flatMap(linesOfPage);
  return fine.map((line) => line.map((sample) => ({ text: sample.text, quad: quadOf(sample) })));
}

/**
 * Shows lines invisibly on the document's current page, a space between two words; all characters of a word have equal
 * widths (ISO 32000-1, 9.4).
 * @param scale points per pixel
 */
export function addLines(
  document: PDFKit.PDFDocument,
  lines: readonly (readonly PlacedText[])[],
  scale: number,
  font: GlyphlessFont,
): void {
  const shown = lines.flatMap(spaced).flatMap(({ text, quad }) => {
    const matrix = matrixOf(quad, Array.from(text).length, scale);
    if (matrix === null) return [];
    return [`${matrix.map((value) => value.toFixed(4)).join(' ')} Tm <${font.codesOf(fromLeft(text))}> Tj`];
  });
  if (shown.length === 0) return;
  Object.assign(document.page.fonts, { [fontName]: font.reference });
  // Rendering mode 3: neither fill nor stroke.
  document.addContent(['BT 3 Tr', `/${fontName} 1 Tf`, ...shown, 'ET'].join('\n'));
}

const quarterTurn = Math.PI / 2;

/** Of the writing, in radians clockwise. */
function directionOf(line: readonly PlacedText[]): number {
  return angleOf(quadAround(line.map(({ quad }) => quad)));
}

const rightLetter = String.raw`(?=\p{L})[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]`;
const rightRun = String.raw`${rightLetter}(?:${rightLetter}|\p{M})*`;
/** A text whose first letter belongs to a script that runs from right to left. */
const startsRight = new RegExp(String.raw`^[^\p{L}]*${rightLetter}`, 'u');
const rightRuns = new RegExp(String.raw`${rightRun}(?:[^\p{L}\p{N}]+${rightRun})*`, 'gu');
const runs = new RegExp(String.raw`${rightRun}|(?:(?!${rightRun}).)+`, 'gsu');

/** A text as its characters stand from left to right. Readers of PDFs expect it so, and turn it back. */
function fromLeft(text: string): string {
  const turned = (part: string): string =>
    (part.match(runs) ?? [])
      .toReversed()
      .map((run) => (startsRight.test(run) ? Array.from(run).toReversed().join('') : run))
      .join('');
  return startsRight.test(text) ? turned(text) : text.replace(rightRuns, turned);
}

/** The words of a line with a space in each gap between two of them. */
function spaced(line: readonly PlacedText[]): PlacedText[] {
  const [first, last] = [line[0], line.at(-1)];
  const isFromRight =
    first !== undefined &&
    last !== undefined &&
    startsRight.test(first.text) &&
    last.quad[0][0] < first.quad[0][0];
  const words = levelled(isFromRight ? line.toReversed() : line);
  return words.flatMap((word, index) => {
    const next = words[index + 1];
    return next === undefined ? [word] : [word, { text: ' ', quad: gap(word.quad, next.quad) }];
  });
}

/**
 * Lines that lean less than this from a quarter turn are level. Poppler (pdftotext, Evince, Okular) splits a word whose
 * baseline rises by more than half a point, and then finds only its pieces. Radians.
 */
const leastLean = (12 * Math.PI) / 180;

// Chosen on 4,450 lines of boards: of all readers, most had most of them in order.
/** Of the height of the words' boxes: lines of larger texts overlap those above and below. */
const sizeInBox = 0.6;
/** A gap between words, in sizes: poppler joins words across smaller gaps, and takes larger ones for those of columns. */
const [leastGap, widestGap] = [0.2, 0.6];
/** A text at most so many times as high as its characters are wide: of narrower ones poppler leaves some out. */
const narrowest = 5;

/** The words of a level line on one baseline and in one size, because poppler takes others for columns of their own. */
function levelled(line: readonly PlacedText[]): readonly PlacedText[] {
  const direction = directionOf(line);
  const turn = Math.round(direction / quarterTurn) * quarterTurn;
  if (Math.abs(direction - turn) >= leastLean) return line;
  const words = line.map(({ text, quad }) => {
    const [x, y] = rotation(-turn, [0, 0])(centreOf(quad));
    const { width, height } = quadSize(quad);
    return { text, left: x - width / 2, y, width, height };
  });
  const widths = words.map(({ text, width }) => width / Array.from(text).length);
  const size = Math.min(
    sizeInBox * median(words.map(({ height }) => height)),
    narrowest * Math.min(...widths),
  );
  const top = median(words.map(({ y }) => y)) - size / 2;
  return words.map(({ text, left, width }, index) => {
    const room = (words[index + 1]?.left ?? -Infinity) - left;
    const most = Math.max(room - leastGap * size, room / 2);
    const level = room > 0 ? Math.min(Math.max(width, room - widestGap * size), most) : width;
    return { text, quad: mapQuad(quadOfBox([left, top, level, size]), rotation(turn, [0, 0])) };
  });
}

/** Maps a glyph's unit square to the page: the baseline is the lower side, the top the upper one. */
function matrixOf(quad: Quad, characters: number, scale: number): number[] | null {
  const [topLeft, , bottomRight, bottomLeft] = quad;
  const along = difference(bottomRight, bottomLeft).map((side) => (side * scale) / (characters * glyphWidth));
  const up = difference(topLeft, bottomLeft).map((side) => side * scale);
  const origin = [bottomLeft[0] * scale, bottomLeft[1] * scale];
  const isFlat = Math.hypot(...along) === 0 || Math.hypot(...up) === 0;
  return isFlat ? null : [...along, ...up, ...origin];
}

/** A page's lines, one below the other, because their places are unknown. */
function linesOfPage(sample: OutgoingSample): PlacedText[][] {
  const lines = sample.text.split('\n');
  const [topLeft, topRight, bottomRight, bottomLeft] = quadOf(sample);
  return lines.flatMap((text, index) => {
    if (text === '') return [];
    const [from, to] = [index / lines.length, (index + 1) / lines.length];
    const quad: Quad = [
      between(topLeft, bottomLeft, from),
      between(topRight, bottomRight, from),
      between(topRight, bottomRight, to),
      between(topLeft, bottomLeft, to),
    ];
    return [[{ text, quad }]];
  });
}

function quadOf({ quad, width, height }: OutgoingSample): Quad {
  return quad ?? quadOfBox([0, 0, width, height]);
}

/** The gap from the end of one word to the start of the next. */
function gap(before: Quad, after: Quad): Quad {
  return [before[1], after[0], after[3], before[2]];
}

function difference([ax, ay]: Point, [bx, by]: Point): [number, number] {
  return [ax - bx, ay - by];
}
