import { deflateSync } from 'node:zlib';

/** Writes MATLAB's MAT files of level 5. */

/** A data element of a file. */
function matElement(type: number, bytes: Uint8Array): Buffer {
  const tag = Buffer.from(Uint32Array.of(type, bytes.length).buffer);
  return Buffer.concat([tag, bytes, Buffer.alloc(type === 15 ? 0 : (8 - (bytes.length % 8)) % 8)]);
}

/** A matrix of bytes, as `class` uint8. */
export function matArray(name: string, type: number, sizes: readonly number[], bytes: Uint8Array): Buffer {
  return matElement(14, Buffer.concat([matHead(name, 9, sizes), matElement(type, bytes)]));
}

function matHead(name: string, kind: number, sizes: readonly number[]): Buffer {
  const numbers = (type: number, ...values: readonly number[]): Buffer =>
    matElement(type, new Uint8Array(Int32Array.from(values).buffer));
  return Buffer.concat([numbers(6, kind, 0), numbers(5, ...sizes), matElement(1, Buffer.from(name))]);
}

/** A structure of arrays, by the names of its fields. */
export function matStruct(name: string, fields: Readonly<Record<string, Buffer>>): Buffer {
  const names = Object.keys(fields).map((field) => field.padEnd(32, '\0'));
  // Four bytes stand in the tag itself.
  const length = Buffer.from(Uint32Array.of((4 << 16) | 5, 32).buffer);
  const head = [matHead(name, 2, [1, 1]), length, matElement(1, Buffer.from(names.join('')))];
  return matElement(14, Buffer.concat([...head, ...Object.values(fields)]));
}

/** EMNIST as `emnist-byclass.mat` has it: images and mapping column by column. */
export function emnistMat(
  splits: Readonly<
    Record<string, { readonly images: readonly ArrayLike<number>[]; readonly labels: readonly number[] }>
  >,
  codes: readonly number[],
  isCompressed: boolean,
  mapping = matArray('', 2, [codes.length, 2], Uint8Array.from([...codes.keys(), ...codes])),
): Buffer {
  const parts = Object.entries(splits).map(([split, { images, labels }]) => {
    const size = images[0]?.length ?? 0;
    const columns = Array.from({ length: size }, (_, at) => images.map((image) => image[at] ?? 0));
    const fields = {
      images: matArray('', 2, [labels.length, size], Uint8Array.from(columns.flat())),
      labels: matArray('', 9, [labels.length, 1], new Uint8Array(Float64Array.from(labels).buffer)),
    };
    return [split, matStruct('', fields)] as const;
  });
  const dataset = matStruct('dataset', {
    ...Object.fromEntries(parts),
    mapping,
  });
  return matFile(dataset, isCompressed);
}

/** A file of variables. */
export function matFile(variables: Buffer | readonly Buffer[], isCompressed: boolean): Buffer {
  const head = Buffer.alloc(128, ' ');
  head.write('MATLAB 5.0 MAT-file, Platform: GLNXA64');
  head.write('\0\x01IM', 124, 'latin1');
  const packed = [variables].flat().map((each) => (isCompressed ? matElement(15, deflateSync(each)) : each));
  return Buffer.concat([head, ...packed]);
}

/** Of an IDX file of EMNIST: its kind, and the length of each side. */
export function idxHeader(magic: number, ...sizes: number[]): Buffer {
  const words = Buffer.alloc(4 + 4 * sizes.length);
  words.writeUInt32BE(magic, 0);
  for (const [index, size] of sizes.entries()) words.writeUInt32BE(size, 4 + 4 * index);
  return words;
}
