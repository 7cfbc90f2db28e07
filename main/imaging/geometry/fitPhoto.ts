import type { InkImage, RgbImage } from '../pixels.ts';

/** The photo of a word; where only its ink is known, that as dark grey on white. */
export function photoOf({ width, height, data, photo }: InkImage): RgbImage {
  if (photo !== undefined) return photo;
  const colours = new Uint8Array(width * height * 3);
  for (let at = 0; at < data.length; at += 1) colours.fill(255 - data[at], 3 * at, 3 * at + 3);
  return { width, height, data: colours };
}

/** Weights are whole numbers of this, as in OpenCV. */
const unit = 2048;

/**
 * Scales a picture, each pixel from its four nearest ones: as OpenCV's `resize` does by default, in its fixed point,
 * because recognisers of other programs were trained so and some read a word otherwise if its levels differ by one.
 */
export function stretchPhoto({ width, height, data }: RgbImage, columns: number, rows: number): RgbImage {
  const scaled = new Uint8Array(columns * rows * 3);
  const across = tapsOf(columns, width);
  const down = tapsOf(rows, height);
  // Beside the first and the last pixel of a row is nothing; above and below is the same row again, cut off twice.
  for (let x = 0; x < columns; x += 1) if (across.firsts[x] === across.seconds[x]) across.shares[x] = 0;
  for (let y = 0, to = 0; y < rows; y += 1) {
    const [upper, lower] = [down.firsts[y] * width, down.seconds[y] * width];
    const [ofUpper, ofLower] = [unit - down.shares[y], down.shares[y]];
    for (let x = 0; x < columns; x += 1) {
      const [left, right] = [across.firsts[x] * 3, across.seconds[x] * 3];
      const [ofLeft, ofRight] = [unit - across.shares[x], across.shares[x]];
      for (let channel = 0; channel < 3; channel += 1, to += 1) {
        const [above, below] = [upper * 3 + channel, lower * 3 + channel];
        const top = data[above + left] * ofLeft + data[above + right] * ofRight;
        const bottom = data[below + left] * ofLeft + data[below + right] * ofRight;
        scaled[to] = (((ofUpper * (top >> 4)) >> 16) + ((ofLower * (bottom >> 4)) >> 16) + 2) >> 2;
      }
    }
  }
  return { width: columns, height: rows, data: scaled };
}

/** For each target pixel two source pixels, and the weight of the second. */
function tapsOf(target: number, source: number) {
  const firsts = new Int32Array(target);
  const seconds = new Int32Array(target);
  const shares = new Int32Array(target);
  for (let index = 0; index < target; index += 1) {
    const place = Math.fround((index + 0.5) * (source / target) - 0.5);
    const first = Math.floor(place);
    firsts[index] = Math.max(0, Math.min(source - 1, first));
    seconds[index] = Math.max(0, Math.min(source - 1, first + 1));
    shares[index] = Math.round((place - first) * unit);
  }
  return { firsts, seconds, shares };
}

/** Weights of R, G and B in a grey level (ITU-R BT.601). */
const grey = [0.299, 0.587, 0.114] as const;

/**
 * Pictures of one height as the input of a network: [batch, channels, height, width], 0 to 1.
 *
 * @param padding of each channel, to the right of a narrower picture
 */
export function stackPhotos(
  photos: readonly RgbImage[],
  width: number,
  padding: readonly number[],
  channels: 1 | 3,
): Float32Array {
  const height = photos[0]?.height ?? 0;
  const plane = height * width;
  const values = new Float32Array(photos.length * channels * plane);
  for (const [place, { width: columns, data }] of photos.entries()) {
    for (let channel = 0; channel < channels; channel += 1) {
      const start = (place * channels + channel) * plane;
      for (let row = 0; row < height; row += 1) {
        const to = start + row * width;
        for (let column = 0; column < columns; column += 1) {
          const at = (row * columns + column) * 3;
          const level =
            channels === 3
              ? data[at + channel]
              : Math.round(grey[0] * data[at] + grey[1] * data[at + 1] + grey[2] * data[at + 2]);
          values[to + column] = level / 255;
        }
        values.fill(padding[channel] ?? 0, to + columns, to + width);
      }
    }
  }
  return values;
}
