import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { downloadAll } from '../../main/exchange/download/download.ts';

/** The dictionary of Émile Littré (1863 to 1877, public domain) in StarDict's format, as Debian has it. */
const debianPackage = {
  url: 'https://deb.debian.org/debian/pool/main/s/stardict-xmlittre/stardict-xmlittre_1.0-2_all.deb',
  file: 'stardict-xmlittre_1.0-2_all.deb',
  sha256: '05e9b0e4f534256c2db5325fc10cb90eeb2f459c465e4ab37e1804ecd34e3de5',
};
const dictionary = 'usr/share/stardict/dic/XMLittre.dict.dz';

/**
 * Running French text to count pairs of words in, fetched from Debian once and kept. `dpkg-deb` unpacks it.
 *
 * @throws Error when the package cannot be fetched or is not the one that it was
 */
export async function littreTexts(cache: string): Promise<string[]> {
  const { signal } = new AbortController();
  const [outcome] = await downloadAll([debianPackage], cache, { onProgress: () => undefined, signal });
  if (outcome?.status === 'failed') throw new Error(outcome.error.message);
  const folder = join(cache, 'stardict-xmlittre-1.0-2');
  await promisify(execFile)('dpkg-deb', ['--extract', join(cache, debianPackage.file), folder]);
  const packed = await readFile(join(folder, dictionary));
  return littreProse((await promisify(gunzip)(packed)).toString('utf8'));
}

/** Old French and the words of other languages. */
const leftOut: readonly string[] = ['HISTORIQUE', 'ÉTYMOLOGIE'];
const heading = /<b><big>(?<name>[^<]*)<\/big><\/b>/u;
/** Begins an article, after its word. */
const grammar = /^.{0,60}<i><small>/u;
/** Author and work of a quotation. */
const origin = /<span foreground="#(?:B22222|556B2F)">[^<]*<\/span>/gu;

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
      .trim();
    return prose === '' ? [] : [prose];
  });
}
