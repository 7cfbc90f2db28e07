/** JPEGs one behind another, with an index in the first (CIPA DC-007) that says that they are several angles. */
export function mpoOf(pictures: readonly Buffer[]): Buffer {
  const [first = Buffer.alloc(0), ...others] = pictures;
  const index = Buffer.alloc(8 + 2 + 12 + 4 + 16 * pictures.length);
  index.write('MM\0*');
  index.writeUInt32BE(8, 4);
  index.writeUInt16BE(1, 8);
  index.writeUInt16BE(0xb002, 10);
  index.writeUInt16BE(7, 12);
  index.writeUInt32BE(16 * pictures.length, 14);
  index.writeUInt32BE(26, 18);
  const head = Buffer.concat([
    Buffer.from([0xff, 0xd8, 0xff, 0xe2, 0, index.length + 6]),
    Buffer.from('MPF\0'),
  ]);
  let at = head.length + first.length - 2;
  for (const [entry, picture] of pictures.entries()) {
    index.writeUInt32BE(entry === 0 ? 0x030000 : 0x020003, 26 + 16 * entry);
    index.writeUInt32BE(picture.length, 30 + 16 * entry);
    index.writeUInt32BE(entry === 0 ? 0 : at - head.length, 34 + 16 * entry);
    if (entry > 0) at += picture.length;
    else at += index.length;
  }
  return Buffer.concat([head, index, first.subarray(2), ...others]);
}
