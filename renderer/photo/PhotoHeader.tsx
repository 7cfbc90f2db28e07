import { ChevronDown, ChevronUp, Heart, PencilLine, RotateCwSquare, ScanText } from 'lucide-react';
import { useStore } from 'zustand';
import { favouritesId, isFavourite } from '../../shared/contract/collection.ts';
import type { Photo } from '../../shared/contract/photo.ts';
import { host } from '../host/transport.ts';
import { useMay } from '../common/permissions.ts';
import { ExportPhotosButton } from '../common/ExportPhotos.tsx';
import { exportedPhoto } from '../common/exporting.ts';
import { collectionIcons, collectionsDialog, toggleFavourites } from '../common/collections.ts';
import { rotatePhotos } from '../common/rotating.ts';
import { stepToHit } from '../common/stepping.ts';
import { everyPhoto, formatRoute, type PhotoRoute, type Route } from '../state/route.ts';
import { useIsUnread } from '../common/unread.ts';
import { attempt, photo as photoStore } from '../state/stores.ts';
import { BackLink } from '../ui/BackLink.tsx';
import { CollapsingButton, IconButton } from '../ui/Button.tsx';
import { formatBytes, formatCount, formatPlural, formatTaken } from '../ui/format.ts';
import { StatusBadge } from '../ui/StatusBadge.tsx';
import { NeighbourButtons } from '../common/NeighbourButtons.tsx';
import type { Neighbours } from '../common/useNeighbours.ts';

interface PhotoHeaderProps {
  readonly photo: Photo;
  readonly route: PhotoRoute;
  readonly neighbours: Neighbours;
  readonly hitCount: number;
}

export function PhotoHeader({ photo, route, neighbours, hitCount }: PhotoHeaderProps) {
  const back: Route =
    route.query === ''
      ? { screen: 'library', status: route.status, collection: route.collection, folder: route.folder }
      : { screen: 'search', query: route.query };
  const isUnread = useIsUnread(photo);
  const mayCorrect = useMay('editLabels');
  const selected = useStore(photoStore, (state) => state.selected);
  const isBusy = photo.status === 'reading' || (photo.status === 'waiting' && !isUnread);
  return (
    <header className="photo-header">
      <BackLink href={formatRoute(back)} label="Back" />
      <div className="photo-title">
        <h1 dir="auto" title={photo.path}>
          {photo.name}
        </h1>
        <p>
          <StatusBadge status={photo.status} {...(isUnread ? { name: 'Not read' } : {})} />
          <span>{detailsOf(photo)}</span>
          <CollectionLinks photo={photo} />
        </p>
      </div>
      {hitCount > 0 && <HitStepper count={hitCount} />}
      <CollectionButtons photo={photo} />
      <IconButton
        label="Rotate photo"
        icon={RotateCwSquare}
        shortcut="r"
        changes="rotatePhotos"
        onClick={() => {
          rotatePhotos([photo.id], 90);
        }}
      />
      <CollapsingButton
        kind="quiet"
        icon={ScanText}
        label={isUnread ? 'Read' : 'Read again'}
        collapses="narrow"
        changes="readPhotos"
        disabled={isBusy}
        onClick={() => void attempt(host.readPhotos({ photos: [photo.id] }))}
      />
      <ExportPhotosButton {...exportedPhoto(photo, route.query)} />
      {mayCorrect && (
        <a
          className="button"
          href={formatRoute({ screen: 'annotate', photo: photo.id, word: selected, isQueue: false })}
          title="Correct words (E)"
        >
          <PencilLine size={16} aria-hidden />
          <span className="narrow-hidden">Correct</span>
        </a>
      )}
      <NeighbourButtons neighbours={neighbours} />
    </header>
  );
}

/** The albums and tags of the photo. */
function CollectionLinks({ photo: { collections } }: { readonly photo: Photo }) {
  return collections
    .filter(({ id }) => id !== favouritesId)
    .map(({ id, kind, name }) => {
      const Icon = collectionIcons[kind];
      return (
        <a
          key={id}
          className="photo-collection"
          href={formatRoute({ screen: 'library', ...everyPhoto, collection: id })}
        >
          <Icon size={12} aria-hidden />
          <bdi>{name}</bdi>
        </a>
      );
    });
}

function CollectionButtons({ photo }: { readonly photo: Photo }) {
  const isMarked = isFavourite(photo);
  return (
    <div className="photo-collecting">
      <IconButton
        label="Favourite"
        icon={Heart}
        shortcut="f"
        changes="changeCollection"
        aria-pressed={isMarked}
        onClick={() => void toggleFavourites([photo.id])}
      />
      <IconButton
        label="Albums and tags"
        icon={collectionIcons.tag}
        shortcut="l"
        changes="changeCollection"
        aria-haspopup="dialog"
        onClick={() => {
          collectionsDialog.getState().open([photo.id]);
        }}
      />
    </div>
  );
}

function HitStepper({ count }: { readonly count: number }) {
  return (
    <div className="hit-stepper">
      <span>{formatPlural(count, 'hit')}</span>
      <IconButton
        label="Previous hit"
        icon={ChevronUp}
        shortcut="p"
        onClick={() => {
          stepToHit(-1);
        }}
      />
      <IconButton
        label="Next hit"
        icon={ChevronDown}
        shortcut="n"
        onClick={() => {
          stepToHit(1);
        }}
      />
    </div>
  );
}

function detailsOf({ width, height, bytes, takenAt, wordCount, status, missing, pictures }: Photo): string {
  const taken = takenAt === null ? null : formatTaken(takenAt);
  return [
    status === 'read' ? formatPlural(wordCount, 'word') : '',
    taken ?? '',
    `${width} × ${height}`,
    formatBytes(bytes),
    missing === 0 ? '' : `about ${missing} % missing from its file`,
    pictures === 1 ? '' : `1 of ${formatCount(pictures)} pictures in its file`,
  ]
    .filter((part) => part !== '')
    .join(' · ');
}
