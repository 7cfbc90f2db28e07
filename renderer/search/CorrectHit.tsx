import { useState } from 'react';
import type { Photo } from '../../shared/contract/photo.ts';
import type { Hit } from '../../shared/contract/search.ts';
import { correctableWord } from '../common/word/correcting.ts';
import { WordCorrection } from '../common/word/WordCorrection.tsx';
import { cropVersion, pictureUrl } from '../host/pictureAddress.ts';
import { useCall } from '../host/useCall.ts';
import type { HitGroup } from '../state/hits.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { ChoiceButtons } from '../ui/Field.tsx';
import { YourSearch } from './YourSearch.tsx';

interface CorrectHitProps {
  readonly photo: Photo;
  readonly hit: HitGroup;
  readonly onClose: () => void;
}

/** A hit in its own dialog: why it was found, and its word to be confirmed or corrected. Of several words, the least likely one first. */
export function CorrectHit({ photo, hit: { words, probability }, onClose }: CorrectHitProps) {
  const [chosen, setChosen] = useState(() => words.find((word) => word.probability === probability));
  const hit = chosen ?? words[0];
  if (hit === undefined) return null;
  return (
    <Dialog title="Correct word" onClose={onClose}>
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
      <CorrectWord key={hit.word} photo={photo} hit={hit} onClose={onClose} />
    </Dialog>
  );
}

interface CorrectWordProps {
  readonly photo: Photo;
  readonly hit: Hit;
  readonly onClose: () => void;
}

function CorrectWord({ photo, hit, onClose }: CorrectWordProps) {
  const { answer, error } = useCall('getPhoto', { photo: photo.id });
  const word = answer?.words.find(({ id }) => id === hit.word);
  if (error !== null) return <p role="alert">{error.message}</p>;
  if (answer === undefined) return <div className="word-dialog" aria-busy />;
  if (word === undefined) return <p role="alert">This word was removed from the photo.</p>;
  const version = cropVersion(photo, hit);
  return (
    <div className="word-dialog">
      <WordCorrection
        word={correctableWord(word)}
        isFocused
        picture={
          <img
            className="word-picture"
            src={pictureUrl('word', hit.word, version)}
            alt={`The word on ${photo.name}`}
          />
        }
        onDone={onClose}
      />
      <YourSearch word={correctableWord(word)} hit={hit} onDone={onClose} />
    </div>
  );
}
