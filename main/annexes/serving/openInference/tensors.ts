import { z } from 'zod';
import { InkdexError } from '../../../../shared/result.ts';
import { jsonOf } from '../../../api/endpoint.ts';

/** The header that says how many bytes of a body are JSON; the tensors follow (Triton, "binary tensor data"). */
export const jsonLengthHeader = 'inference-header-content-length';

/** Of a request, and sides of one. The models take one. */
export const mostTensors = 16;

const sizedInput = z.looseObject({
  parameters: z.looseObject({ binary_data_size: z.int().nonnegative() }),
});
const sizedBody = z.looseObject({ inputs: z.array(z.unknown()).max(mostTensors) });

/**
 * The JSON of a request in which the tensors after it are the `data` of their inputs, as lists of bytes.
 *
 * @throws InkdexError `bad-arguments` when JSON or sizes do not fit
 */
export function readTensors(body: Buffer, headers: Headers): unknown {
  const announced = headers.get(jsonLengthHeader);
  const length = announced === null ? body.length : Number(announced);
  const isLength = Number.isInteger(length) && length >= 0 && length <= body.length;
  if (!isLength) {
    throw new InkdexError(
      'bad-arguments',
      `The first ${announced ?? ''} of ${body.length} bytes are no valid JSON: expected its length in ${jsonLengthHeader}.`,
    );
  }
  const json = jsonOf(body.subarray(0, length));
  const parsed = sizedBody.safeParse(json);
  if (!parsed.success) return json;
  let at = length;
  const inputs = parsed.data.inputs.map((input): unknown => {
    const sized = sizedInput.safeParse(input);
    if (!sized.success) return input;
    const end = at + sized.data.parameters.binary_data_size;
    const data = elementsOf(body.subarray(at, end), end > body.length);
    at = end;
    return { ...sized.data, data };
  });
  if (at === body.length) return { ...parsed.data, inputs };
  throw wrongSizes(
    `${body.length - length} bytes follow the JSON, but binary_data_size gives ${at - length}`,
  );
}

/** Many more than a request may have words. */
export const mostElements = 10_000;

/**
 * The elements of a tensor of the type BYTES: each is its length (32 bits, little endian) and its bytes.
 *
 * @throws InkdexError `bad-arguments` when the lengths do not fit
 */
export function elementsOf(bytes: Buffer, isCut = false): Buffer[] {
  const elements: Buffer[] = [];
  let at = 0;
  while (!isCut && at + 4 <= bytes.length && elements.length < mostElements) {
    const end = at + 4 + bytes.readUInt32LE(at);
    if (end > bytes.length) break;
    elements.push(bytes.subarray(at + 4, end));
    at = end;
  }
  if (!isCut && at === bytes.length) return elements;
  if (elements.length === mostElements) throw wrongSizes(`the tensor has more than ${mostElements} elements`);
  throw wrongSizes(`the tensor ends within an element, ${bytes.length - at} bytes after the last whole one`);
}

function wrongSizes(found: string): InkdexError {
  return new InkdexError('bad-arguments', `A binary tensor does not fit: ${found}.`);
}

/** A tensor of the type BYTES. */
export function bytesTensor(texts: readonly string[]): Buffer {
  return Buffer.concat(
    texts.flatMap((text) => {
      const bytes = Buffer.from(text);
      const length = Buffer.alloc(4);
      length.writeUInt32LE(bytes.length);
      return [length, bytes];
    }),
  );
}

/** A tensor of the type FP32. */
export function floatTensor(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeFloatLE(value, index * 4);
  return bytes;
}
