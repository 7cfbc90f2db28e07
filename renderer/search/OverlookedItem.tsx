import { Check, X } from 'lucide-react';
import { useStore } from 'zustand';
import type { Photo } from '../../shared/contract/photo.ts';
import type { OverlookedHit, OverlookedResult } from '../../shared/contract/search.ts';
import { formatRoute } from '../state/route.ts';
import { judgements, overlooked } from './stores.ts';
import { IconButton } from '../ui/Button.tsx';
import { formatProbability } from '../ui/format.ts';
import { confirmedText } from './judgeHit.ts';
import { PlacePicture } from './PlacePicture.tsx';
import { ResultPicture } from './ResultPicture.tsx';

interface OverlookedItemProps {
  readonly result: OverlookedResult;
  readonly query: string;
}

/** A photo with places that may match the query. Confirming one adds it to the photo as a word. */
export function OverlookedItem({ result: { photo, hits }, query }: OverlookedItemProps) {
  return (
    <li className="result" data-photo={photo.id}>
      <ResultPicture
        photo={photo}
        href={formatRoute({ screen: 'photo', photo: photo.id, word: null, query, status: null })}
        hits={hits.map(({ quad }) => ({ word: null, quad }))}
        active={null}
      />
      <div className="result-text">
        <h2 dir="auto" title={photo.path}>
          {photo.name}
        </h2>
        <ul className="crops">
          {hits.map((hit) => (
            <li key={JSON.stringify([hit.box, hit.term])}>
              <Place photo={photo} hit={hit} />
            </li>
          ))}
        </ul>
      </div>
    </li>
  );
}

function Place({ photo, hit }: { readonly photo: Photo; readonly hit: OverlookedHit }) {
  const isSending = useStore(judgements, (state) => state.isSending);
  const text = confirmedText(hit);
  const dismiss = (): void => {
    overlooked.getState().dismiss(photo.id, hit);
  };
  const confirm = async (): Promise<void> => {
    const place = { ...hit, word: null, polygon: null };
    if (await judgements.getState().judge(photo, place, { kind: 'text', text })) dismiss();
  };
  return (
    <div className="crop">
      <span className="crop-picture">
        <PlacePicture photo={photo} box={hit.box} label={`Maybe “${text}”`} />
      </span>
      <span className="crop-caption">
        <bdi className="crop-text">{text}</bdi>
        <span className="crop-probability">{formatProbability(hit.probability)}</span>
      </span>
      <span className="crop-verdict">
        <IconButton
          label={`Yes, it says “${text}”`}
          icon={Check}
          disabled={isSending}
          onClick={() => void confirm()}
        />
        <IconButton label={`No, not “${text}”`} icon={X} disabled={isSending} onClick={dismiss} />
      </span>
    </div>
  );
}
