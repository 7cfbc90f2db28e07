/** The header of a file of numbers: its length as uint32, then itself as JSON. */
export function jsonHeader(header: object): [length: Buffer, json: Buffer] {
  const json = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  return [length, json];
}
