import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { isNotFound } from '../../../shared/result.ts';

/** The dictionary of Émile Littré (1863 to 1877, public domain) in StarDict's format, as Debian has it. */
const packageUrl =
  'https://deb.debian.org/debian/pool/main/s/stardict-xmlittre/stardict-xmlittre_1.0-2_all.deb';
const packageSha256 = '05e9b0e4f534256c2db5325fc10cb90eeb2f459c465e4ab37e1804ecd34e3de5';
const dictionary = 'usr/share/stardict/dic/XMLittre.dict.dz';

/**
 * Running French text to count pairs of words in, fetched from Debian once and kept. `dpkg-deb` unpacks it.
 *
 * @throws Error when the package cannot be fetched or is not the one that it was
 */
export async function littreTexts(cache: string): Promise<string[]> {
  const folder = join(cache, 'stardict-xmlittre-1.0-2');
  const read = (): Promise<Buffer> => readFile(join(folder, dictionary));
  const packed = await read().catch(async (error: unknown) => {
    if (!isNotFound(error)) throw error;
    await fetchPackage(folder);
    return await read();
  });
  return littreProse((await promisify(gunzip)(packed)).toString('utf8'));
}

async function fetchPackage(folder: string): Promise<void> {
  const answer = await fetch(packageUrl);
  if (!answer.ok) throw new Error(`${packageUrl} cannot be fetched: ${answer.status} ${answer.statusText}.`);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== packageSha256) {
    throw new Error(`${packageUrl} has the SHA-256 ${found}, expected ${packageSha256}.`);
  }
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  const file = join(partial, 'package.deb');
  await writeFile(file, bytes);
  await promisify(execFile)('dpkg-deb', ['--extract', file, partial]);
  await rm(file);
  await rename(partial, folder);
}

/** Old French and the words of other languages. */
const leftOut: readonly string[] = ['HISTORIQUE', 'ÉTYMOLOGIE'];
const heading = /<b><big>(?<name>[^<]*)<\/big><\/b>/u;
/** Begins an article, after its word. */
const grammar = /^.{0,60}<i><small>/u;
/** Author and work of a quotation. */
const origin = /<span foreground="#(?:B22222|556B2F)">[^<]*<\/span>/gu;
const entities: Readonly<Record<string, string>> = { '&apos;': "'", '&amp;': '&', '&quot;': '"' };

/** The definitions and quotations of the dictionary, line by line, without markup. */
export function littreProse(text: string): string[] {
  let isLeftOut = false;
  return text.split('\n').flatMap((line) => {
    const name = heading.exec(line)?.groups?.name;
    if (name !== undefined) isLeftOut = leftOut.includes(name);
    else if (grammar.test(line)) isLeftOut = false;
    if (isLeftOut || name !== undefined) return [];
    const prose = line
      .replaceAll(origin, '. ')
      .replaceAll(/<[^>]+>/gu, ' ')
      .replaceAll(/\bVoy\. /gu, '. ')
      .replaceAll(/&(?:apos|amp|quot);/gu, (entity) => entities[entity] ?? entity)
      .trim();
    return prose === '' ? [] : [prose];
  });
}
