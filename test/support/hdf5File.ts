import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { File, ready } from 'h5wasm';

const hdf5 = await ready;
const [plugins = ''] = hdf5.get_plugin_search_paths();
hdf5.FS.mkdirTree(plugins);
const lzf = createRequire(import.meta.url).resolve('h5wasm-plugins/plugins/libH5Zlzf.so');
hdf5.FS.writeFile(`${plugins}/libH5Zlzf.so`, readFileSync(lzf));
const lzfNumber = 32_000;

export interface Hdf5Array {
  readonly shape: readonly number[];
  readonly values: Uint8Array | Float32Array | BigInt64Array;
  /** By default it stands uncompressed, in one piece. */
  readonly compression?: 'gzip' | 'lzf';
}

/** The bytes of an HDF5 file with these arrays by their names. */
export function hdf5File(arrays: Readonly<Record<string, Hdf5Array>>): Buffer {
  const file = new File('/made.h5', 'w');
  for (const [name, { shape, values, compression }] of Object.entries(arrays)) {
    const all = { name, data: values, shape: [...shape] };
    const chunks = [1, ...shape.slice(1)];
    const bytes = values.byteLength / (shape[0] ?? 1);
    if (compression === 'lzf') {
      file.create_dataset({ ...all, chunks, compression: lzfNumber, compression_opts: [4, 261, bytes] });
    } else if (compression === 'gzip') file.create_dataset({ ...all, chunks, compression });
    else file.create_dataset(all);
  }
  file.close();
  return Buffer.from(hdf5.FS.readFile('/made.h5'));
}
