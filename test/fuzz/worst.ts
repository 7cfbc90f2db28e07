import { deflateSync } from 'node:zlib';
import { fieldOf } from '../support/grpc.ts';
import { blankPng, pngChunk } from '../support/images.ts';

/** The worst form counts, not its length: what is slow or large for a megabyte is so for more. */
export const worstBytes = 1_000_000;

const filled = (text: string | Uint8Array): Buffer => Buffer.alloc(worstBytes, text);

/**
 * The worst inputs of a kind that a valid one tells: each is the valid one with a megabyte in its middle, where a parser is deep in
 * it. Of a picture, one that claims or becomes far more than it has.
 *
 * @returns by what they have
 */
export function worstOf(valid: Uint8Array): ReadonlyMap<string, Buffer> {
  const text = Buffer.from(valid);
  const bombs = bombsOf(text);
  if (bombs !== null) return new Map(bombs);
  const begin = text.subarray(0, 200).toString('latin1').trimStart();
  const at = (after: string): number => {
    const found = text.indexOf(after, Math.floor(text.length / 3));
    return found === -1 ? Math.floor(text.length / 2) : found + after.length;
  };
  const withMore = (place: number, inside: string): Buffer =>
    Buffer.concat([text.subarray(0, place), filled(inside), text.subarray(place)]);
  const line = text.subarray(text.lastIndexOf('\n', Math.floor(text.length / 2)) + 1).toString('latin1');
  const usual = [
    ['the same again', withMore(at('\n'), `${line.split('\n')[0] ?? ''}\n`)],
    ['one long line', withMore(at('\n'), 'x')],
  ] as const;
  if (begin.startsWith('<')) {
    const names = Array.from({ length: worstBytes / 16 }, (_, each) => ` a${each}="${each}"`).join('');
    const inTag = at(' ');
    return new Map([
      ['elements in each other', withMore(at('>'), '<a xmlns="u">')],
      ['elements', withMore(at('>'), '<a/>')],
      ['entities', withMore(at('>'), '&amp;')],
      ['comments', withMore(at('>'), '<!---->')],
      [
        'attributes',
        Buffer.concat([text.subarray(0, inTag - 1), Buffer.from(`${names} `), text.subarray(inTag)]),
      ],
      ...usual,
    ]);
  }
  if (begin.startsWith('{') || begin.startsWith('[')) {
    return new Map([
      ['lists in each other', withMore(at('['), '[')],
      ['values', withMore(at('['), '1,')],
      ['objects', withMore(at('['), '{},')],
      ['values in the innermost list', withMore(innermost(text.toString('latin1')), 'null,')],
      ...usual,
    ]);
  }
  return new Map([
    ['commas', withMore(at('\n'), ',')],
    ['quotes', withMore(at('\n'), '"')],
    ['lines', withMore(at('\n'), '\n')],
    ['zeros', withMore(at('\n'), '\0')],
    ...usual,
  ]);
}

/** The place after the first of the brackets that stand in most others. */
function innermost(json: string): number {
  let [depth, most, place] = [0, 0, 0];
  for (const { 0: sign, index } of json.matchAll(/[[\]{}]/gu)) {
    depth += sign === '[' || sign === '{' ? 1 : -1;
    if (sign === '[' && depth > most) [most, place] = [depth, index + 1];
  }
  return place;
}

/** The worst messages of gRPC, whatever their method is. */
export const worstMessages: ReadonlyMap<string, Buffer> = new Map([
  ['empty fields', filled(Uint8Array.of(0x2a, 0))],
  ['fields of another kind', filled(Uint8Array.of(0x0a, 0))],
  ['unknown fields', filled(Uint8Array.of(0x78, 1))],
  ['groups in each other', filled(Uint8Array.of(0x7b))],
  ['sides of a tensor', fieldOf(0x2a, fieldOf(0x1a, filled(Uint8Array.of(1))))],
  ['one long text', fieldOf(0x0a, filled('x'))],
  ['zeros', filled('\0')],
]);

type Bombs = readonly (readonly [string, Buffer])[];

/** @returns null for what is no picture */
function bombsOf(picture: Buffer): Bombs | null {
  const head = picture.toString('latin1', 0, 12);
  if (head.startsWith('\xff\xd8')) return jpegBombs(picture);
  if (head.startsWith('\x89PNG')) return pngBombs(picture);
  if (head.startsWith('RIFF')) return [['a huge size', changed(picture, 26, [0xff, 0x3f, 0xff, 0x3f])]];
  if (head.startsWith('GIF8')) return gifBombs(picture);
  if (head.startsWith('BM')) return [['a huge size', changed(picture, 18, huge)]];
  if (/^(?:II|MM)[*+\0]/u.test(head)) return tiffBombs(picture);
  return /^\0\0\0.(?:ftyp|jP {2}|JXL )/su.test(head) ? boxBombs(picture) : null;
}

/** Two sides of 2,147,483,647 in either order of bytes, nearly. */
const huge = [0x7f, 0xff, 0xff, 0x7f, 0x7f, 0xff, 0xff, 0x7f];

function changed(bytes: Buffer, at: number, by: readonly number[]): Buffer {
  const copy = Buffer.from(bytes);
  copy.set(by, at);
  return copy;
}

function jpegBombs(picture: Buffer): Bombs {
  const frame = Math.max(picture.indexOf('\xff\xc0', 0, 'latin1'), picture.indexOf('\xff\xc2', 0, 'latin1'));
  const scan = picture.lastIndexOf('\xff\xda', -1, 'latin1');
  const large = changed(picture, frame + 5, [0x30, 0, 0x30, 0]);
  const scans = filled(large.subarray(scan, -2));
  return [
    ['a huge size', changed(picture, frame + 5, [0xff, 0xdc, 0xff, 0xdc])],
    ['scans of a large picture', Buffer.concat([large.subarray(0, scan), scans, large.subarray(-2)])],
  ];
}

function pngBombs(picture: Buffer): Bombs {
  const start = 33;
  const header = pngChunk(
    'IHDR',
    changed(picture.subarray(16, 29), 0, [0x7f, 255, 255, 255, 0x7f, 255, 255, 255]),
  );
  const zeros = deflateSync(Buffer.alloc(100_000_000));
  const text = pngChunk('zTXt', Buffer.concat([Buffer.from('Comment\0\0'), zeros]));
  const texts = Array.from({ length: 10 }, () => text);
  return [
    ['a huge size', Buffer.concat([picture.subarray(0, 8), header, picture.subarray(start)])],
    ['169 million pixels in 20 kB', blankPng(13_000, 13_000)],
    ['1 GB of comments', Buffer.concat([picture.subarray(0, start), ...texts, picture.subarray(start)])],
  ];
}

function gifBombs(picture: Buffer): Bombs {
  const frame = picture.indexOf('\x21\xf9', 0, 'latin1');
  const frames = filled(picture.subarray(frame, -1));
  return [
    ['a huge size', changed(picture, 6, [0xff, 0xff, 0xff, 0xff])],
    ['frames', Buffer.concat([picture.subarray(0, frame), frames, picture.subarray(-1)])],
  ];
}

function tiffBombs(picture: Buffer): Bombs {
  const isLittle = picture[0] === 0x49;
  const entry = (tag: number): number =>
    picture.indexOf(Uint8Array.from(isLittle ? [tag, 1] : [1, tag]), picture[2] === 0x2b ? 16 : 8);
  const width = changed(picture, entry(0) + 8, huge.slice(0, 4));
  const directories = Buffer.from(isLittle ? [0, 0, 8, 0, 0, 0] : [0, 0, 0, 0, 0, 8]);
  return [
    ['a huge size', changed(width, entry(1) + 8, huge.slice(0, 4))],
    ['directories that refer to each other', Buffer.concat([picture.subarray(0, 8), filled(directories)])],
  ];
}

/** Of HEIF and JPEG 2000 (ISO 14496-12, 4.2). */
function boxBombs(picture: Buffer): Bombs {
  const first = picture.readUInt32BE(0);
  const boxes = Buffer.alloc(worstBytes);
  for (let at = 0; at < worstBytes; at += 8) {
    boxes.writeUInt32BE(worstBytes - at, at);
    boxes.write(picture.includes('ftypjp2 ') ? 'jp2h' : 'iprp', at + 4, 'latin1');
  }
  const sides = Math.max(picture.indexOf('ispe') + 4, picture.indexOf('ihdr'));
  return [
    ['boxes in each other', Buffer.concat([picture.subarray(0, first), boxes, picture.subarray(first)])],
    ...(sides < 4 ? [] : [['a huge size', changed(picture, sides + 4, huge)] as const]),
  ];
}
