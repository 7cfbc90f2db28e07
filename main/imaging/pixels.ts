/** Pixels in, pixels out: row-major, no padding between rows. */

export interface RgbImage {
  readonly width: number;
  readonly height: number;
  /** Interleaved R, G, B, 0 to 255. */
  readonly data: Uint8Array;
}

/** One channel: 0 is paper, 255 is full ink, whatever the colour of either was on the photo. */
export interface InkImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}
