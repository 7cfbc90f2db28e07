import type { HeldSample } from '../../../shared/contract/datasetContents.ts';
import { boxOfQuad } from '../../../shared/geometry.ts';
import { formatCount, formatProbability } from '../../ui/format.ts';
import { describeSource, levelNames, splitNames } from '../../common/names.ts';

interface SampleFactsProps {
  readonly sample: HeldSample;
  /** Uses an alternative as the text; null if the sample cannot be edited. */
  readonly onTake: ((text: string) => void) | null;
}

/** The source and other details of a sample. */
export function SampleFacts({ sample, onTake }: SampleFactsProps) {
  return (
    <>
      {sample.alternatives.length > 0 && <Alternatives sample={sample} onTake={onTake} />}
      <dl className="facts sample-facts">
        {factsOf(sample).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <bdi>{value}</bdi>
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function factsOf(sample: HeldSample): (readonly [string, string])[] {
  const { key, file, level, page, line, language, source, quad, width, height, image } = sample;
  const box = quad === null ? null : boxOfQuad(quad).map((value) => formatCount(Math.round(value)));
  const facts: (readonly [string, string | null])[] = [
    ['Name', key],
    ['File', file],
    ['Type', levelNames[level].replace(/s$/u, '')],
    ['Split', sample.split === null ? null : splitNames[sample.split]],
    ['Page', page],
    ['Line', line === null ? null : formatCount(line + 1)],
    ['Language', language],
    ['Text source', describeSource(source)],
    ['Box', box === null ? 'Whole image' : `${box.slice(0, 2).join(', ')}; ${box.slice(2).join(' × ')}`],
    ['Image', `${formatCount(width)} × ${formatCount(height)}`],
    ['SHA-256', `${image.slice(0, 12)}…`],
  ];
  return facts.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
}

function Alternatives({ sample, onTake }: SampleFactsProps) {
  return (
    <ul className="readings" aria-label="Alternatives">
      {sample.alternatives.map(({ text, confidence }) => (
        <li key={text}>
          <button
            type="button"
            className="reading"
            disabled={onTake === null || text === sample.text}
            title="Use this reading"
            onClick={() => onTake?.(text)}
          >
            <bdi className="reading-text">{text === '' ? 'No text' : text}</bdi>
            <span className="reading-share">{formatProbability(confidence)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
