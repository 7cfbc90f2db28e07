/** A part of a text in one font: the font's name in the page's resources, and a code for each character. */
export interface Run {
  readonly font: string;
  readonly codes: readonly number[];
}

/**
 * Fonts with empty glyphs of equal width, so that any text of any script can be on a page invisibly and be searched:
 * Type 3 fonts (ISO 32000-1, 9.6.5) with a ToUnicode table (9.10.3). A font has up to 255 characters; when it is
 * full, another one is started.
 */
export interface InvisibleFonts {
  runsOf(text: string): Run[];
  /** Adds the fonts to the current page. */
  register(): void;
  /** Writes the fonts; no text can be added afterwards. */
  end(): void;
}

/** Width of a glyph; its height is 1. */
export const letterWidth = 0.5;
/** Units per glyph height. */
const unitsPerHeight = 1000;
const mostCodes = 255;
/** Largest number of entries per block of a character table (Adobe Technical Note 5014). */
const mostEntries = 100;

interface Font {
  readonly name: string;
  readonly reference: PDFKit.PDFKitReference;
  /** Characters by their codes, from 1. */
  readonly characters: string[];
}

export function invisibleFonts(document: PDFKit.PDFDocument): InvisibleFonts {
  const fonts: Font[] = [];
  const places = new Map<string, { readonly font: Font; readonly code: number }>();

  function placeOf(character: string): { readonly font: Font; readonly code: number } {
    const known = places.get(character);
    if (known !== undefined) return known;
    let font = fonts.at(-1);
    if (font === undefined || font.characters.length >= mostCodes) {
      font = { name: `Inkdex${fonts.length + 1}`, reference: document.ref({}), characters: [] };
      fonts.push(font);
    }
    font.characters.push(character);
    const place = { font, code: font.characters.length };
    places.set(character, place);
    return place;
  }

  return {
    runsOf(text) {
      const runs: { font: string; codes: number[] }[] = [];
      for (const character of text) {
        const { font, code } = placeOf(character);
        const last = runs.at(-1);
        if (last?.font === font.name) last.codes.push(code);
        else runs.push({ font: font.name, codes: [code] });
      }
      return runs;
    },
    register() {
      const known: unknown = document.page.fonts;
      if (typeof known !== 'object' || known === null) return;
      Object.assign(known, Object.fromEntries(fonts.map(({ name, reference }) => [name, reference])));
    },
    end() {
      for (const font of fonts) endFont(document, font);
    },
  };
}

function endFont(document: PDFKit.PDFDocument, { reference, characters }: Font): void {
  const width = letterWidth * unitsPerHeight;
  const box = [0, 0, width, unitsPerHeight];
  const letter = document.ref({});
  // A width and a box, with nothing drawn.
  letter.end(`${width} 0 ${box.join(' ')} d1`);
  const meanings = document.ref({});
  meanings.end(characterTable(characters));
  Object.assign(reference.data, {
    Type: 'Font',
    Subtype: 'Type3',
    FontBBox: box,
    FontMatrix: [1 / unitsPerHeight, 0, 0, 1 / unitsPerHeight, 0, 0],
    FirstChar: 1,
    LastChar: characters.length,
    Widths: characters.map(() => width),
    Encoding: {
      Type: 'Encoding',
      Differences: [1, ...characters.map((_, index) => `c${index + 1}`)],
    },
    CharProcs: Object.fromEntries(characters.map((_, index) => [`c${index + 1}`, letter])),
    Resources: {},
    ToUnicode: meanings,
  });
  reference.end(null);
}

/** The ToUnicode table: the UTF-16 text of each code. */
function characterTable(characters: readonly string[]): string {
  const entries = characters.map((character, index) => `<${hex(index + 1, 2)}> <${utf16(character)}>`);
  const blocks: string[] = [];
  for (let start = 0; start < entries.length; start += mostEntries) {
    const block = entries.slice(start, start + mostEntries);
    blocks.push(`${block.length} beginbfchar\n${block.join('\n')}\nendbfchar`);
  }
  return [
    '/CIDInit /ProcSet findresource begin',
    '12 dict begin',
    'begincmap',
    '/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def',
    '/CMapName /Adobe-Identity-UCS def',
    '/CMapType 2 def',
    '1 begincodespacerange',
    '<00> <FF>',
    'endcodespacerange',
    ...blocks,
    'endcmap',
    'CMapName currentdict /CMap defineresource pop',
    'end',
    'end',
  ].join('\n');
}

function utf16(character: string): string {
  return Array.from({ length: character.length }, (_, index) => hex(character.charCodeAt(index), 4)).join('');
}

export function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0');
}
