/** A picture that covers more than this is a picture with a hole or round corners, not ink on nothing. By hand. */
const mostCovered = 0.5;

/**
 * Whether a picture is light ink on nothing, as drawing apps export what was written in their dark mode: on white it
 * would be lost.
 *
 * @param pixels red, green, blue and alpha in turn, 0 to 255; some of the picture's, evenly taken
 */
export function isLightInk(pixels: Buffer): boolean {
  let [covered, light] = [0, 0];
  for (let at = 0; at < pixels.length; at += 4) {
    const [red = 0, green = 0, blue = 0, alpha = 0] = pixels.subarray(at, at + 4);
    covered += alpha;
    light += alpha * (0.299 * red + 0.587 * green + 0.114 * blue);
  }
  const isInk = covered < mostCovered * 255 * (pixels.length / 4);
  return isInk && light > 127 * covered;
}
