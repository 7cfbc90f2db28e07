import { CircleCheckBig, Maximize2, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { Photo, PhotoId } from '../../shared/contract/photo.ts';
import { useWindowTitle } from '../common/windowTitle.ts';
import { pictureUrl, pictureVersion } from '../host/pictureAddress.ts';
import { useCall } from '../host/useCall.ts';
import { everyPhoto, formatRoute } from '../state/route.ts';
import { IconLink } from '../ui/IconLink.tsx';
import { BackLink } from '../ui/BackLink.tsx';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { NotLoaded } from '../ui/NotLoaded.tsx';
import { formatBytes, formatCount, formatPlural } from '../ui/format.ts';
import { removeSelected } from './actions.ts';

/** Groups on screen. The next ones follow when photos of these are removed. */
const shown = 100;

/** Photos that show nearly the same picture, together. The person selects those to remove from the library. */
export function SimilarPhotosScreen() {
  const { answer, error } = useCall('similarPhotos', { limit: shown }, { isKept: true });
  const [selected, setSelected] = useState<ReadonlySet<PhotoId>>(new Set());
  useWindowTitle('Similar photos');
  if (error !== null || answer === undefined)
    return <NotLoaded error={error} title="Similar photos cannot be shown" list="photos" />;
  const { total, groups } = answer;
  if (groups.length === 0) {
    return (
      <EmptyState icon={CircleCheckBig} title="No similar photos">
        <p>
          Photos that show nearly the same picture appear here, such as a board that was photographed twice.
        </p>
        <p>
          <a href="#/library">Go to the library</a>
        </p>
      </EmptyState>
    );
  }
  const present = groups.flat().map(({ id }) => id);
  const chosen = present.filter((id) => selected.has(id));
  const worse = groups.flatMap(([, ...others]) => others.map(({ id }) => id));
  const areWorse = chosen.length === worse.length && worse.every((id) => selected.has(id));
  return (
    <div className="label-screen">
      <header className="label-header">
        <BackLink href="#/library" label="Back to the library" />
        <div className="changed-title">
          <h1>Similar photos</h1>
          <p className="lead">
            {formatPlural(total, 'group')} of photos that show nearly the same picture. First comes the one
            with confirmed words, or else the largest. Removed photos keep their files.
          </p>
        </div>
        <div className="label-actions">
          <Button
            onClick={() => {
              setSelected(new Set(areWorse ? [] : worse));
            }}
          >
            {areWorse ? 'Select none' : 'Select all but the first'}
          </Button>
          <Button
            kind="danger"
            icon={Trash2}
            changes="removePhotos"
            disabled={chosen.length === 0}
            onClick={() => void removeSelected(chosen)}
          >
            Remove{chosen.length > 0 && ` (${formatCount(chosen.length)})`}
          </Button>
        </div>
      </header>
      {groups.map((photos) => (
        <ul
          key={photos[0]?.id}
          className="queue similar-group"
          aria-label={`Photos similar to ${photos[0]?.name ?? ''}`}
        >
          {photos.map((photo) => (
            <SimilarTile
              key={photo.id}
              photo={photo}
              isSelected={selected.has(photo.id)}
              onToggle={() => {
                const next = new Set(selected);
                if (!next.delete(photo.id)) next.add(photo.id);
                setSelected(next);
              }}
            />
          ))}
        </ul>
      ))}
    </div>
  );
}

interface SimilarTileProps {
  readonly photo: Photo;
  readonly isSelected: boolean;
  readonly onToggle: () => void;
}

function SimilarTile({ photo, isSelected, onToggle }: SimilarTileProps) {
  const { id, name, path, width, height, bytes, wordCount } = photo;
  return (
    <li className="unlikely-tile">
      <button type="button" className="queue-item" aria-pressed={isSelected} title={path} onClick={onToggle}>
        <img src={pictureUrl('thumbnail', id, pictureVersion(photo))} alt="" loading="lazy" />
        <span className="queue-text">
          <bdi>{name}</bdi>
        </span>
        <span className="similar-facts">
          {formatPlural(wordCount, 'word')} · {width} × {height} · {formatBytes(bytes)}
        </span>
      </button>
      <IconLink
        href={formatRoute({ screen: 'photo', photo: id, word: null, query: '', ...everyPhoto })}
        label={`Open ${name}`}
        {...{ icon: Maximize2, size: 14, title: 'Open' }}
      />
    </li>
  );
}
