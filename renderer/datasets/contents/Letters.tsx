import { Copy } from 'lucide-react';
import type { Statistics } from '../../../shared/contract/datasetContents.ts';
import type { DatasetRoute } from '../../state/datasetRoute.ts';
import { Button } from '../../ui/Button.tsx';
import { formatCount, formatPlural } from '../../ui/format.ts';
import { copyText } from '../../state/messages.ts';
import { ColumnPlot } from './ColumnPlot.tsx';
import { alphabetOf, nameOfLetter } from './plots.ts';
import { samplesAddress } from '../samples/filterConditions.ts';

interface LettersProps {
  readonly route: DatasetRoute;
  readonly statistics: Statistics;
}

/** The number of each character in the training split, and the characters that are too rare to learn. */
export function Letters({ route, statistics }: LettersProps) {
  const { rare, learnableFrom } = statistics;
  const letters = statistics.letters.toSorted((a, b) => b.training - a.training);
  if (letters.length === 0) return null;
  return (
    <section aria-labelledby="letters">
      <h2 id="letters">Characters in the training split</h2>
      <ColumnPlot
        label="Occurrences of each character in the training samples, logarithmic scale"
        scale="logarithmic"
        threshold={{ value: learnableFrom, name: `Minimum to learn: ${formatCount(learnableFrom)}` }}
        columns={letters.map(({ letter, count, training }) => ({
          key: letter,
          name: nameOfLetter(letter),
          value: training,
          isBelow: training < learnableFrom,
          description: `${nameOfLetter(letter)}: ${formatCount(training)} in training, ${formatCount(count)} in total`,
          address: samplesAddress(route, { text: letter }),
        }))}
      />
      <Alphabet letters={letters} />
      {rare.length > 0 && (
        <>
          <h3>
            Too rare to learn: {formatPlural(rare.length, 'character')} with fewer than{' '}
            {formatCount(learnableFrom)} occurrences
          </h3>
          <ul className="rare-letters">
            {letters
              .filter(({ letter }) => rare.includes(letter))
              .map(({ letter, training }) => (
                <li key={letter}>
                  <a
                    href={samplesAddress(route, { text: letter })}
                    aria-label={`${nameOfLetter(letter)}, ${formatPlural(training, 'occurrence')}`}
                  >
                    <bdi>{nameOfLetter(letter)}</bdi> <span>{formatCount(training)}</span>
                  </a>
                </li>
              ))}
          </ul>
        </>
      )}
    </section>
  );
}

function Alphabet({ letters }: Pick<Statistics, 'letters'>) {
  const alphabet = alphabetOf(letters.map(({ letter }) => letter));
  const copy = () => copyText(alphabet, `Alphabet copied: ${formatPlural(letters.length, 'character')}.`);
  return (
    <div className="alphabet">
      <p>
        <span className="field-label">Alphabet</span> <bdi>{alphabet}</bdi>
      </p>
      <Button kind="quiet" icon={Copy} onClick={() => void copy()}>
        Copy
      </Button>
    </div>
  );
}
