import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sample, VersionRecord } from '../../../shared/contract/dataset.ts';
import { canonicalSample, manifestHeader } from '../../../shared/manifest.ts';
import { InkdexError } from '../../../shared/result.ts';
import { createWholeFolder } from '../../files/writeWhole.ts';
import { photoFormatOf } from '../../imaging/formats/photoFile.ts';
import { writeBag } from './bag.ts';
import { croissant, tableColumns } from './croissant.ts';
import { metadataToml, packagedImage, packageFiles } from './packageFiles.ts';

/** A sample of a version with its image object, whose hash has been checked. */
export interface OutgoingMember {
  readonly sample: Sample;
  readonly path: string;
  readonly width: number;
  readonly height: number;
}

export interface PackageRequest {
  /** The folder to create. */
  readonly path: string;
  readonly record: VersionRecord;
  /** The future address of the folder; null: unknown. */
  readonly url: string | null;
  /** Whether it becomes the payload of a BagIt bag. */
  readonly isBag: boolean;
  readonly onImage: () => void;
}

/** Samples to write at once. */
const linesAtOnce = 1000;

/**
 * Writes a version as a self-contained folder: manifest, images named by their hashes, `metadata.toml`, Croissant and
 * a table. The folder is complete or absent.
 *
 * @throws InkdexError `data-invalid` when the data does not match the version's id, `disk-full`, `permission-denied`
 */
export async function writePackage(
  members: AsyncIterable<OutgoingMember>,
  request: PackageRequest,
): Promise<void> {
  await createWholeFolder(request.path, async (folder) => {
    const payload = request.isBag ? join(folder, 'data') : folder;
    await mkdir(join(payload, 'images'), { recursive: true });
    await fill(payload, members, request);
    if (request.isBag) await writeBag(folder, request.record);
  });
}

async function fill(
  folder: string,
  members: AsyncIterable<OutgoingMember>,
  { record, url, onImage }: PackageRequest,
): Promise<void> {
  const images = new Map<string, string>();
  const { value: table, ...manifest } = await writeHashed(
    join(folder, packageFiles.manifest),
    async (addLine) => {
      await addLine(`${manifestHeader}\n`);
      return await writeHashed(join(folder, packageFiles.table), async (addRow) => {
        await addRow(`${Object.keys(tableColumns).join(',')}\n`);
        for await (const { sample, path } of members) {
          let image = images.get(sample.image);
          if (image === undefined) {
            image = await packImage(folder, sample.image, path);
            images.set(sample.image, image);
            onImage();
          }
          await addLine(`${canonicalSample(sample)}\n`);
          await addRow(tableLine(sample, image));
        }
      });
    },
  );
  if (manifest.sha256 !== record.version) {
    throw new InkdexError(
      'data-invalid',
      `The samples have the SHA-256 ${manifest.sha256}, expected ${record.version}. Verify the version.`,
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
  await writeFile(
    join(folder, packageFiles.croissant),
    croissant({ record, url, table: { sha256: table.sha256, bytes: table.bytes }, formats }),
  );
}

/** Returns the image's path in the package. */
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

interface Hashed<Value> {
  readonly sha256: string;
  readonly bytes: number;
  /** The result of the function that filled the file. */
  readonly value: Value;
}

/** Creates a file from the texts that `work` adds, flushes it to the disk, and closes it in every case. */
async function writeHashed<Value>(
  path: string,
  work: (add: (text: string) => Promise<void>) => Promise<Value>,
): Promise<Hashed<Value>> {
  const file = await open(path, 'wx');
  const hash = createHash('sha256');
  let waiting: string[] = [];
  let bytes = 0;
  async function flush(): Promise<void> {
    const chunk = Buffer.from(waiting.join(''));
    waiting = [];
    bytes += chunk.length;
    hash.update(chunk);
    await file.writeFile(chunk);
  }
  try {
    const value = await work(async (text) => {
      waiting.push(text);
      if (waiting.length >= linesAtOnce) await flush();
    });
    await flush();
    await file.sync();
    return { sha256: hash.digest('hex'), bytes, value };
  } finally {
    await file.close();
  }
}
