import { memo, useEffect, useRef } from 'react';
import type { Word, WordId } from '../../shared/contract/word.ts';
import { photo as photoStore } from '../state/stores.ts';
import { isUnsure } from '../state/wordLines.ts';

interface TextLineProps {
  readonly words: readonly Word[];
  readonly hits: ReadonlySet<WordId>;
  /** The selected word if it is on this line, otherwise null, so that other lines are not drawn again. */
  readonly selected: WordId | null;
  readonly hovered: WordId | null;
  readonly tabStop: WordId | null;
}

export const TextLine = memo(function TextLine(props: TextLineProps) {
  const { words, hits, selected, hovered, tabStop } = props;
  const line = useRef<HTMLParagraphElement>(null);

  useEffect(() => {
    if (selected === null) return;
    const word = line.current?.querySelector(`[data-word="${String(selected)}"]`);
    word?.scrollIntoView({ block: 'nearest' });
  }, [selected]);

  return (
    <p ref={line} className="text-line">
      {words.map((word) => {
        const { id, text } = word;
        return (
          <button
            key={id}
            type="button"
            dir="auto"
            data-word={id}
            className={classOf(id, hits, hovered, isUnsure(word))}
            aria-pressed={id === selected}
            tabIndex={id === tabStop ? 0 : -1}
            onClick={() => {
              photoStore.getState().select(id);
            }}
            onPointerEnter={() => {
              photoStore.getState().hover(id);
            }}
            onPointerLeave={() => {
              photoStore.getState().hover(null);
            }}
          >
            {text === '' ? '·' : text}
          </button>
        );
      })}
    </p>
  );
});

function classOf(id: WordId, hits: ReadonlySet<WordId>, hovered: WordId | null, isDoubtful: boolean): string {
  const names = ['text-word'];
  if (hits.has(id)) names.push('is-hit');
  if (id === hovered) names.push('is-hovered');
  if (isDoubtful) names.push('is-unsure');
  return names.join(' ');
}
