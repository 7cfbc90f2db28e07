import { Check } from 'lucide-react';
import { useLayoutEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { Photo } from '../../shared/contract/photo.ts';
import type { Hit } from '../../shared/contract/search.ts';
import type { HitGroup } from '../state/hits.ts';
import { cropVersion, pictureUrl } from '../host/pictureAddress.ts';
import { judgements } from './stores.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { ChoiceButtons, Field } from '../ui/Field.tsx';
import { Probability } from '../ui/Progress.tsx';
import { confirmedText, otherReadings, reasonOf, type Judgement } from './judgements.ts';

interface WhyHitProps {
  readonly photo: Photo;
  readonly hit: HitGroup;
  readonly onClose: () => void;
}

/** Why a hit was found. Of several words, the least likely one is shown first. */
export function WhyHit({ photo, hit: { words, probability }, onClose }: WhyHitProps) {
  const [chosen, setChosen] = useState(() => words.find((word) => word.probability === probability));
  const hit = chosen ?? words[0];
  if (hit === undefined) return null;
  return (
    <Dialog title={`Why “${hit.term}”?`} onClose={onClose}>
      {words.length > 1 && (
        <ChoiceButtons
          label="Word"
          value={String(hit.word)}
          options={words.map(({ word, text }) => [String(word), text])}
          onChange={(value) => {
            setChosen(words.find(({ word }) => String(word) === value));
          }}
        />
      )}
      <WhyWord key={hit.word} photo={photo} hit={hit} onClose={onClose} />
    </Dialog>
  );
}

interface WhyWordProps {
  readonly photo: Photo;
  readonly hit: Hit;
  readonly onClose: () => void;
}

/** Why a word was found: its crop and its readings. Here the person can also confirm or correct it. */
function WhyWord({ photo, hit, onClose }: WhyWordProps) {
  const [isOther, setOther] = useState(false);
  const isSending = useStore(judgements, (state) => state.isSending);
  const error = useStore(judgements, (state) => state.error);
  const text = confirmedText(hit);
  // An error about another word must not be shown for this one.
  useLayoutEffect(() => {
    const { forgetError } = judgements.getState();
    forgetError();
    return forgetError;
  }, []);
  const judge = (judgement: Judgement): void => {
    void judgements
      .getState()
      .judge(photo, hit, judgement)
      .then((isDone) => {
        if (isDone) onClose();
      });
  };

  return (
    <div className="why">
      <img
        className="why-picture"
        src={pictureUrl('word', hit.word, cropVersion(photo, hit))}
        alt={`The word on ${photo.name}`}
      />
      <p>{reasonOf(hit)}</p>
      <dl className="why-readings">
        <dt className="why-term" dir="auto">
          {hit.term}
        </dt>
        <dd>
          <Probability label={`Probability that it is “${hit.term}”`} value={hit.probability} />
        </dd>
      </dl>
      {hit.alternatives.length > 0 && <Readings hit={hit} />}
      {isOther ? (
        <OtherText hit={hit} isSending={isSending} onJudge={judge} />
      ) : (
        <div className="why-verdict">
          <Button
            kind="primary"
            icon={Check}
            changes="editLabels"
            disabled={isSending}
            data-first-focus=""
            onClick={() => {
              judge({ kind: 'text', text });
            }}
          >
            <span>
              It says “<bdi>{text}</bdi>”
            </span>
          </Button>
          <Button
            changes="editLabels"
            disabled={isSending}
            onClick={() => {
              setOther(true);
            }}
          >
            Something else
          </Button>
        </div>
      )}
      {error !== null && <p role="alert">{error.message}</p>}
    </div>
  );
}

function Readings({ hit }: { readonly hit: Hit }) {
  return (
    <section>
      <h3>Readings of the model</h3>
      <dl className="why-readings">
        {hit.alternatives.map(({ text, confidence }) => (
          <div key={text}>
            <dt dir="auto">{text}</dt>
            <dd>
              <Probability label={`Probability of “${text}”`} value={confidence} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

interface OtherTextProps {
  readonly hit: Hit;
  readonly isSending: boolean;
  readonly onJudge: (judgement: Judgement) => void;
}

/** The correction of a hit: another reading, a typed text, illegible, or not text. */
function OtherText({ hit, isSending, onJudge }: OtherTextProps) {
  const others = otherReadings(hit);
  const [text, setText] = useState(others[0]?.text ?? '');
  return (
    <form
      className="why-other"
      onSubmit={(event) => {
        event.preventDefault();
        if (text.trim() !== '') onJudge({ kind: 'text', text });
      }}
    >
      <Field label="What does it say?">
        <input
          list="why-others"
          dir="auto"
          value={text}
          autoFocus
          onFocus={(event) => {
            event.target.select();
          }}
          onChange={(event) => {
            setText(event.target.value);
          }}
        />
      </Field>
      <datalist id="why-others">
        {others.map((other) => (
          <option key={other.text} value={other.text} />
        ))}
      </datalist>
      <div className="why-verdict">
        <Button kind="primary" type="submit" disabled={isSending || text.trim() === ''}>
          Save
        </Button>
        <Button
          disabled={isSending}
          onClick={() => {
            onJudge({ kind: 'mark', mark: 'illegible' });
          }}
        >
          Illegible
        </Button>
        <Button
          disabled={isSending}
          onClick={() => {
            onJudge({ kind: 'mark', mark: 'not-text' });
          }}
        >
          Not text
        </Button>
      </div>
    </form>
  );
}
