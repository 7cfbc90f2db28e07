import { registerHooks } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { mutated, mutations } from './seedMutations.ts';

/**
 * Breaks the feature that `INKDEX_WITHOUT` names in every process and thread that loads this first: `NODE_OPTIONS=--import FILE`.
 * The files themselves stay as they are.
 */
const feature = process.env.INKDEX_WITHOUT;
const mutation = mutations.find((each) => each.feature === feature);
if (mutation !== undefined) {
  const broken = pathToFileURL(join(import.meta.dirname, '../..', mutation.file)).href;
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context);
      if (url !== broken) return loaded;
      const { source } = loaded;
      if (typeof source !== 'string' && !(source instanceof Uint8Array))
        throw new Error(`${url} has no text.`);
      const text = typeof source === 'string' ? source : Buffer.from(source).toString('utf8');
      return { ...loaded, source: mutated(text, mutation) };
    },
  });
}
