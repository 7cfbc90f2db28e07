import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { boxOfQuad, quadSchema } from '../../shared/geometry.ts';

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

function requireEqual(what: string, found: unknown, expected: unknown): void {
  const [one, other] = [JSON.stringify(found), JSON.stringify(expected)];
  if (one !== other) throw new Error(`The ${what}: ${one}; expected ${other}`);
}
