import { letterDiff } from './letterDiff.ts';

interface WordReadingProps {
  readonly truth: string;
  readonly reading: string;
}

/** The label and the reading of a word, with the differences marked. */
export function WordReading({ truth, reading }: WordReadingProps) {
  const stretches = letterDiff(truth, reading);
  const isRight = truth === reading;
  return (
    <dl className={isRight ? 'word-reading is-right' : 'word-reading'}>
      <div>
        <dt>Label</dt>
        <dd>
          <bdi>
            {stretches.map(({ truth: part, isSame }, index) =>
              isSame ? part : <ins key={index}>{part}</ins>,
            )}
          </bdi>
        </dd>
      </div>
      <div>
        <dt>Reading</dt>
        <dd>
          <bdi>
            {reading === '' && <span className="hint">no text</span>}
            {stretches.map(({ reading: part, isSame }, index) =>
              isSame ? part : <del key={index}>{part}</del>,
            )}
          </bdi>
        </dd>
      </div>
    </dl>
  );
}
