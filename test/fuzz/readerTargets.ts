import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import sharp from 'sharp';
import { photoFormatOf, takenAtOf } from '../../main/imaging/formats/photoFile.ts';
import { takeoutDate } from '../../main/imaging/formats/takeoutDate.ts';
import { parseQuery } from '../../main/search/parseQuery.ts';
import { photosThrough } from '../../main/search/filters.ts';
import { exportLibrary } from '../../main/store/export/exportLibrary.ts';
import { importLibrary } from '../../main/store/export/importLibrary.ts';
import { openLibrary } from '../../main/store/library/open.ts';
import { libraryPaths } from '../../main/store/library/libraryPaths.ts';
import { replaceSavedSearch } from '../../main/store/library/savedSearches.ts';
import { replaceSetting } from '../../main/store/library/settings.ts';
import { replaceCollection } from '../../main/store/photos/collections.ts';
import { isImportName, isSystemName, mayHavePages, notDownloaded } from '../../shared/contract/photo.ts';
import { mpoOf } from '../support/mpo.ts';
import { heifFile, heifPicture, rotatedHeif } from '../support/heif.ts';
import { addPhoto, pageOf } from '../support/library.ts';
import type { Decoding } from './decoding.ts';
import { fileSeed, type Seed } from './seeds.ts';
import type { Target } from './targets.ts';

const noStop = { signal: new AbortController().signal, onProgress: () => undefined };
const none = (): Promise<readonly string[]> => Promise.resolve([]);
const drawing = join(import.meta.dirname, '../fixtures/formats/drawing.heic');

/**
 * What comes from other programs and machines besides datasets: damaged photos, dates, names, queries, exports of libraries.
 *
 * @param folder is created, for the libraries that the seeds are made of
 */
export async function readerTargets(decoding: Decoding, folder: string): Promise<Target[]> {
  return [
    ...(await photoTargets(decoding)),
    {
      name: 'takeout',
      seeds: [takeoutSeed('a.jpg', 'a.jpg.json'), takeoutSeed('b-bearbeitet.jpg', 'b.jpg.suppl.json')],
      open: (path) => takeoutDate(path).then(() => []),
    },
    {
      name: 'names',
      seeds: [
        fileSeed('names.txt', '@eaDir\n.IMG_1.HEIC.icloud\na.JPE \nScan.pdf\nMy.photoslibrary\n._a.jpg'),
      ],
      open(path) {
        for (const name of readFileSync(path, 'latin1').split('\n')) {
          for (const folderName of ['', 'A.photoslibrary', name]) isSystemName(name, folderName);
          if (isImportName(name)) notDownloaded(`.${name}.icloud`);
          mayHavePages(name);
        }
        return none();
      },
    },
    queryTarget(join(folder, 'searched')),
    await exportTarget(join(folder, 'exported')),
  ];
}

async function photoTargets({ reader, pdf }: Decoding): Promise<Target[]> {
  const data = Uint8Array.from({ length: 48 * 32 * 3 }, (_, at) => (at * 37) % 251);
  const picture = sharp(data, { raw: { width: 48, height: 32, channels: 3 } });
  const [jpeg, progressive, floats, avif] = await Promise.all([
    picture.clone().withExif(dates).jpeg().toBuffer(),
    picture.clone().jpeg({ progressive: true }).toBuffer(),
    picture.clone().toColourspace('b-w').raw({ depth: 'float' }).toBuffer({ resolveWithObject: true }),
    picture.clone().avif({ effort: 0 }).toBuffer(),
  ]);
  const { width, height } = floats.info;
  const numbers = new Float32Array(floats.data.buffer, floats.data.byteOffset, width * height);
  const tiff = await sharp(numbers, { raw: { width, height, channels: 1 } })
    .pipelineColourspace('b-w')
    .toColourspace('b-w')
    .tiff({ compression: 'none' })
    .toBuffer();
  const frames = await sharp(data, { raw: { width: 48, height: 32, channels: 3, pageHeight: 16 } })
    .webp()
    .toBuffer();
  const first = heifPicture(readFileSync(drawing));
  const burst = heifFile('heic', [first, rotatedHeif(first, 1)], 2);
  const album = heifFile('avif', [heifPicture(avif), rotatedHeif(heifPicture(avif), 1)], 2);
  const render = async (path: string, scratch: string): Promise<readonly string[]> => {
    await reader.call('inspect', { path });
    const destination = join(scratch, 'thumbnail.jpg');
    await reader.call('render', { path, destination, picture: { kind: 'thumbnail' } });
    return [];
  };
  return [
    {
      name: 'jpeg without end',
      seeds: [fileSeed('a.jpg', jpeg.subarray(0, -2)), fileSeed('p.jpg', progressive.subarray(0, -2))],
      open: render,
    },
    { name: 'tiff of floats', seeds: [fileSeed('floats.tif', tiff)], open: render },
    {
      name: 'containers',
      seeds: [
        fileSeed('burst.heic', burst),
        fileSeed('album.avif', album),
        fileSeed('3d.mpo', mpoOf([jpeg, progressive])),
        fileSeed('frames.webp', frames),
      ],
      async open(path, scratch) {
        await render(path, scratch);
        const { pages } = await pdf.call('countPages', { path, all: true });
        if (pages !== null) await pdf.call('drawPage', { path, page: pages, folder: scratch });
        return [];
      },
    },
    {
      name: 'dates',
      seeds: [fileSeed('a.jpg', jpeg), fileSeed('floats.tif', tiff)],
      async open(path) {
        const bytes = readFileSync(path);
        photoFormatOf(bytes);
        const takenAt = await takenAtOf(bytes);
        if (takenAt !== null && Number.isNaN(Date.parse(takenAt))) throw new Error(`${takenAt} is no date.`);
        return [];
      },
    },
  ];
}

const dates = {
  IFD0: { Orientation: '6', DateTime: '2020:01:02 03:04:05' },
  IFD2: { DateTimeOriginal: '0000:00:00 00:00:00', CreateDate: '2019-07-08 09:10:11' },
};

function takeoutSeed(photo: string, json: string): Seed {
  const sidecar = Buffer.from(JSON.stringify({ title: photo, photoTakenTime: { timestamp: '1562577011' } }));
  return {
    files: new Map([
      [photo, Buffer.from('x')],
      [json, sidecar],
    ]),
    damaged: [json],
    opened: photo,
  };
}

/** Queries with filters, asked of a small library. */
function queryTarget(folder: string): Target {
  const db = openLibrary(folder);
  addPhoto(db, 'a.jpg', pageOf('ink tree'));
  replaceCollection(db, { id: null, kind: 'tag', name: 'lecture' });
  const queries = [
    'tag:lecture -album:"Boards 2" ink',
    'date:>=2024-02..2025 folder:"a b" (tree OR "two words") NEAR/3 x*',
    'language: french labelled:yes confidence:>80% unknown:x title:"',
  ];
  return {
    name: 'query',
    seeds: queries.map((query, index) => fileSeed(`${index}.txt`, query)),
    open(path) {
      const { filters } = parseQuery(readFileSync(path, 'utf8').slice(0, 1000));
      photosThrough(db, filters);
      return none();
    },
  };
}

/** An export of a library, whose sums are those of what somebody has changed in it. */
async function exportTarget(folder: string): Promise<Target> {
  const library = join(folder, 'library');
  const db = openLibrary(library);
  addPhoto(db, 'a.jpg', pageOf('ink tree'));
  replaceSavedSearch(db, { id: null, name: 'Trees', query: 'tree' });
  replaceCollection(db, { id: null, kind: 'album', name: 'Boards' });
  for (const name of ['broker', 'notesFolder', 'promoted-recogniser'] as const)
    replaceSetting(db, name, '{"a":1}');
  db.close();
  const target = join(folder, 'export');
  const { database } = libraryPaths(library);
  await exportLibrary({ folder: library, database, target, photos: false }, noStop);
  const names = readdirSync(target, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(target, join(entry.parentPath, entry.name)));
  const files = new Map(names.map((name) => [name, readFileSync(join(target, name))]));
  const damaged = names.filter((name) => statSync(join(target, name)).size > 0);
  return {
    name: 'library export',
    seeds: [{ files, damaged, opened: 'library.json' }],
    async open(path, scratch) {
      const source = dirname(path);
      const sums = join(source, 'SHA256SUMS');
      const text = readFileSync(sums, 'utf8').replace(/^[0-9a-f]{64} {2}(.+)$/gmu, (line, name: string) => {
        if (basename(sums) === name || !names.includes(name)) return line;
        const bytes = readFileSync(join(source, name));
        return `${createHash('sha256').update(bytes).digest('hex')}  ${name}`;
      });
      writeFileSync(sums, text);
      await importLibrary(source, join(scratch, 'library'), noStop);
      openLibrary(join(scratch, 'library')).close();
      return [];
    },
  };
}
