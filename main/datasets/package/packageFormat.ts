import { createReadStream } from 'node:fs';
import { access, readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { sampleLabelSchema, type Sample } from '../../../shared/contract/dataset.ts';
import type { ExchangeFormat, IncomingRecord } from '../../exchange/exchangeFormat.ts';
import { compareKeys, manifestHeader, manifestLines, parseManifestLine } from '../../../shared/manifest.ts';
import { failureOf, InkdexError } from '../../../shared/result.ts';
import { z } from 'zod';
import { headBytes } from '../../files/headBytes.ts';
import { hashFile } from '../../files/hashFile.ts';
import { pathKind } from '../../files/pathKind.ts';
import { bagVariant, payloadOf } from './bag.ts';
import { packageFiles, parseMetadataToml } from './packageFiles.ts';

export const packageName = 'inkdex';

/** Inkdex's own lossless format for versions. `exportVersion` writes it, because it needs the version's record. */
export const packageFormat: ExchangeFormat = {
  name: packageName,
  title: 'Inkdex dataset (manifest, images, metadata.toml, Croissant)',
  losses: [],
  variants: ['plain', bagVariant],
  async recognise(path) {
    try {
      const folder = await payloadOf(path);
      await access(join(folder, packageFiles.manifest));
      await access(join(folder, packageFiles.metadata));
      return 1;
    } catch {
      return basename(path) === packageFiles.manifest ? 0.9 : 0;
    }
  },
  /** @throws InkdexError `data-invalid` when the manifest does not match metadata.toml, `file-missing` */
  async *read(path) {
    const isFile = (await pathKind(path)) === 'file';
    if (isFile && !Object.values<string>(packageFiles).includes(basename(path))) {
      throw new InkdexError(
        'data-invalid',
        `${path} is a file; expected the folder of an Inkdex dataset, with ${packageFiles.manifest} in it. Unpack an ` +
          'archive before you import it.',
      );
    }
    const folder = await payloadOf(isFile ? dirname(path) : path);
    const manifest = join(folder, packageFiles.manifest);
    await checkManifest(folder, manifest);
    const images = new Map((await imagesOf(folder)).map((name) => [hashOfName(name), name]));
    let number = 0;
    let last: string | undefined;
    for await (const line of manifestLines(createReadStream(manifest, 'utf8'), manifest)) {
      number += 1;
      if (number === 1) {
        if (line !== manifestHeader) throw wrongHeader(manifest, line);
        continue;
      }
      const place = `${manifest}, line ${number}`;
      const record = recordOf(line, number, place, last, images, folder);
      if (record.kind === 'sample') last = record.sample.key;
      yield record;
    }
  },
  write: null,
};

const labelOfSample = z.object(sampleLabelSchema.shape);

function recordOf(
  line: string,
  number: number,
  place: string,
  last: string | undefined,
  images: ReadonlyMap<string, string>,
  folder: string,
): IncomingRecord {
  let sample: Sample;
  try {
    sample = parseManifestLine(line, number);
  } catch (thrown) {
    return { kind: 'invalid', message: `${place}: ${failureOf(thrown).message}` };
  }
  if (last !== undefined && compareKeys(last, sample.key) >= 0) {
    return {
      kind: 'invalid',
      message: `${place}: the key "${sample.key}" is out of order, expected a key after "${last}"`,
    };
  }
  const name = images.get(sample.image) ?? sample.image;
  const { source, image: sha256 } = sample;
  const incoming = { ...labelOfSample.parse(sample), path: join(folder, 'images', name), source, sha256 };
  return { kind: 'sample', sample: incoming, place };
}

async function checkManifest(folder: string, manifest: string): Promise<void> {
  const path = join(folder, packageFiles.metadata);
  const metadata = parseMetadataToml(await textOf(path), path);
  const found = await hashFile(manifest);
  if (found === metadata.sha256) return;
  const head = found === null ? '' : (await headBytes(manifest, 10_000)).toString('utf8');
  const isOfWindows = /^[^\n]*\r\n/u.test(head);
  const cure = isOfWindows
    ? 'Its line ends were changed to CRLF, as git does on Windows: put "* -text" into .gitattributes, and check it out again.'
    : 'Download both files again.';
  const has = found === null ? 'cannot be read' : `has the SHA-256 ${found}`;
  const message = `${manifest} ${has}, but ${path} expects ${metadata.sha256}. ${cure}`;
  throw new InkdexError('data-invalid', message);
}

async function textOf(path: string): Promise<string> {
  return await readFile(path, 'utf8').catch(lacking(path));
}

async function imagesOf(folder: string): Promise<string[]> {
  const path = join(folder, 'images');
  return await readdir(path).catch(lacking(path));
}

function lacking(path: string): (thrown: unknown) => never {
  return (cause) => {
    throw new InkdexError(
      'file-missing',
      `${path} was not found: expected a folder with ${Object.values(packageFiles).join(', ')} and images.`,
      { cause },
    );
  };
}

function hashOfName(name: string): string {
  return name.replace(/\.\w+$/u, '');
}

function wrongHeader(manifest: string, line: string): InkdexError {
  return new InkdexError(
    'data-invalid',
    `${manifest} begins with ${JSON.stringify(line.slice(0, 100))}, expected ${manifestHeader}. It may come from ` +
      'a newer version of Inkdex.',
  );
}
