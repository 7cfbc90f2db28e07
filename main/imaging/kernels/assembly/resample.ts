/** Bytes of a number of taps, and of a weight. */
const whole: usize = 4;
const double: usize = 8;

/**
 * The pixels of `resampleInk`: each target row is first summed up over the source's rows, then along itself. Two target rows at a time, one
 * in each half of a vector.
 *
 * @param imageWidth pixels in a row of the source
 * @param width, height, margin of the target: empty pixels stand around the resampled ones
 * @param start, end the source columns that are used
 * @param image the source, 8 bits a pixel
 * @param rowStarts, rowFirsts, rowWeights, columnStarts, columnFirsts, columnWeights the `Taps` of both axes
 * @param sums room for two rows of so many doubles as source columns are used
 * @param target its pixels; the margin is not written
 */
export function resample(
  imageWidth: i32,
  width: i32,
  height: i32,
  margin: i32,
  start: i32,
  end: i32,
  image: usize,
  rowStarts: usize,
  rowFirsts: usize,
  rowWeights: usize,
  columnStarts: usize,
  columnFirsts: usize,
  columnWeights: usize,
  sums: usize,
  target: usize,
): void {
  const bytes = <usize>(end - start) * double;
  const stride = width + 2 * margin;
  const inner = target + margin * stride + margin;
  for (let y = 0; y < height; y += 2) {
    const next = min(y + 1, height - 1);
    memory.fill(sums, 0, 2 * bytes);
    for (let half = 0; half < 2; half += 1) {
      const row = <usize>(half === 0 ? y : next) * whole;
      let from = image + load<i32>(rowFirsts + row) * imageWidth + start;
      const last = load<i32>(rowStarts + row, whole);
      for (let tap = load<i32>(rowStarts + row); tap < last; tap += 2, from += 2 * imageWidth) {
        const weights = rowWeights + <usize>tap * double;
        const below = tap + 1 < last ? load<f64>(weights, double) : 0;
        // Below the last row is nothing: there the row itself is taken, with no weight.
        const lower = below === 0 ? from : from + imageWidth;
        addRows(sums + <usize>half * bytes, end - start, from, load<f64>(weights), lower, below);
      }
    }
    squeezeRows(
      sums,
      sums + bytes,
      columnStarts,
      columnFirsts,
      columnWeights,
      width,
      start,
      inner + y * stride,
      inner + next * stride,
    );
  }
}

/** Adds two rows of `count` pixels, each with its weight, to a row of doubles. */
function addRows(sums: usize, count: i32, upper: usize, weight: f64, lower: usize, weightBelow: f64): void {
  const weights = f64x2.splat(weight);
  const weightsBelow = f64x2.splat(weightBelow);
  let x = 0;
  for (; x + 4 <= count; x += 4) {
    const above = fourPixels(upper + x);
    const below = fourPixels(lower + x);
    const to = sums + <usize>x * double;
    const left = f64x2.add(v128.load(to), f64x2.mul(weights, f64x2.convert_low_i32x4_u(above)));
    v128.store(to, f64x2.add(left, f64x2.mul(weightsBelow, f64x2.convert_low_i32x4_u(below))));
    const right = f64x2.add(v128.load(to, 16), f64x2.mul(weights, f64x2.convert_low_i32x4_u(lastTwo(above))));
    v128.store(to, f64x2.add(right, f64x2.mul(weightsBelow, f64x2.convert_low_i32x4_u(lastTwo(below)))), 16);
  }
  for (; x < count; x += 1) {
    const to = sums + <usize>x * double;
    store<f64>(
      to,
      load<f64>(to) + weight * <f64>load<u8>(upper + x) + weightBelow * <f64>load<u8>(lower + x),
    );
  }
}

/** Two rows of source columns, scaled to the target's columns and rounded. */
function squeezeRows(
  upper: usize,
  lower: usize,
  starts: usize,
  firsts: usize,
  weights: usize,
  width: i32,
  start: i32,
  target: usize,
  targetBelow: usize,
): void {
  let tap = load<i32>(starts);
  for (let x = 0; x < width; x += 1) {
    let totals = f64x2.splat(0.5);
    let from = <usize>(load<i32>(firsts + <usize>x * whole) - start) * double;
    const last = load<i32>(starts + <usize>x * whole, whole);
    for (; tap < last; tap += 1, from += double) {
      const both = v128.load64_lane(lower + from, v128.load64_zero(upper + from), 1);
      totals = f64x2.add(totals, f64x2.mul(v128.load64_splat(weights + <usize>tap * double), both));
    }
    const pixels = i32x4.trunc_sat_f64x2_u_zero(totals);
    store<u8>(target + x, i32x4.extract_lane(pixels, 0));
    store<u8>(targetBelow + x, i32x4.extract_lane(pixels, 1));
  }
}

function fourPixels(at: usize): v128 {
  return i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(at)));
}

function lastTwo(pixels: v128): v128 {
  return v128.shuffle<i64>(pixels, pixels, 1, 1);
}
