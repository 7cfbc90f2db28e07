/** Bytes of a cell's value in a plane, and of a number of a ramp. */
const number: usize = 4;
/** Offsets and gains of red, of green and of blue. */
const planeCount: i32 = 6;

/**
 * Some rows of `divide` of flatten.ts: at each pixel the strongest ink of the three channels. Between the middles of two cells their ramps
 * run straight, in whole numbers of 16 binary places: from a first pixel on, by the same step from each pixel to the next.
 *
 * @param photo the rows, red, green and blue in turn
 * @param top number of the first of them in the photo
 * @param planes the ramps' offsets and gains in each cell, float32
 * @param ramps room for 12 numbers a column and 36 more
 * @param ink of the rows
 */
export function divide(
  photo: usize,
  width: i32,
  top: i32,
  rows: i32,
  cell: i32,
  columns: i32,
  gridRows: i32,
  planes: usize,
  ramps: usize,
  ink: usize,
): void {
  const half = <f64>cell / 2;
  const rowBytes = <usize>columns * number;
  const rampBytes = rowBytes + 3 * number;
  for (let y = 0; y < rows; y += 1) {
    const place = min<f64>(gridRows - 1, max<f64>(0, (<f64>(top + y) + 0.5) / <f64>cell - 0.5));
    const upper = <usize>place;
    const lower = min(<usize>gridRows - 1, upper + 1);
    for (let plane = 0; plane < planeCount; plane += 1) {
      const cells = planes + <usize>(plane * gridRows) * rowBytes;
      const ramp = ramps + 2 * <usize>plane * rampBytes;
      blendRows(
        cells + upper * rowBytes,
        cells + lower * rowBytes,
        place - <f64>upper,
        columns,
        ramp + number,
      );
      takeSteps(ramp, ramp + rampBytes, columns, cell);
    }
    for (let stretch = -1; stretch < columns; stretch += 1) {
      const from = max(0, <i32>Math.ceil(<f64>(stretch * cell) + half - 0.5));
      const to = min(width, <i32>Math.ceil(<f64>((stretch + 1) * cell) + half - 0.5));
      const ramp = ramps + <usize>(stretch + 1) * number;
      divideStretch(photo + 3 * (y * width + from), to - from, ramp, rampBytes, ink + (y * width + from));
    }
  }
}

/** Values between two rows of cells. */
function blendRows(upper: usize, lower: usize, share: f64, columns: i32, values: usize): void {
  for (let column = 0; column < columns; column += 2) {
    const at = <usize>column * number;
    const above = f64x2.promote_low_f32x4(v128.load64_zero(upper + at));
    const below = f64x2.promote_low_f32x4(v128.load64_zero(lower + at));
    const blended = f64x2.add(above, f64x2.mul(f64x2.sub(below, above), f64x2.splat(share)));
    const rounded = f64x2.floor(f64x2.add(f64x2.mul(blended, f64x2.splat(65536)), f64x2.splat(0.5)));
    v128.store64_lane(values + at, i32x4.trunc_sat_f64x2_s_zero(rounded), 0);
  }
}

/**
 * Makes of the values at the cells' middles, which stand from the second place of `ramp` on, those of the first pixel after each, and
 * their steps. Before the first middle and after the last, a ramp is level.
 */
function takeSteps(ramp: usize, steps: usize, columns: i32, cell: i32): void {
  store<i32>(ramp, load<i32>(ramp, number));
  store<i32>(steps, 0);
  const end = ramp + <usize>columns * number;
  store<i32>(end, load<i32>(end), number);
  const into = f64x2.splat((cell & 1) === 0 ? 0.5 : 0);
  for (let column = 1; column <= columns; column += 2) {
    const at = <usize>column * number;
    const values = f64x2.convert_low_i32x4_s(v128.load64_zero(ramp + at));
    const next = f64x2.convert_low_i32x4_s(v128.load64_zero(ramp + at, number));
    const step = f64x2.trunc(f64x2.div(f64x2.sub(next, values), f64x2.splat(cell)));
    v128.store64_lane(steps + at, i32x4.trunc_sat_f64x2_s_zero(step), 0);
    const first = i32x4.trunc_sat_f64x2_s_zero(f64x2.add(values, f64x2.mul(step, into)));
    v128.store64_lane(ramp + at, first, 0);
  }
}

/** Four pixels at a time; those that are too many are written again by the next stretch. */
function divideStretch(photo: usize, count: i32, ramps: usize, rampBytes: usize, ink: usize): void {
  const green = ramps + 4 * rampBytes;
  const blue = green + 4 * rampBytes;
  for (let x = 0; x < count; x += 4) {
    const places = i32x4.add(i32x4.splat(x), i32x4(0, 1, 2, 3));
    const pixels = v128.load(photo + 3 * x);
    // A place beyond the sixteen bytes gives 0, so that each byte becomes a number of four bytes.
    const reds = i8x16.swizzle(pixels, i8x16(0, -1, -1, -1, 3, -1, -1, -1, 6, -1, -1, -1, 9, -1, -1, -1));
    const greens = i8x16.swizzle(pixels, i8x16(1, -1, -1, -1, 4, -1, -1, -1, 7, -1, -1, -1, 10, -1, -1, -1));
    const blues = i8x16.swizzle(pixels, i8x16(2, -1, -1, -1, 5, -1, -1, -1, 8, -1, -1, -1, 11, -1, -1, -1));
    const strongest = i32x4.max_s(
      i32x4.max_s(inkOf(ramps, rampBytes, places, reds), inkOf(green, rampBytes, places, greens)),
      inkOf(blue, rampBytes, places, blues),
    );
    const bytes = i16x8.narrow_i32x4_s(strongest, strongest);
    v128.store32_lane(ink + x, i8x16.narrow_i16x8_u(bytes, bytes), 0);
  }
}

/** Of four levels of a channel, at the given places after the first pixel of a stretch. */
function inkOf(offset: usize, rampBytes: usize, places: v128, levels: v128): v128 {
  const gain = offset + 2 * rampBytes;
  const offsets = valuesOf(offset, rampBytes, places);
  return i32x4.shr_s(i32x4.add(offsets, i32x4.mul(valuesOf(gain, rampBytes, places), levels)), 16);
}

function valuesOf(ramp: usize, rampBytes: usize, places: v128): v128 {
  return i32x4.add(v128.load32_splat(ramp), i32x4.mul(v128.load32_splat(ramp + rampBytes), places));
}
