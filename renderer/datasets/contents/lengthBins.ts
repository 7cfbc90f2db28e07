import type { Statistics } from '../../../shared/contract/datasetContents.ts';

/** Samples whose text has `from` to `to` characters, both included. */
export interface LengthBin {
  readonly from: number;
  readonly to: number;
  readonly samples: number;
}

/** More columns than this cannot be told apart. */
const mostBins = 40;
const widths = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];

/** Groups lengths into columns of equal width, including empty columns in between. */
export function binLengths(lengths: Statistics['lengths']): LengthBin[] {
  const first = lengths[0]?.length;
  const last = lengths.at(-1)?.length;
  if (first === undefined || last === undefined) return [];
  const width = widths.find((each) => (last - first + 1) / each <= mostBins) ?? 10_000;
  const start = width === 1 ? first : Math.floor(first / width) * width;
  const counts = new Map<number, number>();
  for (const { length, samples } of lengths) {
    const bin = Math.floor((length - start) / width);
    counts.set(bin, (counts.get(bin) ?? 0) + samples);
  }
  const bins = Math.floor((last - start) / width) + 1;
  return Array.from({ length: bins }, (_, bin) => ({
    from: start + bin * width,
    to: start + (bin + 1) * width - 1,
    samples: counts.get(bin) ?? 0,
  }));
}
