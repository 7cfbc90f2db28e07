import { compiled } from './compiled.ts';

/** Takes places in bytes of the kernels' memory, and numbers. */
type Kernel = (...places: number[]) => void;

const { exports } = new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(compiled, 'base64')));

/**
 * The kernels of `main/imaging/kernels/assembly`, where their parameters are described. They have no data of their own: each call has the
 * whole memory.
 */
export const kernels = { resample: kernelOf('resample'), divide: kernelOf('divide') } as const;

function kernelOf(name: string): Kernel {
  const kernel = exports[name];
  if (typeof kernel !== 'function') throw new TypeError(`There is no kernel ${name}.`);
  return kernel as Kernel;
}

function memoryOf(): WebAssembly.Memory {
  if (!(exports.memory instanceof WebAssembly.Memory)) throw new TypeError('The kernels have no memory.');
  return exports.memory;
}

const memory = memoryOf();
const page = 2 ** 16;
/** Kernels use vectors of so many bytes. */
const vector = 16;

/**
 * Lays arrays out in the kernels' memory, instead of those of the last call.
 *
 * @param parts arrays, which are copied, and bytes of room that is not cleared; sixteen bytes more can be read and written after each
 * @returns the place of each in bytes
 */
export function layOut(
  parts: readonly (Uint8Array | Int32Array | Float32Array | Float64Array | number)[],
): number[] {
  let end = vector;
  const places = parts.map((part) => {
    const place = end;
    end = Math.ceil((place + (typeof part === 'number' ? part : part.byteLength)) / vector + 1) * vector;
    return place;
  });
  const missing = end - memory.buffer.byteLength;
  if (missing > 0) memory.grow(Math.ceil(missing / page));
  for (const [index, part] of parts.entries()) {
    if (typeof part === 'number') continue;
    bytesAt(places[index], part.byteLength).set(
      new Uint8Array(part.buffer, part.byteOffset, part.byteLength),
    );
  }
  return places;
}

/** A part of the kernels' memory, until the next call of `layOut`. */
export function bytesAt(place: number, length: number): Uint8Array {
  return new Uint8Array(memory.buffer, place, length);
}
