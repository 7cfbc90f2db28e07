import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Entry, openPromise } from 'yauzl';
import { InkdexError } from '../../../shared/result.ts';
import { runCommand } from './buildTools.ts';
import { wheelTags } from './wheels.ts';
import type { Wheel } from './wheels.ts';

/** Bytes done of bytes in all; null where the size is not known. */
export type ReportBytes = (done: number, total: number | null) => void;

/**
 * Fetches one wheel through pip into an empty folder.
 *
 * @returns the wheel's path
 * @throws InkdexError `engine-install-failed` with pip's last words, or `cancelled`
 */
export async function downloadWheel(
  pip: readonly [string, ...string[]],
  wheel: Wheel,
  folder: string,
  report: ReportBytes,
  signal?: AbortSignal,
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const [python, ...moduleArgs] = pip;
  const args = [...moduleArgs, 'download', '--no-deps', '--only-binary=:all:', '--no-cache-dir'];
  args.push('--disable-pip-version-check', '--progress-bar', 'off', '--implementation', 'cp');
  args.push('--python-version', wheelTags.python);
  for (const abi of wheelTags.abis) args.push('--abi', abi);
  for (const platform of wheelTags.platforms) args.push('--platform', platform);
  args.push('--dest', folder, wheel.requirement);

  // pip says nothing while it downloads, but its temporary files grow.
  const polling = setInterval(
    () =>
      void sizeOf(folder).then((bytes) => {
        // pip holds the file twice for a moment, while it moves it into place.
        report(Math.min(bytes, wheel.bytes ?? bytes), wheel.bytes);
      }),
    500,
  );
  const outcome = await runCommand(python, args, { signal, environment: { TMPDIR: folder } }).finally(() => {
    clearInterval(polling);
  });
  const name = (await readdir(folder)).find((file) => file.endsWith('.whl'));
  if (outcome?.exitCode !== 0 || name === undefined) {
    throw new InkdexError(
      'engine-install-failed',
      `pip could not fetch ${wheel.requirement}: ${lastLine(outcome?.output ?? '')} Check the network, or ` +
        "the package index that pip is set to, and try again; what is missing is in pip's message.",
    );
  }
  return path.join(folder, name);
}

/** @throws InkdexError `engine-install-failed` when a file is not the pinned one, byte for byte */
export async function verifyWheel(file: string, wheel: Wheel): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  const found = hash.digest('hex');
  if (found !== wheel.sha256) {
    throw new InkdexError(
      'engine-install-failed',
      `${path.basename(file)} is not the file that this version of Inkdex knows as ${wheel.requirement}: ` +
        `SHA-256 ${found}, expected ${wheel.sha256}. Nothing was installed. Try again; should it stay so, ` +
        'the package index hands out another file.',
    );
  }
}

/**
 * Unpacks the kept parts of a wheel: headers under `include/`, every shared library beside the
 * others, since the loader looks for them in one folder.
 *
 * @returns SHA-256 of each library, by file name
 */
export async function unpackWheel(
  file: string,
  wheel: Wheel,
  folder: string,
  report: ReportBytes,
  signal?: AbortSignal,
): Promise<Record<string, string>> {
  const zip = await openPromise(file, { autoClose: false });
  const hashes: Record<string, string> = {};
  try {
    const kept: { entry: Entry; target: string }[] = [];
    for await (const entry of zip.eachEntry()) {
      const target = targetOf(entry.fileName, wheel);
      if (target !== null) kept.push({ entry, target });
    }
    const total = kept.reduce((sum, { entry }) => sum + entry.uncompressedSize, 0);
    let done = 0;
    for (const { entry, target } of kept) {
      const destination = path.join(folder, target);
      await mkdir(path.dirname(destination), { recursive: true });
      const hash = createHash('sha256');
      const counted = new Transform({
        transform(chunk: Buffer, _encoding, forward) {
          hash.update(chunk);
          done += chunk.length;
          report(done, total);
          forward(null, chunk);
        },
      });
      const source = await zip.openReadStreamPromise(entry);
      await pipeline(source, counted, createWriteStream(destination), signal === undefined ? {} : { signal });
      if (!target.startsWith('include/')) hashes[target] = hash.digest('hex');
    }
  } finally {
    zip.close();
  }
  return hashes;
}

/** Where an entry of a wheel lands, or null when it is not kept. */
function targetOf(name: string, wheel: Wheel): string | null {
  if (name.endsWith('/') || !wheel.keep.some((prefix) => name.startsWith(prefix))) return null;
  const includes = 'tensorflow/include/';
  if (name.startsWith(includes)) return path.join('include', name.slice(includes.length));
  return /\.so(\.\d+)*$/u.test(name) ? path.basename(name) : null;
}

async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = await Promise.all(
    names.map((name) =>
      stat(path.join(folder, name)).then(
        (entry) => (entry.isFile() ? entry.size : 0),
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

function lastLine(output: string): string {
  const lines = output.trim().split('\n');
  return lines.findLast((line) => line.startsWith('ERROR')) ?? lines.at(-1) ?? 'it said nothing.';
}
