import { binByConfidence, expectedCalibrationError, type Judgement } from '../fitting/calibration.ts';

const side = 320;
const margin = 44;
const colours = ['#1b6ac9', '#c2410c', '#15803d', '#7e22ce'];

/** A reliability plot as SVG: share of right readings over confidence, one line for each set. */
export function reliabilityPlot(
  sets: readonly (readonly [name: string, judgements: readonly Judgement[]])[],
): string {
  const x = (value: number) => (margin + value * side).toFixed(1);
  const y = (value: number) => (margin + (1 - value) * side).toFixed(1);
  const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1].map(
    (value) =>
      `<text x="${x(value)}" y="${margin + side + 16}" text-anchor="middle">${value.toFixed(1)}</text>` +
      `<text x="${margin - 8}" y="${y(value)}" text-anchor="end" dominant-baseline="middle">${value.toFixed(1)}</text>`,
  );
  const lines = sets.map(([name, judgements], index) => {
    const colour = colours[index % colours.length] ?? '#000';
    const bins = binByConfidence(judgements);
    const points = bins.map(({ confidence, accuracy }) => `${x(confidence)},${y(accuracy)}`);
    const dots = bins.map(
      ({ confidence, accuracy }) =>
        `<circle cx="${x(confidence)}" cy="${y(accuracy)}" r="3" fill="${colour}"/>`,
    );
    const label = `${name}: ECE ${expectedCalibrationError(judgements).toFixed(3)}`;
    return (
      `<polyline points="${points.join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>${dots.join('')}` +
      `<text x="${x(0.03)}" y="${margin + 16 + 16 * index}" fill="${colour}">${label}</text>`
    );
  });
  const whole = String(side + 2 * margin);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${whole} ${whole}" font-family="sans-serif" font-size="11">`,
    `<rect width="${whole}" height="${whole}" fill="#fff"/>`,
    `<rect x="${margin}" y="${margin}" width="${side}" height="${side}" fill="none" stroke="#999"/>`,
    `<line x1="${x(0)}" y1="${y(0)}" x2="${x(1)}" y2="${y(1)}" stroke="#bbb" stroke-dasharray="4 4"/>`,
    ...ticks,
    ...lines,
    `<text x="${x(0.5)}" y="${margin + side + 34}" text-anchor="middle">confidence</text>`,
    `<text transform="translate(12 ${y(0.5)}) rotate(-90)" text-anchor="middle">share of right readings</text>`,
    '</svg>',
    '',
  ].join('\n');
}
