import protobuf from 'protobufjs';
import { z } from 'zod';
import { invalidAt, type Place } from '../../../exchange/records.ts';

/** The message of TensorFlow's records: features by name (tensorflow/core/example/example.proto). */
const message = protobuf
  .parse(
    `syntax = "proto3";
    message BytesList { repeated bytes value = 1; }
    message FloatList { repeated float value = 1 [packed = true]; }
    message Int64List { repeated int64 value = 1 [packed = true]; }
    message Feature {
      oneof kind { BytesList bytes_list = 1; FloatList float_list = 2; Int64List int64_list = 3; }
    }
    message Features { map<string, Feature> feature = 1; }
    message Example { Features features = 1; }`,
  )
  .root.lookupType('Example');

const featureSchema = z.object({
  bytesList: z.object({ value: z.array(z.instanceof(Uint8Array)).optional() }).optional(),
  int64List: z.object({ value: z.array(z.number()).optional() }).optional(),
});
const exampleSchema = z.object({
  features: z.object({ feature: z.record(z.string(), featureSchema).optional() }).optional(),
});

/** By name: a feature's bytes, or its whole numbers. */
export type Features = ReadonlyMap<string, Uint8Array | readonly number[]>;

/** @throws InkdexError `data-invalid` for bytes that are no example */
export function decodeExample(bytes: Uint8Array, place: Place): Features {
  const features = Object.entries(parsedExample(bytes, place).features?.feature ?? {});
  return new Map(
    features.map(([name, { bytesList, int64List }]) => [
      name,
      int64List?.value ?? bytesList?.value?.[0] ?? new Uint8Array(),
    ]),
  );
}

function parsedExample(bytes: Uint8Array, place: Place): z.infer<typeof exampleSchema> {
  try {
    return exampleSchema.parse(message.toObject(message.decode(bytes), { longs: Number }));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw invalidAt(place, `the record is no tensorflow.Example (${error.message}).`);
  }
}

export function encodeExample(features: Features): Uint8Array {
  const feature = Object.fromEntries(
    Array.from(features, ([name, value]) => [
      name,
      value instanceof Uint8Array ? { bytesList: { value: [value] } } : { int64List: { value } },
    ]),
  );
  return message.encode({ features: { feature } }).finish();
}
