/** R, G, B, 0 to 255. */
export type Colour = readonly [number, number, number];

/** As a canvas takes it. */
export function cssColour([red, green, blue]: Colour, opacity = 1): string {
  const channels = [red, green, blue].map((value) => String(Math.round(value)));
  return `rgba(${channels.join(',')},${opacity.toFixed(3)})`;
}
