import { createWriteStream } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { finished } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { createWholeFile } from './writeWhole.ts';

/** An archive that is being written. Names are relative paths with slashes. */
export interface Archive {
  readonly addText: (name: string, text: string | Buffer) => void;
  readonly addCopy: (name: string, file: string) => void;
}

/**
 * Writes a new zip archive. Text is compressed; copied files are not, because most are pictures, which are already.
 *
 * @throws InkdexError `conflict` if the path exists, `disk-full`, `permission-denied`, and the errors of `fill`
 */
export async function createZip(
  path: string,
  fill: (archive: Archive) => Promise<void> | void,
): Promise<void> {
  await createWholeFile(path, async (file) => {
    const archive = new ZipFile();
    const output = createWriteStream(file, { flags: 'wx' });
    const written = finished(archive.outputStream.pipe(output));
    // A file that was deleted meanwhile.
    archive.on('error', (error: Error) => output.destroy(error));
    try {
      await fill({
        addText: (name, text) => {
          archive.addBuffer(Buffer.from(text), name);
        },
        addCopy: (name, from) => {
          archive.addFile(from, name, { compress: false });
        },
      });
      archive.end();
      await written;
    } catch (error) {
      output.destroy();
      await written.catch(() => undefined);
      throw error;
    }
  });
}

/**
 * Replaces a folder by a zip archive of its files. Returns the path of the archive.
 *
 * @throws InkdexError as `createZip` does
 */
export async function zipFolder(folder: string): Promise<string> {
  const path = `${folder}.zip`;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  await createZip(path, (archive) => {
    for (const entry of entries.filter((each) => each.isFile())) {
      const file = join(entry.parentPath, entry.name);
      archive.addCopy(relative(folder, file).split(sep).join('/'), file);
    }
  });
  await rm(folder, { recursive: true });
  return path;
}
