import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { sidecarWithoutWords, sidecarWithWords, type Sidecar } from '../../main/page/xmp.ts';
import { boxOfQuad, quadOfBox, quadSchema } from '../../shared/geometry.ts';
import { createRandom } from '../../shared/random.ts';
import { printed } from './python.ts';
import { described, packet } from '../support/sidecarForms.ts';

const run = promisify(execFile);
const photo = join(import.meta.dirname, '../fixtures/data/photos/images/dn01.jpg');

/** What ExifTool reads of a sidecar. */
const sidecarSchema = z.object({
  Description: z.string(),
  UserComment: z.string(),
  Rating: z.number().optional(),
  RegionInfo: z.object({
    AppliedToDimensions: z.object({ W: z.number(), H: z.number() }),
    RegionList: z.array(
      z.object({
        Description: z.union([z.string(), z.number()]).transform(String),
        Area: z.object({ X: z.number(), Y: z.number(), W: z.number(), H: z.number() }),
      }),
    ),
  }),
});

const photoSchema = z.object({
  words: z.array(
    z.object({ word: z.number(), text: z.string(), mark: z.string(), line: z.number(), quad: quadSchema }),
  ),
});

/**
 * Sidecars in the programs that read them. Exiv2 is in digiKam and darktable, ExifTool in Immich: both read a sidecar of
 * Inkdex and write it again, with a rating and a title of a person; Inkdex then brings it up to date. All words and boxes
 * are compared each time, and what the person wrote must still be there.
 *
 * @throws Error naming the first difference, or the program that is missing (Debian: libimage-exiftool-perl, exiv2)
 */
export async function compareSidecars(
  folder: string,
  inkdex: (...args: readonly string[]) => Promise<string>,
): Promise<string> {
  const photos = join(folder, 'gallery');
  mkdirSync(photos);
  const path = join(photos, 'dn01.jpg');
  const sidecar = `${path}.xmp`;
  copyFileSync(photo, path);
  await inkdex('import', photos);
  await inkdex('sidecars', photos);
  const [first] = await compare(path, inkdex);
  if (first === undefined) throw new Error('No word was found.');

  await run('exiftool', ['-q', '-overwrite_original', '-Rating=4', sidecar]);
  await run('exiv2', ['-M', 'set Xmp.dc.title lang=x-default Our board', sidecar]);
  await inkdex('label', 'set', String(first.word), 'zyxwvut');
  await inkdex('sidecars');
  const corrected = await compare(path, inkdex);
  const after = readFileSync(sidecar, 'utf8');
  if (!corrected.some(({ text }) => text === 'zyxwvut'))
    throw new Error('A correction is not in the sidecar.');
  if (!/Rating.{1,3}4/u.test(after) || !after.includes('Our board')) {
    throw new Error(`What a person wrote is not in the sidecar any more:\n${after}`);
  }
  return `ok      sidecars with ExifTool and Exiv2: ${corrected.length} words and boxes, also after both wrote the file`;
}

/** Compares what both programs read of a sidecar with the words of the photo. Returns these words. */
async function compare(path: string, inkdex: (...args: readonly string[]) => Promise<string>) {
  const { words } = photoSchema.parse(JSON.parse(await inkdex('photos', 'show', path, '--json')));
  const shown = words.filter(({ mark, text }) => mark === 'text' && text !== '');
  const sidecar = `${path}.xmp`;
  const { stdout } = await run('exiftool', ['-json', '-struct', sidecar]);
  const found = z.tuple([sidecarSchema]).parse(JSON.parse(stdout))[0];
  const { RegionList: regions, AppliedToDimensions: size } = found.RegionInfo;
  const lines = [...Map.groupBy(shown, ({ line }) => line).values()];
  const text = lines.map((line) => line.map((each) => each.text).join(' ')).join('\n');
  requireEqual('description', found.Description, text);
  requireEqual('comment', found.UserComment, text);
  requireEqual(
    'regions',
    regions.map(({ Description }) => Description),
    shown.map((each) => each.text),
  );
  for (const [at, { quad }] of shown.entries()) {
    const [x, y, width, height] = boxOfQuad(quad);
    const { X = 0, Y = 0, W = 0, H = 0 } = regions[at]?.Area ?? {};
    const pixels = [(X - W / 2) * size.W, (Y - H / 2) * size.H, W * size.W, H * size.H];
    const isSame = [x, y, width, height].every((side, index) => Math.abs(side - (pixels[index] ?? 0)) < 0.2);
    if (!isSame)
      throw new Error(
        `The region of word ${at} is at ${pixels.join()}; expected ${String([x, y, width, height])}`,
      );
  }
  const { stdout: printed } = await run('exiv2', ['-g', 'mwg-rs:Description', '-P', 'v', sidecar]);
  requireEqual(
    'regions of Exiv2',
    printed.split('\n').filter((line) => line !== ''),
    shown.map((each) => each.text),
  );
  return shown;
}

/** Properties as digiKam, darktable, Lightroom and Immich document them, each as an attribute and as elements where both are legal. */
const properties: readonly string[][] = [
  [' xmp:Rating="4"', '<xmp:Rating>4</xmp:Rating>'],
  [' xmp:Label="Green"', '<xmp:Label>Green</xmp:Label>'],
  [
    ' exif:UserComment="mine"',
    '<exif:UserComment><rdf:Alt><rdf:li xml:lang="x-default">mine</rdf:li></rdf:Alt></exif:UserComment>',
  ],
  [
    ' dc:description="Our board"',
    '<dc:description><rdf:Alt><rdf:li xml:lang="x-default">Our board</rdf:li><rdf:li xml:lang="nl">bord</rdf:li></rdf:Alt></dc:description>',
    '<dc:description><rdf:Alt><rdf:li xml:lang="de">Tafel</rdf:li></rdf:Alt></dc:description>',
  ],
  ['<dc:language><rdf:Bag><rdf:li>nl</rdf:li></rdf:Bag></dc:language>'],
  ['<dc:subject><rdf:Bag><rdf:li>lecture</rdf:li><rdf:li>Zürich &amp; more</rdf:li></rdf:Bag></dc:subject>'],
  ['<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Plan</rdf:li></rdf:Alt></dc:title>'],
  ['<digiKam:TagsList><rdf:Seq><rdf:li>People/Ada</rdf:li></rdf:Seq></digiKam:TagsList>'],
  [' darktable:history_end="2" darktable:xmp_version="5"'],
  [
    '<darktable:history><rdf:Seq><rdf:li darktable:operation="exposure" darktable:enabled="1" darktable:params="00ff"/></rdf:Seq></darktable:history>',
  ],
  [' crs:Exposure2012="+0.35"', '<crs:Exposure2012>+0.35</crs:Exposure2012>'],
  ['<crs:ToneCurve><rdf:Seq><rdf:li>0, 0</rdf:li><rdf:li>255, 255</rdf:li></rdf:Seq></crs:ToneCurve>'],
  [
    '<mwg-rs:Regions rdf:parseType="Resource"><mwg-rs:AppliedToDimensions stDim:w="9" stDim:h="7" stDim:unit="pixel"/><mwg-rs:RegionList><rdf:Bag><rdf:li rdf:parseType="Resource"><mwg-rs:Name>Ada</mwg-rs:Name><mwg-rs:Type>Face</mwg-rs:Type></rdf:li></rdf:Bag></mwg-rs:RegionList></mwg-rs:Regions>',
    '<mwg-rs:Regions rdf:parseType="Resource"><mwg-rs:AppliedToDimensions stDim:w="9" stDim:h="7" stDim:unit="pixel"/></mwg-rs:Regions>',
    '<mwg-rs:Regions rdf:parseType="Resource"/>',
  ],
];

/** What each program reads of the sidecars in a folder, by file: names with values. */
type Readings = Record<string, readonly (readonly [name: string, value: string])[]>;

const readers: Record<string, (folder: string) => Promise<Readings>> = {
  async exiv2(folder) {
    const found: Readings = {};
    for (const name of readdirSync(folder)) {
      const { stdout, stderr } = await run('exiv2', ['-PXkv', join(folder, name)]);
      const lines = stdout.split('\n').flatMap((line) => {
        const [, key, value] = /^(\S+)\s+(.*)$/u.exec(line) ?? [];
        // A text in several languages is one line.
        const texts = value?.split(/(?:^|, )lang="[^"]*" /u).filter((text) => text !== '') ?? [];
        return key === undefined ? [] : texts.map((text) => [key, text] as const);
      });
      found[name] = stderr === '' ? lines : [['error', stderr]];
    }
    return found;
  },
  async exiftool(folder) {
    const { stdout } = await run('exiftool', ['-json', '-G1', '-XMP:all', '-ext', 'xmp', folder], {
      maxBuffer: 2 ** 26,
    });
    const files = z.array(z.looseObject({ SourceFile: z.string() })).parse(JSON.parse(stdout));
    const entries = files.map(({ SourceFile, ...tags }) => [
      basename(SourceFile),
      Object.entries(tags).flatMap(([name, value]) =>
        [value].flat().map((each): readonly [string, string] => [name, JSON.stringify(each)]),
      ),
    ]);
    return Object.fromEntries(entries) as Readings;
  },
  async 'python-xmp-toolkit'(folder) {
    const lines = await printed(join(import.meta.dirname, 'xmp.py'), [folder]);
    return z.record(z.string(), z.array(z.tuple([z.string(), z.string()]))).parse(JSON.parse(lines.join('')));
  },
};

/**
 * Writes words into `count` made sidecars of other programs, again with other words, and takes them out. Before, between and
 * after, each program that reads sidecars must find everything that it found at first.
 *
 * @throws Error naming the first value that is gone, or the program that refuses the file or is missing (python-xmp-toolkit needs
 * Debian's libexempi8)
 */
export async function compareSidecarForms(folder: string, count: number): Promise<string> {
  const random = createRandom(1);
  mkdirSync(folder);
  const texts = Array.from({ length: count }, () => {
    const chosen = properties.filter(() => random.chance(0.4)).map((forms) => random.pick(forms));
    const [attributes, elements] = [
      chosen.filter((form) => form.startsWith(' ')),
      chosen.filter((form) => form.startsWith('<')),
    ];
    return random.chance(0.3)
      ? packet(described(attributes.join(''), ''), described('', elements.join('\n')))
      : packet(described(attributes.join(''), elements.join('\n')));
  });
  const write = (all: readonly (string | null)[]): void => {
    for (const [index, text] of all.entries())
      writeFileSync(join(folder, `${String(index)}.xmp`), text ?? packet());
  };
  write(texts);
  const before = await readAll(folder);
  const [first, second] = [page('tree stone'), page('wall')];
  const written = texts.map((text) => sidecarWithWords(sidecarWithWords(text, first), second));
  write(written);
  requireAll(before, await readAll(folder), 'with words');
  write(written.map(sidecarWithoutWords));
  requireAll(before, await readAll(folder), 'without words');
  return `ok      ${String(count)} sidecars of other programs with words and without, in ${Object.keys(readers).join(', ')}`;
}

async function readAll(folder: string): Promise<Record<string, Readings>> {
  const entries = Object.entries(readers).map(async ([name, read]) => [name, await read(folder)] as const);
  return Object.fromEntries(await Promise.all(entries));
}

function requireAll(before: Record<string, Readings>, after: Record<string, Readings>, when: string): void {
  for (const [program, files] of Object.entries(before)) {
    for (const [file, values] of Object.entries(files)) {
      const now = after[program]?.[file] ?? [];
      const refused = now.find(([name]) => name === 'error');
      if (refused !== undefined) throw new Error(`${program} refuses ${file} ${when}: ${refused[1]}`);
      for (const [name, value] of values) {
        // The text of the photo stands below a description.
        const core = value.replace(/^"|"$/gu, '');
        if (core === '' || now.some(([, other]) => other.includes(core))) continue;
        throw new Error(`${program}: ${name} = ${value} of ${file} is gone ${when}`);
      }
    }
  }
}

function page(text: string): Sidecar {
  const photo = { name: 'a.jpg', path: '/a.jpg', sha256: '', takenAt: null, width: 1000, height: 800 };
  const words = text
    .split(' ')
    .map((word, index) => ({ text: word, quad: quadOfBox([100 * index, 50, 90, 40]) }));
  return {
    page: { photo, lines: [words], isReadable: true },
    turn: 0,
    orientation: 1,
    languages: ['en'],
    state: `x-${text.length}`,
  };
}

function requireEqual(what: string, found: unknown, expected: unknown): void {
  const [one, other] = [JSON.stringify(found), JSON.stringify(expected)];
  if (one !== other) throw new Error(`The ${what}: ${one}; expected ${other}`);
}
