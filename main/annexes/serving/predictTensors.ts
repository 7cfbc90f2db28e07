import { z } from 'zod';
import { InkdexError } from '../../../shared/result.ts';
import { pngOfFloats } from './imageData.ts';
import { checked } from '../../api/endpoint.ts';
import { modelVersion, type FindModel } from '../../api/models.ts';
import { outputsOf } from './tensorflow.ts';
import type { Words } from '../../api/words.ts';

const tensorSchema = z.object({
  dtype: z.number(),
  tensor_shape: z.object({ dim: z.array(z.object({ size: z.number() })) }).nullish(),
  tensor_content: z.instanceof(Buffer),
  float_val: z.array(z.number()),
  double_val: z.array(z.number()),
  string_val: z.array(z.instanceof(Buffer)),
});
type TensorProto = z.infer<typeof tensorSchema>;

const requestSchema = z.object({
  model_spec: z.object({ name: z.string() }),
  inputs: z.record(z.string(), tensorSchema),
  output_filter: z.array(z.string()),
});

/** Numbers of TensorFlow's types (types.proto). */
const types = { float: 1, double: 2, string: 7, int64: 9 } as const;

/**
 * Answers `PredictionService/Predict` of TensorFlow Serving over gRPC as its REST form is answered: pictures in files, or
 * pixels as CRNN_Tensorflow sends them.
 */
export function createPredict(words: Words, findModel: FindModel) {
  return async (request: unknown, signal: AbortSignal): Promise<object> => {
    const {
      model_spec: spec,
      inputs,
      output_filter: wanted,
    } = checked('the request', requestSchema, request);
    const [only, ...others] = Object.values(inputs);
    if (only === undefined || others.length > 0) {
      throw new InkdexError('bad-arguments', `Found ${Object.keys(inputs).length} inputs; expected one.`);
    }
    const { id, numbers } = await findModel(spec.name);
    const isSingle = (only.tensor_shape?.dim ?? []).length === 0;
    const isPixels = only.dtype === types.float || only.dtype === types.double;
    const readings = await words.read(isPixels ? pixelsOf(only) : filesOf(only), id, signal);
    const outputs: Record<string, object> = {};
    for (const [name, value] of Object.entries(outputsOf(readings, { isSingle, isPixels, numbers }))) {
      const tensor = wanted.length === 0 || wanted.includes(name) ? tensorOf(name, value) : null;
      if (tensor !== null) outputs[name] = tensor;
    }
    return {
      outputs,
      model_spec: {
        name: spec.name,
        version: { value: Number(modelVersion) },
        signature_name: 'serving_default',
      },
    };
  };
}

/** @throws InkdexError `bad-arguments` */
function filesOf({ dtype, string_val: files }: TensorProto): readonly Buffer[] {
  if (dtype === types.string && files.length > 0) return files;
  throw new InkdexError(
    'bad-arguments',
    `Found ${files.length} strings and the type ${dtype}; expected DT_STRING (7) with the bytes of pictures, or DT_FLOAT (1) or ` +
      'DT_DOUBLE (2) with pixels.',
  );
}

/** @throws InkdexError `bad-arguments` */
function pixelsOf({ dtype, tensor_shape: shape, tensor_content: content, ...lists }: TensorProto): Buffer[] {
  const isFloat = dtype === types.float;
  const sides = (shape?.dim ?? []).map(({ size }) => size);
  const [count = 0, height = 0, width = 0, channels = 0] = sides;
  const listed = isFloat ? lists.float_val : lists.double_val;
  const floats = Float32Array.from(
    content.length === 0
      ? listed
      : Array.from({ length: content.length >> (isFloat ? 2 : 3) }, (_, at) =>
          isFloat ? content.readFloatLE(4 * at) : content.readDoubleLE(8 * at),
        ),
  );
  const size = height * width * channels;
  if (sides.length !== 4 || count * size !== floats.length || count === 0) {
    throw new InkdexError(
      'bad-arguments',
      `Found ${floats.length} numbers of the shape ${sides.join(' x ')}; expected images x height x width x 1 or 3.`,
    );
  }
  return Array.from({ length: count }, (_, image) =>
    pngOfFloats(
      floats.subarray(image * size, (image + 1) * size),
      { height, width, channels },
      `Image ${image + 1}`,
    ),
  );
}

/** Null for what is no tensor: `ord_map`. */
function tensorOf(name: string, value: unknown): object | null {
  const rows: readonly unknown[] = Array.isArray(value) ? value : [value];
  const inner = rows[0];
  const sides = Array.isArray(value) ? [rows.length, ...(Array.isArray(inner) ? [inner.length] : [])] : [];
  const shape = { tensor_shape: { dim: sides.map((size) => ({ size })) } };
  const values = rows.flat();
  if (values.every((each) => typeof each === 'string')) {
    return { ...shape, dtype: types.string, string_val: values.map((each) => Buffer.from(each)) };
  }
  if (!values.every((each) => typeof each === 'number')) return null;
  return name.startsWith('decodes_')
    ? { ...shape, dtype: types.int64, int64_val: values }
    : { ...shape, dtype: types.double, double_val: values };
}
