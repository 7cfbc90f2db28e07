import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import { z } from 'zod';
import { formatCount } from '../../../shared/text.ts';

/**
 * Reads MATLAB's MAT files of level 5 as far as EMNIST needs them: structures, and matrices of real numbers ("MAT-File Format",
 * MathWorks, 2024). Numbers are little-endian.
 */

/** A matrix: its sizes, and its numbers column by column. */
export interface MatMatrix {
  readonly sizes: readonly number[];
  readonly values:
    | Uint8Array
    | Int8Array
    | Uint16Array
    | Int16Array
    | Uint32Array
    | Int32Array
    | Float32Array
    | Float64Array;
}
export type MatValue = MatMatrix | { readonly [field: string]: MatValue };

/** A matrix where it is expected. */
export const matMatrixSchema: z.ZodType<MatMatrix> = z.object({
  sizes: z.array(z.number()),
  values: z.custom<MatMatrix['values']>((value) => ArrayBuffer.isView(value)),
});

const headerBytes = 128;
/** Types of elements. */
const [compressed, matrix] = [15, 14];
/** The class of a structure. */
const structure = 2;

const arrays = new Map<number, (bytes: Uint8Array) => MatMatrix['values']>([
  [1, (bytes) => new Int8Array(aligned(bytes))],
  [2, (bytes) => bytes],
  [3, (bytes) => new Int16Array(aligned(bytes))],
  [4, (bytes) => new Uint16Array(aligned(bytes))],
  [5, (bytes) => new Int32Array(aligned(bytes))],
  [6, (bytes) => new Uint32Array(aligned(bytes))],
  [7, (bytes) => new Float32Array(aligned(bytes))],
  [9, (bytes) => new Float64Array(aligned(bytes))],
]);

function aligned(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}

interface Element {
  readonly type: number;
  readonly bytes: Buffer;
  /** Where the next one begins. */
  readonly end: number;
}

/** @throws RangeError where the file ends early */
function elementAt(bytes: Buffer, at: number): Element {
  const first = bytes.readUInt32LE(at);
  // Up to four bytes stand in the tag itself.
  const small = first >>> 16;
  if (small > 0) return { type: first & 0xffff, bytes: part(bytes, at + 4, small), end: at + 8 };
  const size = bytes.readUInt32LE(at + 4);
  const start = at + 8;
  const padding = first === compressed ? 0 : (8 - (size % 8)) % 8;
  return { type: first, bytes: part(bytes, start, size), end: start + size + padding };
}

function part(bytes: Buffer, start: number, size: number): Buffer {
  if (start + size > bytes.length) throw new RangeError('it ends early');
  return bytes.subarray(start, start + size);
}

/**
 * The variables of a file by their names.
 *
 * @param mostBytes of all variables together, unpacked
 * @throws Error for another or a damaged file
 */
export async function readMatFile(bytes: Buffer, mostBytes: number): Promise<Record<string, MatValue>> {
  let left = mostBytes;
  const unpack = async (packed: Buffer): Promise<Buffer> => {
    const unpacked = await promisify(inflate)(packed, { maxOutputLength: Math.max(1, left) }).catch(
      (error: unknown) => {
        if (!(error instanceof RangeError)) throw error;
        throw new RangeError(`it unpacks to more than ${formatCount(mostBytes)} bytes`, { cause: error });
      },
    );
    left -= unpacked.length;
    return unpacked;
  };
  if (
    !bytes.toString('latin1', 0, 116).startsWith('MATLAB 5.0') ||
    bytes.toString('latin1', 126, 128) !== 'IM'
  ) {
    throw new Error('it is no MAT file of level 5');
  }
  const variables: Record<string, MatValue> = {};
  for (let at = headerBytes; at < bytes.length;) {
    const element = elementAt(bytes, at);
    at = element.end;
    const whole = element.type === compressed ? elementAt(await unpack(element.bytes), 0) : element;
    const { name, value } = matrixOf(whole);
    if (value !== null) variables[name] = value;
  }
  return variables;
}

/** Null for what is neither a structure nor a matrix of real numbers. */
function matrixOf({ type, bytes }: Element): { name: string; value: MatValue | null } {
  if (type !== matrix) throw new Error(`it has an element of type ${type}`);
  if (bytes.length === 0) return { name: '', value: null };
  const flags = elementAt(bytes, 0);
  const sizes = elementAt(bytes, flags.end);
  const named = elementAt(bytes, sizes.end);
  const name = named.bytes.toString('latin1');
  const kind = flags.bytes.readUInt8(0);
  if (kind === structure) return { name, value: structureOf(bytes, named.end) };
  const numbers = elementAt(bytes, named.end);
  const read = arrays.get(numbers.type);
  const dimensions = Array.from({ length: sizes.bytes.length / 4 }, (_, axis) =>
    sizes.bytes.readInt32LE(4 * axis),
  );
  if (read === undefined) return { name, value: null };
  const values = read(numbers.bytes);
  if (dimensions.reduce((all, size) => all * size, 1) !== values.length) {
    throw new Error(`its matrix of ${dimensions.join(' x ')} has ${values.length} numbers`);
  }
  return { name, value: { sizes: dimensions, values } };
}

/** The fields of the only structure of an array. */
function structureOf(bytes: Buffer, start: number): MatValue {
  const lengths = elementAt(bytes, start);
  const length = lengths.bytes.readInt32LE(0);
  const names = elementAt(bytes, lengths.end);
  const fields: Record<string, MatValue> = {};
  let at = names.end;
  for (let name = 0; name < names.bytes.length; name += length) {
    const element = elementAt(bytes, at);
    at = element.end;
    const { value } = matrixOf(element);
    const field = names.bytes.toString('latin1', name, name + length).replace(/\0.*$/su, '');
    if (value !== null) fields[field] = value;
  }
  return fields;
}
