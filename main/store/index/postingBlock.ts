import type { PostingList } from './places.ts';

/**
 * Number of consecutive photo ids in a block of postings. Small enough that an edit rewrites little, large enough that a
 * frequent term needs few rows. The same postings always have the same bytes.
 */
export const photosPerBlock = 1024;

export function blockOf(photo: number): number {
  return Math.floor(photo / photosPerBlock);
}

/**
 * Packs a list of one block, sorted by photo and position: for each photo the distance from the previous photo and the
 * number of places; for each place the distance from the previous place, and its share. Numbers have 7 bits in each byte,
 * the low bits first.
 */
export function packBlock({ photos, positions, shares, length }: PostingList): Uint8Array {
  const bytes: number[] = [];
  let photo = blockOf(photos[0]) * photosPerBlock - 1;
  for (let first = 0; first < length;) {
    const next = photos[first];
    let end = first + 1;
    while (end < length && photos[end] === next) end += 1;
    pushNumber(bytes, next - photo);
    pushNumber(bytes, end - first);
    let position = -1;
    for (let index = first; index < end; index += 1) {
      pushNumber(bytes, positions[index] - position);
      bytes.push(shares[index]);
      position = positions[index];
    }
    photo = next;
    first = end;
  }
  return Uint8Array.from(bytes);
}

/** Appends the contents of a block to a list. Calls no function, because queries spend most of their time here. */
export function unpackBlock(bytes: Uint8Array, block: number, into: PostingList): void {
  into.reserve(into.length + mostPlacesIn(bytes));
  const { photos, positions, shares } = into;
  const end = bytes.length;
  let { length } = into;
  let photo = block * photosPerBlock - 1;
  let at = 0;
  while (at < end) {
    let byte = bytes[at++];
    let value = byte & 0x7f;
    for (let scale = 128; byte > 0x7f && at < end; scale *= 128) {
      byte = bytes[at++];
      value += (byte & 0x7f) * scale;
    }
    photo += value;
    byte = bytes[at++];
    let left = byte & 0x7f;
    for (let scale = 128; byte > 0x7f && at < end; scale *= 128) {
      byte = bytes[at++];
      left += (byte & 0x7f) * scale;
    }
    let position = -1;
    for (; left > 0 && at < end; left -= 1) {
      byte = bytes[at++];
      value = byte & 0x7f;
      for (let scale = 128; byte > 0x7f && at < end; scale *= 128) {
        byte = bytes[at++];
        value += (byte & 0x7f) * scale;
      }
      position += value;
      photos[length] = photo;
      positions[length] = position;
      shares[length] = bytes[at++];
      length += 1;
    }
  }
  into.length = length;
}

/** A place takes at least two bytes: its distance and its share. */
export function mostPlacesIn({ length }: Uint8Array): number {
  return length >> 1;
}

function pushNumber(bytes: number[], value: number): void {
  let left = value;
  while (left > 0x7f) {
    bytes.push((left & 0x7f) | 0x80);
    left = Math.floor(left / 128);
  }
  bytes.push(left);
}
