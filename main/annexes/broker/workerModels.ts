import { readdir, rm, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { hashFile } from '../../files/hashFile.ts';
import { writeWhole } from '../../files/writeWhole.ts';
import type { Broker } from './connection.ts';
import { getObject, mostFileBytes } from './objects.ts';

/** How many models of libraries a worker keeps. */
const mostKept = 8;

/**
 * The models that a worker reads with: those that come with it, and those of libraries, which it fetches from the object
 * store once.
 *
 * @param shipped folder of the models that come with Inkdex
 * @param folder where fetched models are kept
 */
export function createWorkerModels(shipped: string, folder: string) {
  let shippedPaths: Promise<Map<string, string>> | undefined;

  async function hashShipped(): Promise<Map<string, string>> {
    const paths = (await readdir(shipped).catch(() => []))
      .filter((name) => extname(name) === '.onnx')
      .map((name) => join(shipped, name));
    const hashed = await Promise.all(
      paths.map(async (path) => [(await hashFile(path)) ?? '', path] as const),
    );
    return new Map(hashed);
  }

  async function removeOld(): Promise<void> {
    const names = (await readdir(folder)).filter((name) => extname(name) === '.onnx');
    const files = await Promise.all(
      names.map(async (name) => ({ path: join(folder, name), at: (await stat(join(folder, name))).mtimeMs })),
    );
    const old = files.sort((a, b) => b.at - a.at).slice(mostKept);
    for (const { path } of old) await rm(path, { force: true });
  }

  return {
    /**
     * The file of a model; null if it is not in the object store, or incomplete.
     *
     * @throws InkdexError `disk-full`, `permission-denied`; errors of the broker
     */
    async find(broker: Broker, sha256: string): Promise<string | null> {
      const own = (await (shippedPaths ??= hashShipped())).get(sha256);
      if (own !== undefined) return own;
      const path = join(folder, `${sha256}.onnx`);
      if ((await stat(path).catch(() => null)) !== null && (await hashFile(path)) === sha256) return path;
      const bytes = await getObject(broker.models, sha256, mostFileBytes);
      if (bytes === null) return null;
      await writeWhole(path, [bytes]);
      await removeOld();
      return path;
    },
  };
}
