import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Sample, VersionRecord } from '../../../shared/dataset.ts';
import { canonicalSample, manifestHeader } from '../../../shared/manifest.ts';
import { InkdexError } from '../../../shared/result.ts';
import { photoFormatOf } from '../../imaging/photoFile.ts';
import type { OutgoingMember } from '../outgoing.ts';
import { croissant, tableColumns } from './croissant.ts';
import { metadataToml } from './metadataToml.ts';
import { packagedImage, packageFiles } from './packageFiles.ts';

export interface PackageRequest {
  /** Of the folder to make. */
  readonly path: string;
  readonly record: VersionRecord;
  /** Where the folder will be found; null: wherever it is put. */
  readonly url: string | null;
  readonly onImage: () => void;
}

/** Samples written together. */
const linesAtOnce = 1000;

/**
 * Writes a version as a folder that says itself what it is: its manifest, its images under their
 * hashes, `metadata.toml`, Croissant and a table. Whole or not at all.
 *
 * @throws InkdexError `data-invalid` where what is written is not the version
 */
export async function writePackage(
  members: AsyncIterable<OutgoingMember>,
  request: PackageRequest,
): Promise<void> {
  const temporary = join(dirname(request.path), `.${basename(request.path)}.partial`);
  // A process that was killed may have left it.
  await rm(temporary, { recursive: true, force: true });
  await mkdir(join(temporary, 'images'), { recursive: true });
  try {
    await fill(temporary, members, request);
    await rename(temporary, request.path);
  } catch (thrown) {
    await rm(temporary, { recursive: true, force: true });
    throw thrown;
  }
}

async function fill(
  folder: string,
  members: AsyncIterable<OutgoingMember>,
  { record, url, onImage }: PackageRequest,
): Promise<void> {
  const manifest = await openHashed(join(folder, packageFiles.manifest));
  const table = await openHashed(join(folder, packageFiles.table));
  const images = new Map<string, string>();
  try {
    await manifest.add(`${manifestHeader}\n`);
    await table.add(`${Object.keys(tableColumns).join(',')}\n`);
    for await (const { sample, path } of members) {
      let image = images.get(sample.image);
      if (image === undefined) {
        image = await packImage(folder, sample.image, path);
        images.set(sample.image, image);
        onImage();
      }
      await manifest.add(`${canonicalSample(sample)}\n`);
      await table.add(tableLine(sample, image));
    }
  } finally {
    await manifest.close();
    await table.close();
  }
  if (manifest.sha256() !== record.version) {
    throw new InkdexError(
      'data-invalid',
      `The samples have the SHA-256 ${manifest.sha256()}, expected ${record.version}: verify the version.`,
    );
  }
  const { manifest: filename } = packageFiles;
  const address = url === null ? filename : new URL(filename, url.endsWith('/') ? url : `${url}/`).href;
  await writeFile(
    join(folder, packageFiles.metadata),
    metadataToml({ url: address, filename, sha256: record.version }),
  );
  await writeFile(join(folder, packageFiles.record), `${JSON.stringify(record, null, 2)}\n`);
  const formats = [...new Set([...images.values()].map(formatOfName))].sort();
  const described = { sha256: table.sha256(), bytes: table.bytes() };
  await writeFile(
    join(folder, packageFiles.croissant),
    croissant({ record, url, table: described, formats }),
  );
}

/** Gives the image's place in the package. */
async function packImage(folder: string, sha256: string, path: string): Promise<string> {
  const head = (await readFile(path)).subarray(0, 64);
  const place = packagedImage(sha256, photoFormatOf(head) ?? 'bin');
  await copyFile(path, join(folder, place), constants.COPYFILE_FICLONE);
  return place;
}

const formatsByEnding: Readonly<Record<string, string>> = { jpg: 'jpeg', tif: 'tiff' };

function formatOfName(place: string): string {
  const ending = place.slice(place.lastIndexOf('.') + 1);
  return formatsByEnding[ending] ?? ending;
}

function tableLine(sample: Sample, image: string): string {
  const { key, level, text, mark, split, writer, page, language, quad } = sample;
  const place = quad === null ? '' : JSON.stringify(quad);
  const cells = [key, image, sample.image, level, text, mark, split, writer, page, language, place];
  return `${cells.map((cell) => quoted(cell ?? '')).join(',')}\n`;
}

/** RFC 4180. */
function quoted(cell: string): string {
  return /[",\r\n]/u.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

interface HashedFile {
  add(text: string): Promise<void>;
  close(): Promise<void>;
  sha256(): string;
  bytes(): number;
}

async function openHashed(path: string): Promise<HashedFile> {
  const file = await open(path, 'wx');
  const hash = createHash('sha256');
  let waiting: string[] = [];
  let bytes = 0;
  let digest = '';
  async function flush(): Promise<void> {
    const chunk = Buffer.from(waiting.join(''));
    waiting = [];
    bytes += chunk.length;
    hash.update(chunk);
    await file.writeFile(chunk);
  }
  return {
    async add(text) {
      waiting.push(text);
      if (waiting.length >= linesAtOnce) await flush();
    },
    async close() {
      await flush();
      await file.sync();
      await file.close();
      digest = hash.digest('hex');
    },
    sha256: () => digest,
    bytes: () => bytes,
  };
}
