import { useState } from 'react';
import type { RunSample } from '../../../shared/contract/run.ts';
import { editDistance } from '../../../shared/text.ts';
import { ChoiceButtons } from '../../ui/ChoiceButtons.tsx';
import { InkPicture } from '../../ui/InkPicture.tsx';
import { WordReading } from '../../ui/WordReading.tsx';

type Shown = 'all' | 'worst';

/** Held-out words as the run reads them now: picture, output of the spatial transformer, text. */
export function RunSamples({ samples }: { readonly samples: readonly RunSample[] }) {
  const [shown, setShown] = useState<Shown>('all');
  if (samples.length === 0) return null;
  const right = samples.filter(({ truth, reading }) => truth === reading).length;
  return (
    <section aria-labelledby="samples">
      <header className="section-header">
        <h2 id="samples">Held-out words</h2>
        <span className="hint">
          An even selection, and the worst mistakes. Left: input of the network. Right: after the spatial
          transformer.
        </span>
        <ChoiceButtons
          label="Which words"
          value={shown}
          options={[
            ['all', 'All'],
            ['worst', 'Worst mistakes'],
          ]}
          onChange={setShown}
        />
      </header>
      <ul className="samples">
        {chosen(samples, shown).map(({ key, truth, reading, word, straightened }) => (
          <li key={key} className="sample">
            <div className="sample-pictures">
              <InkPicture png={word} alt={`The word ${truth}`} />
              <InkPicture png={straightened} alt="Straightened" />
            </div>
            <WordReading truth={truth} reading={reading} />
          </li>
        ))}
      </ul>
      {shown === 'worst' && right === samples.length && <p className="hint">All words are read correctly.</p>}
    </section>
  );
}

function chosen(samples: readonly RunSample[], shown: Shown): readonly RunSample[] {
  if (shown === 'all') return samples;
  const mistakes = samples.flatMap((sample) => {
    const edits = editDistance(sample.truth, sample.reading);
    return edits === 0 ? [] : [{ sample, edits }];
  });
  return mistakes.sort((a, b) => b.edits - a.edits).map(({ sample }) => sample);
}
