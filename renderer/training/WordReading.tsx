import { letterDiff } from './letterDiff.ts';

interface WordReadingProps {
  readonly truth: string;
  readonly reading: string;
}

/** What stands there and what was read, with the letters marked where they differ. */
export function WordReading({ truth, reading }: WordReadingProps) {
  const stretches = letterDiff(truth, reading);
  const isRight = truth === reading;
  return (
    <dl className={isRight ? 'word-reading is-right' : 'word-reading'}>
      <div>
        <dt>Written</dt>
        <dd>
          <bdi>
            {stretches.map(({ truth: part, isSame }, index) =>
              isSame ? part : <ins key={index}>{part}</ins>,
            )}
          </bdi>
        </dd>
      </div>
      <div>
        <dt>Read</dt>
        <dd>
          <bdi>
            {reading === '' && <span className="hint">nothing</span>}
            {stretches.map(({ reading: part, isSame }, index) =>
              isSame ? part : <del key={index}>{part}</del>,
            )}
          </bdi>
        </dd>
      </div>
    </dl>
  );
}
