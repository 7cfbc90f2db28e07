import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DOMParser } from '@xmldom/xmldom';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { parsed } from '../../../main/page/xmpTree.ts';
import { changeSidecar } from '../../../main/library/sidecarFile.ts';
import { openLibrary } from '../../../main/store/library/open.ts';
import { storeReading } from '../../../main/reading/storeReading.ts';
import { removePhotos } from '../../../main/store/photos/removedPhotos.ts';
import { patient } from '../../support/patience.ts';
import { pageOf, temporaryFolder } from '../../support/library.ts';
import { sidecarsOf, galleryWith } from '../../support/sidecars.ts';
import { described, packet, sidecarsOfOthers, twice } from '../../support/sidecarForms.ts';

const noStop = new AbortController().signal;

describe('a sidecar of another program', () => {
  it.each(Object.entries(sidecarsOfOthers))(
    'with %s gets the words, has no property twice, and is as it was once the photo is removed',
    async (_, [before, value]) => {
      const { db, ids, write, text, kept } = galleryWith({ 'a.png.xmp': before }, ['a.png']);
      expect(await write()).toMatchObject({ count: 1, problem: null });
      storeReading(db, ids[0] ?? lost(), pageOf('bush'), '2026-02-01T00:00:00.000Z');
      await kept.writeNow(noStop);
      const after = text('a.png.xmp');
      expect(twice(after)).toEqual([]);
      expect([after.includes(value), after.includes('>bush<'), after.includes('tree')]).toEqual([
        true,
        true,
        false,
      ]);
      removePhotos(db, ids, '2026-03-01T00:00:00.000Z');
      await kept.writeNow(noStop);
      const left = text('a.png.xmp');
      expect([left.includes(value), left.includes('bush'), left.includes('inkdex:')]).toEqual([
        true,
        false,
        false,
      ]);
      expect(twice(left)).toEqual([]);
    },
  );

  it('is mended where an earlier version wrote a property twice', async () => {
    const { text, write } = galleryWith(
      {
        'a.png.xmp': packet(
          described('exif:UserComment="mine"'),
          described(
            'xmlns:inkdex="urn:inkdex:xmp/1/"',
            '<inkdex:State>x-1</inkdex:State><inkdex:Text>old</inkdex:Text><exif:UserComment><rdf:Alt><rdf:li xml:lang="x-default">old</rdf:li></rdf:Alt></exif:UserComment>',
          ),
        ),
      },
      ['a.png'],
    );
    await write();
    expect(twice(text('a.png.xmp'))).toEqual([]);
    expect(text('a.png.xmp')).toContain('mine');
  });

  it.each([
    ['UTF-8 with a byte order mark', (text: string) => Buffer.from(`\u{feff}${text}`)],
    ['UTF-16, little end first', (text: string) => Buffer.from(`\u{feff}${text}`, 'utf16le')],
    ['UTF-16, big end first', (text: string) => Buffer.from(`\u{feff}${text}`, 'utf16le').swap16()],
    ['UTF-16 without a mark', (text: string) => Buffer.from(text, 'utf16le')],
  ])('in %s stays in it', async (_, encode) => {
    const xml = packet(described('xmp:Label="Grün"')).replace(/^<\?xpacket[^>]*>\n/u, '');
    const { gallery, write } = galleryWith({ 'a.png.xmp': encode(xml) }, ['a.png']);
    expect(await write()).toMatchObject({ count: 1, problem: null });
    const bytes = readFileSync(join(gallery, 'a.png.xmp'));
    const start = encode('<').subarray(0, 2);
    expect(bytes.subarray(0, 2)).toEqual(start);
    const [first = 0, second = 0] = bytes;
    const isBig = first === 0xfe || first === 0;
    const is16 = isBig || second === 0xfe || second === 0;
    const text = is16
      ? (isBig ? Buffer.from(bytes).swap16() : bytes).toString('utf16le')
      : bytes.toString('utf8');
    expect([text.includes('Grün'), text.includes('>tree<')]).toEqual([true, true]);
  });

  it.each([
    [
      'is ISO-8859-1',
      Buffer.from(
        `<?xml version="1.0" encoding="ISO-8859-1"?>${packet(described('dc:title="Jürgen"'))}`,
        'latin1',
      ),
      'ISO-8859-1',
    ],
    [
      'declares Windows-1252',
      Buffer.from(`<?xml version='1.0' encoding='windows-1252'?>${packet(described('dc:title="a"'))}`),
      'WINDOWS-1252',
    ],
    [
      'is not the UTF-8 that it declares',
      Buffer.from(
        `<?xml version="1.0" encoding="UTF-8"?>${packet(described('dc:title="Jürgen"'))}`,
        'latin1',
      ),
      'not UTF-8',
    ],
    ['is half of UTF-16', Buffer.from([0xff, 0xfe, 0x3c]), 'not UTF-16LE'],
  ])('that %s is left as it is and named', async (_, bytes, said) => {
    const { gallery, write } = galleryWith({ 'a.png.xmp': bytes }, ['a.png', 'b.png']);
    const written = await write();
    expect(written).toMatchObject({ count: 1 });
    expect(written?.problem).toContain('a.png.xmp');
    expect(written?.problem).toContain(said);
    expect(readFileSync(join(gallery, 'a.png.xmp'))).toEqual(bytes);
  });

  const many = 290_000;
  it.each([
    [
      'a state without an end',
      `${packet(described('')).replace('</rdf:RDF>', '')}${'<inkdex:State '.repeat(many)}`,
    ],
    ['many descriptions', packet('<rdf:Description/>'.repeat(many / 2))],
    [
      'many regions',
      packet(
        described(
          '',
          `<mwg-rs:Regions rdf:parseType="Resource"><mwg-rs:RegionList><rdf:Bag>${'<rdf:li/>'.repeat(many)}</rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>`,
        ),
      ),
    ],
    ['great depth', packet('<rdf:li>'.repeat(many))],
    [
      'names of each depth',
      packet(described('', Array.from({ length: 19_000 }, (_, at) => `<rdf:li xmlns:n${at}="u">`).join(''))),
    ],
    [
      'many attributes',
      packet(
        described(Array.from({ length: 120_000 }, (_, at) => `xmlns:n${at}="u" n${at}:a="1"`).join(' ')),
      ),
    ],
    [
      'raw signs that grow when they are written',
      packet(described('', `<dc:title>${'& '.repeat(1_500_000)}</dc:title>`)),
    ],
    [
      'as many elements as are allowed',
      packet(
        described(
          '',
          `<dc:subject><rdf:Bag>${'<rdf:li xmlns:i="urn:inkdex:xmp/1/"><i:Kind/></rdf:li>'.repeat(8000)}</rdf:Bag></dc:subject>`,
        ),
      ),
    ],
  ])(
    'with %s costs the others nothing',
    async (_, hostile) => {
      const { write, text } = galleryWith({ 'a.png.xmp': hostile }, ['a.png', 'b.png']);
      await write();
      expect(text('b.png.xmp')).toContain('>tree<');
      expect(text('a.png.xmp').length).toBeLessThanOrEqual(4 * 2 ** 20);
    },
    patient(10_000),
  );

  it.each([
    [
      '64 elements are nested',
      (most: number) => '<rdf:li>'.repeat(most - 3) + '</rdf:li>'.repeat(most - 3),
      64,
    ],
    ['20,000 elements are in it', (most: number) => '<rdf:li/>'.repeat(most - 5), 20_000],
    [
      '50,000 attributes are in it',
      (most: number) => `<rdf:li ${attributes(1000)}/>`.repeat(49) + `<rdf:li ${attributes(most - 49_011)}/>`,
      50_000,
    ],
    ['2,000 attributes are in one element', (most: number) => `<rdf:li ${attributes(most)}/>`, 2000],
  ])('is left as it is where more than %s', (problem, inside, most) => {
    // The packet has three elements, two instructions and eleven attributes.
    expect(() => parsed(packet(described('', inside(most))))).not.toThrow();
    expect(() => parsed(packet(described('', inside(most + 1))))).toThrow(`more than ${problem}`);
  });

  it('that is refused is parsed once, and again when it or the words have changed', async () => {
    const refused = (title: string): string => `<note>${title}</note>`;
    const { gallery, db, ids, write, text } = galleryWith({ 'a.png.xmp': refused('one') }, ['a.png']);
    const parser = vi.spyOn(DOMParser.prototype, 'parseFromString');
    onTestFinished(() => {
      parser.mockRestore();
    });
    const parses = async (): Promise<number> => {
      parser.mockClear();
      expect((await write())?.problem).toContain('a.png.xmp');
      return parser.mock.calls.length;
    };
    expect([await parses(), await parses()]).toEqual([1, 0]);
    writeFileSync(join(gallery, 'a.png.xmp'), refused('two'));
    expect([await parses(), await parses()]).toEqual([1, 0]);
    storeReading(db, ids[0] ?? lost(), pageOf('bush'), '2026-02-01T00:00:00.000Z');
    expect([await parses(), await parses()]).toEqual([1, 0]);
    writeFileSync(join(gallery, 'a.png.xmp'), packet(described('dc:title="short"')));
    expect(await write()).toMatchObject({ problem: null });
    expect(text('a.png.xmp')).toContain('>bush<');
  });
});

function attributes(count: number): string {
  return Array.from({ length: count }, (_, at) => `a${at}="1"`).join(' ');
}

describe('in a folder of photos', () => {
  it('no link is written through, a pipe is not waited for, and files of a person stay', async () => {
    const { gallery, write, text } = galleryWith({ 'secret.txt': 'mine', 'a.png.xmp.partial': 'mine' }, [
      'a.png',
      'b.png',
      'c.png',
      'd.png',
    ]);
    symlinkSync(join(gallery, 'secret.txt'), join(gallery, 'b.png.xmp'));
    symlinkSync(join(gallery, 'secret.txt'), join(gallery, 'd.png.xmp.partial'));
    execFileSync('mkfifo', [join(gallery, 'c.png.xmp')]);
    const written = await write();
    expect(written?.count).toBe(2);
    expect(written?.problem).toMatch(/b\.png\.xmp.*is a link.* 1 more sidecar has problems\.$/u);
    expect([text('secret.txt'), text('a.png.xmp.partial')]).toEqual(['mine', 'mine']);
    expect(text('d.png.xmp')).toContain('>tree<');
    expect(readdirSync(gallery).sort()).toEqual(
      ['a', 'b', 'c', 'd']
        .flatMap((name) => [`${name}.png`, `${name}.png.xmp`])
        .concat('a.png.xmp.partial', 'd.png.xmp.partial', 'secret.txt')
        .sort(),
    );
  });

  it('the sidecar that is there is used: of Lightroom, in other letters, but not that of a raw photo', async () => {
    const rated = packet(described('xmp:Rating="5"'));
    const { gallery, write, text } = galleryWith(
      { 'a.xmp': rated, 'B.XMP': rated, 'c.png.XMP': rated, 'd.xmp': rated, 'e.xmp': rated, 'd.cr2': 'raw' },
      ['a.png', 'b.png', 'c.png', 'd.png', 'e.png'],
    );
    writeFileSync(join(gallery, 'e.png.xmp'), rated);
    expect(await write()).toMatchObject({ count: 5, problem: null });
    for (const name of ['a.xmp', 'B.XMP', 'c.png.XMP', 'd.png.xmp', 'e.png.xmp'])
      expect(text(name)).toContain('>tree<');
    for (const name of ['d.xmp', 'e.xmp']) expect(text(name)).toBe(rated);
    expect(readdirSync(gallery).filter((name) => /xmp$/iu.test(name))).toHaveLength(7);
  });

  it('an empty one is filled: nobody has written into it', async () => {
    const { write, text } = galleryWith({ 'a.png.xmp': '' }, ['a.png']);
    expect(await write()).toMatchObject({ problem: null });
    expect(text('a.png.xmp')).toContain('>tree<');
  });

  it('nothing is lost that another program writes while the words are put in', async () => {
    const { gallery, text } = galleryWith({ 'a.png.xmp': 'theirs 0' }, ['a.png']);
    const path = join(gallery, 'a.png.xmp');
    let turn = 0;
    await changeSidecar(path, null, (before) => {
      turn += 1;
      if (turn < 4) writeFileSync(path, `theirs ${String(turn)}`);
      return Promise.resolve(`${before ?? ''} and ours`);
    });
    expect(text('a.png.xmp')).toBe('theirs 3 and ours');
    const busy = changeSidecar(path, null, (before) => {
      turn += 1;
      writeFileSync(path, `theirs ${String(turn)}`);
      return Promise.resolve(`${before ?? ''} and ours`);
    });
    await expect(busy).rejects.toMatchObject({ code: 'conflict' });
    expect(text('a.png.xmp')).toBe(`theirs ${String(turn)}`);
  });
});

it('a library that is moved keeps its sidecars', async () => {
  const { db, folder, ids, gallery, write } = galleryWith({}, ['a.png']);
  await write();
  db.close();
  const moved = join(temporaryFolder(), 'moved');
  execFileSync('mv', [folder, moved]);
  const own = openLibrary(moved);
  removePhotos(own, ids, '2026-03-01T00:00:00.000Z');
  expect(await sidecarsOf({ db: own, folder: moved }).writeNow(noStop)).toMatchObject({ problem: null });
  expect(readdirSync(gallery)).toEqual(['a.png']);
  rmSync(moved, { recursive: true });
});

function lost(): never {
  throw new RangeError('There is no such photo.');
}
