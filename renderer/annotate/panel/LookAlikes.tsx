import { useStore } from 'zustand';
import { pictureUrl } from '../../host/pictureAddress.ts';
import { likeness } from '../stores.ts';
import { giveText } from '../commands/likeness.ts';

/** Words that may have the same text as the word just confirmed: a click confirms them too. */
export function LookAlikes() {
  const text = useStore(likeness, (state) => state.text);
  const words = useStore(likeness, (state) => state.words);
  if (words.length === 0) return null;
  return (
    <section className="look-alikes" aria-label="Similar words">
      <p className="hint">
        Is this <bdi>“{text}”</bdi> too?
      </p>
      <ul>
        {words.map(({ word }) => (
          <li key={word.id}>
            <button
              type="button"
              title={`Confirm as “${text}”`}
              aria-label={`Confirm as ${text}: a word read as ${word.text}`}
              onClick={() => void giveText(word)}
            >
              <img src={pictureUrl('word', word.id, `${String(word.photo)}.${word.revision}`)} alt="" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
