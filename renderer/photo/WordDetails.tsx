import { Cpu, User, X } from 'lucide-react';
import type { Word } from '../../shared/contract/word.ts';
import { pictureUrl } from '../host/pictureAddress.ts';
import { photo as photoStore } from '../state/stores.ts';
import { IconButton } from '../ui/Button.tsx';
import { Probability } from '../ui/Probability.tsx';

interface WordDetailsProps {
  readonly word: Word;
  /** Version of the word's picture, see `cropVersion`. */
  readonly version: string;
}

/** Alternatives shown; later ones are too unlikely to be useful. */
const othersShown = 5;

/** One word: its picture, its text, who wrote that text (a person or the model), and its alternatives. */
export function WordDetails({ word, version }: WordDetailsProps) {
  const { id, text, confidence, alternatives, source } = word;
  const others = alternatives.filter((alternative) => alternative.text !== text).slice(0, othersShown);
  const Reader = source === 'human' ? User : Cpu;
  return (
    <section className="word-details" aria-label={`Word ${text}`}>
      <div className="word-crop">
        <img src={pictureUrl('word', id, version)} alt={`The word as written, read as ${text}`} />
        <IconButton
          label="Deselect"
          icon={X}
          shortcut="Esc"
          onClick={() => {
            photoStore.getState().select(null);
          }}
        />
      </div>
      <p className="word-text">{text === '' ? 'Not read' : <bdi>{text}</bdi>}</p>
      <p className="word-reader">
        <Reader size={14} aria-hidden />
        {source === 'human' ? 'Labelled by a person' : 'Read by the model'}
      </p>
      {source === 'model' && (
        <dl className="alternatives">
          <div className="is-best">
            <dt dir="auto">{text}</dt>
            <dd>
              <Probability label={`Confidence of ${text}`} value={confidence} />
            </dd>
          </div>
          {others.map((alternative) => (
            <div key={alternative.text}>
              <dt dir="auto">{alternative.text}</dt>
              <dd>
                <Probability label={`Confidence of ${alternative.text}`} value={alternative.confidence} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
