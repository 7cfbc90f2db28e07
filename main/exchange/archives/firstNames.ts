import { createReadStream } from 'node:fs';
import { Parser } from 'tar';
import { openPromise } from 'yauzl';
import type { ArchiveKind } from './unpackArchive.ts';

/** Enough to recognise the format: lists come before or among the first images. */
const mostNames = 20_000;

/** The first names in an archive; fewer, or none, when it is damaged. */
export async function firstNames(archive: string, kind: ArchiveKind): Promise<string[]> {
  const names: string[] = [];
  try {
    await (kind === 'zip' ? namesOfZip(archive, names) : namesOfTar(archive, names));
  } catch {
    // Unpacking it says what is wrong.
  }
  return names;
}

async function namesOfZip(archive: string, names: string[]): Promise<void> {
  const zip = await openPromise(archive, { autoClose: false });
  try {
    for await (const { fileName } of zip.eachEntry()) {
      names.push(fileName);
      if (names.length >= mostNames) break;
    }
  } finally {
    zip.close();
  }
}

async function namesOfTar(archive: string, names: string[]): Promise<void> {
  const parser = new Parser({
    onReadEntry: (entry) => {
      names.push(entry.path);
      entry.resume();
    },
  });
  const chunks: AsyncIterable<Buffer> = createReadStream(archive);
  for await (const chunk of chunks) {
    parser.write(chunk);
    if (names.length >= mostNames) break;
  }
}
