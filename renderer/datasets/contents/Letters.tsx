import { Copy } from 'lucide-react';
import type { Statistics } from '../../../shared/contract/datasetContents.ts';
import type { DatasetRoute } from '../../state/datasetRoute.ts';
import { Button } from '../../ui/Button.tsx';
import { formatCount, formatPlural } from '../../ui/format.ts';
import { copyText } from '../../ui/copyText.ts';
import { ColumnPlot } from './ColumnPlot.tsx';
import { alphabetOf, nameOfLetter } from './letterNames.ts';
import { samplesAddress } from './samplesAddress.ts';

interface LettersProps {
  readonly route: DatasetRoute;
  readonly statistics: Statistics;
}

/** How often each letter stands where it trains, and which are too rare to be learned. */
export function Letters({ route, statistics }: LettersProps) {
  const { rare, learnableFrom } = statistics;
  const letters = statistics.letters.toSorted((a, b) => b.training - a.training);
  if (letters.length === 0) return null;
  return (
    <section aria-labelledby="letters">
      <h2 id="letters">Letters where it trains</h2>
      <ColumnPlot
        label="How often each letter stands in the training samples, on a logarithmic scale"
        scale="logarithmic"
        threshold={{ value: learnableFrom, name: `Learnable from ${String(learnableFrom)}` }}
        columns={letters.map(({ letter, count, training }) => ({
          key: letter,
          name: nameOfLetter(letter),
          value: training,
          isBelow: training < learnableFrom,
          description: `${nameOfLetter(letter)}: ${formatCount(training)} in training, ${formatCount(count)} in all`,
          address: samplesAddress(route, { text: letter }),
        }))}
      />
      <Alphabet letters={letters} />
      {rare.length > 0 && (
        <>
          <h3>
            Too rare to learn: {formatPlural(rare.length, 'letter')}, fewer than {String(learnableFrom)} times
            each
          </h3>
          <ul className="rare-letters">
            {letters
              .filter(({ letter }) => rare.includes(letter))
              .map(({ letter, training }) => (
                <li key={letter}>
                  <a
                    href={samplesAddress(route, { text: letter })}
                    aria-label={`${nameOfLetter(letter)}, ${String(training)} times`}
                  >
                    <bdi>{nameOfLetter(letter)}</bdi> <span>{training}</span>
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
  const copy = () => copyText(alphabet, `The alphabet is copied: ${formatPlural(letters.length, 'letter')}.`);
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
