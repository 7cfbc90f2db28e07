import { Check, ImageOff } from 'lucide-react';
import { memo, useState, type MouseEvent } from 'react';
import type { Photo } from '../../shared/contract/photo.ts';
import { pictureUrl, pictureVersion } from '../host/pictureAddress.ts';
import { formatPlural } from '../ui/format.ts';
import { StatusBadge, statusNames } from '../ui/StatusBadge.tsx';

interface PhotoTileProps {
  readonly index: number;
  /** Undefined while it is loading. */
  readonly photo: Photo | undefined;
  readonly isSelected: boolean;
  readonly isSelecting: boolean;
  readonly isFocusable: boolean;
  readonly onClick: (photo: Photo, event: MouseEvent) => void;
  readonly onFocus: (index: number) => void;
}

export const PhotoTile = memo(function PhotoTile(props: PhotoTileProps) {
  const { index, photo, isSelected, isSelecting, isFocusable, onClick, onFocus } = props;
  return (
    <div
      role="gridcell"
      className={`tile${isSelected ? ' is-selected' : ''}${isSelecting ? ' is-selecting' : ''}`}
      aria-selected={isSelected}
      {...(photo === undefined ? { 'aria-label': 'Loading' } : {})}
      data-index={index}
      data-photo={photo?.id}
      tabIndex={isFocusable ? 0 : -1}
      onFocus={() => {
        onFocus(index);
      }}
      onClick={(event) => {
        if (photo !== undefined) onClick(photo, event);
      }}
    >
      <div className="tile-picture">
        {photo !== undefined && <Thumbnail key={pictureVersion(photo)} photo={photo} />}
        {photo !== undefined && <StatusBadge status={photo.status} />}
        <span className="tile-check" data-check aria-hidden>
          <Check size={14} strokeWidth={3} />
        </span>
      </div>
      <div className="tile-name" dir="auto">
        {photo?.name}
      </div>
      <div className="tile-detail">{photo === undefined ? '' : detailOf(photo)}</div>
    </div>
  );
});

function Thumbnail({ photo }: { readonly photo: Photo }) {
  const [isBroken, setBroken] = useState(false);
  if (isBroken) {
    return (
      <span className="tile-broken">
        <ImageOff size={24} strokeWidth={1.5} aria-hidden />
      </span>
    );
  }
  return (
    <img
      src={pictureUrl('thumbnail', photo.id, pictureVersion(photo))}
      alt=""
      loading="lazy"
      decoding="async"
      draggable={false}
      onError={() => {
        setBroken(true);
      }}
    />
  );
}

function detailOf({ status, wordCount, error }: Photo): string {
  if (status === 'read') return wordCount === 0 ? 'No words found' : formatPlural(wordCount, 'word');
  if (status === 'failed' || status === 'missing') return error?.message ?? statusNames[status];
  return statusNames[status];
}
