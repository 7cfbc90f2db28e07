import { useState } from 'react';
import type { EvaluationReport, PicturedWord } from '../../../shared/contract/evaluation.ts';
import { WordReading } from '../../ui/WordReading.tsx';
import { ChoiceButtons } from '../../ui/ChoiceButtons.tsx';
import { formatProbability } from '../../ui/format.ts';
import { InkPicture } from '../../ui/InkPicture.tsx';

type Shown = 'worst' | 'random' | 'best';

/** Words with their pictures: the worst, the best, and a random selection. */
export function JudgedWords({ report }: { readonly report: EvaluationReport }) {
  const [shown, setShown] = useState<Shown>('worst');
  const words = report[shown];
  return (
    <section aria-labelledby="words">
      <header className="section-header">
        <h2 id="words">Words</h2>
        <ChoiceButtons
          label="Which words"
          value={shown}
          options={[
            ['worst', 'Worst'],
            ['random', 'Random'],
            ['best', 'Best'],
          ]}
          onChange={setShown}
        />
      </header>
      {words.length === 0 && <p className="hint">No words.</p>}
      <ul className="samples">
        {words.map((word) => (
          <JudgedItem key={word.key} word={word} />
        ))}
      </ul>
    </section>
  );
}

function JudgedItem({
  word: { key, word, straightened, truth, decoder, greedy, confidence },
}: {
  readonly word: PicturedWord;
}) {
  return (
    <li className="sample" title={key}>
      <div className="sample-pictures">
        <InkPicture png={word} alt={`The word ${truth}`} />
        <InkPicture png={straightened} alt="Straightened" />
      </div>
      <WordReading truth={truth} reading={decoder} />
      <p className="hint">
        {formatProbability(confidence)} confidence
        {greedy === decoder ? (
          ''
        ) : (
          <>
            {' '}
            · greedy: <bdi>{greedy === '' ? 'no text' : greedy}</bdi>
          </>
        )}
      </p>
    </li>
  );
}
