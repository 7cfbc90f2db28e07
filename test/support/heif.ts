/** A picture in a HEIF container: the kind of its item, its properties, and its coded bytes. */
export interface HeifPicture {
  readonly kind: string;
  readonly properties: readonly Buffer[];
  readonly data: Buffer;
}

/** The first picture of a HEIC or AVIF file with one picture, as libheif writes it. */
export function heifPicture(file: Buffer): HeifPicture {
  const meta = bodyOf(file, 'meta').subarray(4);
  const kind = bodyOf(bodyOf(meta, 'iinf').subarray(6), 'infe').toString('latin1', 8, 12);
  // Version 0: sizes, base offset of four bytes, count; then id, reference, base, extents, offset and length.
  const location = bodyOf(meta, 'iloc');
  const offset = location.readUInt32BE(12) + location.readUInt32BE(18);
  const length = location.readUInt32BE(22);
  return {
    kind,
    properties: boxesIn(bodyOf(bodyOf(meta, 'iprp'), 'ipco')),
    data: file.subarray(offset, offset + length),
  };
}

/** A picture that viewers rotate by quarters, anticlockwise. */
export function rotatedHeif(picture: HeifPicture, quarters: number): HeifPicture {
  return { ...picture, properties: [...picture.properties, box('irot', Buffer.from([quarters]))] };
}

/** A HEIF file of several pictures (ISO/IEC 23008-12), numbered from 1, one of which is the primary one. */
export function heifFile(brand: 'heic' | 'avif', pictures: readonly HeifPicture[], primary: number): Buffer {
  const fileType = box('ftyp', Buffer.from(`${brand}\0\0\0\0mif1${brand}`, 'latin1'));
  const properties = pictures.flatMap((picture) => picture.properties);
  let used = 0;
  const associations = pictures.map((picture, index) => {
    const own = picture.properties.map(() => (used += 1));
    return Buffer.concat([uint16(index + 1), Buffer.from([own.length, ...own])]);
  });
  const metaAt = (start: number): Buffer => {
    let at = start;
    const extents = pictures.map(({ data }, index) => {
      const extent = [uint16(index + 1), uint16(0), uint16(1), uint32(at), uint32(data.length)];
      at += data.length;
      return Buffer.concat(extent);
    });
    const infos = pictures.map(({ kind }, index) =>
      fullBox('infe', 2, [uint16(index + 1), uint16(0), Buffer.from(`${kind}\0`, 'latin1')]),
    );
    return fullBox('meta', 0, [
      fullBox('hdlr', 0, [uint32(0), Buffer.from('pict', 'latin1'), Buffer.alloc(13)]),
      fullBox('pitm', 0, [uint16(primary)]),
      fullBox('iloc', 0, [Buffer.from([0x44, 0]), uint16(pictures.length), ...extents]),
      fullBox('iinf', 0, [uint16(pictures.length), ...infos]),
      box(
        'iprp',
        Buffer.concat([
          box('ipco', Buffer.concat(properties)),
          fullBox('ipma', 0, [uint32(pictures.length), ...associations]),
        ]),
      ),
    ]);
  };
  const start = fileType.length + metaAt(0).length + 8;
  const data = box('mdat', Buffer.concat(pictures.map((picture) => picture.data)));
  return Buffer.concat([fileType, metaAt(start), data]);
}

function boxesIn(bytes: Buffer): Buffer[] {
  const boxes: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += bytes.readUInt32BE(at)) {
    boxes.push(bytes.subarray(at, at + bytes.readUInt32BE(at)));
  }
  return boxes;
}

function bodyOf(bytes: Buffer, type: string): Buffer {
  const found = boxesIn(bytes).find((each) => each.toString('latin1', 4, 8) === type);
  if (found === undefined) throw new Error(`There is no box ${type}.`);
  return found.subarray(8);
}

function box(type: string, body: Buffer): Buffer {
  return Buffer.concat([uint32(body.length + 8), Buffer.from(type, 'latin1'), body]);
}

function fullBox(type: string, version: number, parts: readonly Buffer[]): Buffer {
  return box(type, Buffer.concat([Buffer.from([version, 0, 0, 0]), ...parts]));
}

function uint16(value: number): Buffer {
  return Buffer.from([value >> 8, value & 255]);
}

function uint32(value: number): Buffer {
  return Buffer.from([value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255]);
}
