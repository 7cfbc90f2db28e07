import type { HeldSample } from '../../../shared/contract/datasetContents.ts';
import { describeSource } from '../../common/names.ts';

/** Changes of a sample other than text, box and split: "Writer: anna, was ben". */
export function otherChanges(before: HeldSample, after: HeldSample): string[] {
  const facts: readonly (readonly [string, (sample: HeldSample) => string | null])[] = [
    ['Writer', ({ writer }) => writer],
    ['Text source', ({ source }) => describeSource(source)],
    ['Page', ({ page }) => page],
    ['Line', ({ line }) => (line === null ? null : String(line + 1))],
    ['Position in line', ({ position }) => (position === null ? null : String(position + 1))],
    ['Language', ({ language }) => language],
    ['File', ({ file }) => file],
    ['Type', ({ level }) => level],
    ['Alternatives', ({ alternatives }) => String(alternatives.length)],
  ];
  return facts.flatMap(([name, of]) => {
    const [was, is] = [of(before), of(after)];
    return was === is ? [] : [`${name}: ${is ?? 'none'}, was ${was ?? 'none'}`];
  });
}
