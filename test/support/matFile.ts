import { deflateSync } from 'node:zlib';

/** What a MAT-file's structure holds: structures, and arrays of numbers column by column. */
export type MatValue =
  | { readonly fields: Readonly<Record<string, MatValue>> }
  | {
      readonly kind: 'uint8' | 'double';
      readonly dimensions: readonly number[];
      readonly numbers: readonly number[] | Uint8Array;
    };

/** A MAT-file of level 5 with one variable, compressed as MATLAB and SciPy do, or not. */
export function matFileOf(name: string, value: MatValue, isCompressed = true): Buffer {
  const header = Buffer.alloc(128, ' ');
  header.write('MATLAB 5.0 MAT-file, made by a test', 0);
  header.fill(0, 116, 124);
  header.writeUInt16LE(0x0100, 124);
  header.write('IM', 126);
  const matrix = matrixOf(name, value);
  if (!isCompressed) return Buffer.concat([header, matrix]);
  const packed = deflateSync(matrix);
  return Buffer.concat([header, tag(15, packed.length), packed]);
}

function matrixOf(name: string, value: MatValue): Buffer {
  const isStructure = 'fields' in value;
  const className = isStructure ? 2 : value.kind === 'uint8' ? 9 : 6;
  const dimensions = isStructure ? [1, 1] : value.dimensions;
  const shape = Buffer.alloc(4 * dimensions.length);
  for (const [index, length] of dimensions.entries()) shape.writeInt32LE(length, 4 * index);
  const parts = [
    element(6, Buffer.from([className, 0, 0, 0, 0, 0, 0, 0])),
    element(5, shape),
    element(1, Buffer.from(name)),
    ...(isStructure ? structureParts(value.fields) : [numbersOf(value)]),
  ];
  const body = Buffer.concat(parts);
  return Buffer.concat([tag(14, body.length), body]);
}

const nameLength = 32;

function structureParts(fields: Readonly<Record<string, MatValue>>): Buffer[] {
  const names = Buffer.alloc(nameLength * Object.keys(fields).length);
  for (const [index, name] of Object.keys(fields).entries()) names.write(name, index * nameLength);
  // The length of the names is a small element: its data stand in its tag.
  const length = Buffer.alloc(8);
  length.writeUInt16LE(5, 0);
  length.writeUInt16LE(4, 2);
  length.writeInt32LE(nameLength, 4);
  return [length, element(1, names), ...Object.values(fields).map((field) => matrixOf('', field))];
}

function numbersOf({ kind, numbers }: Extract<MatValue, { kind: string }>): Buffer {
  if (kind === 'uint8') return element(2, Buffer.from(numbers));
  const bytes = Buffer.alloc(8 * numbers.length);
  for (const [index, number] of [...numbers].entries()) bytes.writeDoubleLE(number, 8 * index);
  return element(9, bytes);
}

function element(type: number, data: Buffer): Buffer {
  return Buffer.concat([tag(type, data.length), data, Buffer.alloc((8 - (data.length % 8)) % 8)]);
}

function tag(type: number, bytes: number): Buffer {
  const words = Buffer.alloc(8);
  words.writeUInt32LE(type, 0);
  words.writeUInt32LE(bytes, 4);
  return words;
}
