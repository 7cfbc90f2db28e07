import protobuf from 'protobufjs';

/** Wire types of Protocol Buffers: a varint, and bytes with their length before them. */
const [varint, delimited] = [0, 2];
const wireTypes = new Map(Object.entries(protobuf.types.basic));

/** The types of fields by their numbers. */
type Fields = (id: number) => protobuf.Field | undefined;

/**
 * How many objects and numbers the fields of a message become, nested ones too, counted without making them: an empty field of two
 * bytes becomes an object of 190. Packed floats are not counted, since they take no less room in the message.
 *
 * @see https://protobuf.dev/programming-guides/encoding/
 * @returns more than `most` when there are more
 * @throws Error for bytes that are no message
 */
export function countFields(bytes: Uint8Array, type: protobuf.Type, most: number): number {
  const reader = protobuf.Reader.create(bytes);
  // Messages within others, without recursion: each ends where its parent goes on.
  const open: { readonly end: number; readonly fields: Fields }[] = [
    { end: reader.len, fields: (id) => type.fieldsById[id] },
  ];
  let count = 0;
  for (let inner = open.at(-1); inner !== undefined && count <= most; inner = open.at(-1)) {
    if (reader.pos >= inner.end) {
      open.pop();
      continue;
    }
    const tag = reader.uint32();
    const field = inner.fields(tag >>> 3);
    count += 1;
    if ((tag & 7) !== delimited) {
      reader.skipType(tag & 7);
      continue;
    }
    const length = reader.uint32();
    const nested = field === undefined ? null : nestedFields(field);
    if (nested !== null) open.push({ end: reader.pos + length, fields: nested });
    else {
      if (field !== undefined && wireTypes.get(field.type) === varint) count += length;
      reader.skip(length);
    }
  }
  return count;
}

/** The fields of a field that is a message, or an entry of a map; null for any other. */
function nestedFields(field: protobuf.Field): Fields | null {
  const { resolvedType } = field.resolve();
  const type = resolvedType instanceof protobuf.Type ? resolvedType : null;
  if (field instanceof protobuf.MapField) {
    // An entry has its key and its value.
    const value = new protobuf.Field('value', 2, field.type);
    value.resolvedType = resolvedType;
    value.resolved = true;
    return (id) => (id === 2 ? value : undefined);
  }
  return type === null ? null : (id) => type.fieldsById[id];
}
