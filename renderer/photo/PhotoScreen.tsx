import { useEffect } from 'react';
import { useStore } from 'zustand';
import { useWindowTitle } from '../common/windowTitle.ts';
import type { PhotoRoute } from '../state/route.ts';
import { collectionsDialog, toggleFavourites } from '../common/collections.ts';
import { removePhotos } from '../common/removing.ts';
import { rotatePhotos } from '../common/rotating.ts';
import { navigation, photo as photoStore } from '../state/stores.ts';
import { ContextMenu } from '../ui/ContextMenu.tsx';
import { NotLoaded } from '../ui/NotLoaded.tsx';
import { useCommandKey, useGlobalKeys } from '../ui/useGlobalKeys.ts';
import { stepToHit } from '../common/stepping.ts';
import { useHits } from './hits.ts';
import { PhotoHeader } from './PhotoHeader.tsx';
import { PhotoStage } from './PhotoStage.tsx';
import { photoScreenMenu } from './photoScreenMenu.ts';
import { PrintedPhoto } from './PrintedPhoto.tsx';
import { printPhoto } from './printPhoto.ts';
import { TextPanel } from './TextPanel.tsx';
import { focusWordField, useTextKeys } from './textSelection.ts';
import { useNeighbours, type Neighbours } from '../common/useNeighbours.ts';

export function PhotoScreen({ route }: { readonly route: PhotoRoute }) {
  const photo = useStore(photoStore, (state) => state.photo);
  const error = useStore(photoStore, (state) => state.error);
  const neighbours = useNeighbours(route);
  const hits = useHits(route);
  useOpenPhoto(route);
  useGlobalKeys((event) => handleKey(event, route, neighbours));
  useTextKeys();
  useCommandKey('p', () => {
    if (photo !== null) void printPhoto(photo, route.query);
  });

  if (photo === null) return <NotLoaded error={error} title="This photo could not be loaded" list="photos" />;
  const onRemove = () => {
    remove(route, neighbours);
  };
  return (
    <div className="photo-screen">
      <PhotoHeader photo={photo} route={route} neighbours={neighbours} hitCount={hits.count} />
      <ContextMenu menuOf={(target) => photoScreenMenu({ photo, query: route.query, onRemove }, target)}>
        <div className="photo-body">
          <PhotoStage photo={photo} hits={hits.words} neighbours={neighbours} />
          <TextPanel photo={photo} hits={hits.words} />
        </div>
      </ContextMenu>
      <PrintedPhoto photo={photo} hits={hits.words} />
    </div>
  );
}

function useOpenPhoto({ photo: id, word }: PhotoRoute): void {
  useEffect(() => photoStore.getState().close, []);
  const name = useStore(photoStore, (state) => state.photo?.name);
  useEffect(() => {
    const { open, select } = photoStore.getState();
    void open(id).then(() => {
      if (word !== null && photoStore.getState().id === id) select(word);
    });
  }, [id, word]);
  useWindowTitle(name ?? null);
}

function handleKey(
  { key, target }: KeyboardEvent,
  route: PhotoRoute,
  neighbours: ReturnType<typeof useNeighbours>,
): boolean {
  if (key === 'Enter') return !isOtherControl(target) && focusWordField();
  if (key === 'n') stepToHit(1);
  else if (key === 'p') stepToHit(-1);
  else if (key === 'PageDown') neighbours.goToNext?.();
  else if (key === 'PageUp') neighbours.goToPrevious?.();
  else if (key === 'e') correct(route);
  else if (key === 'r') rotatePhotos([route.photo], 90);
  else if (key === 'R') rotatePhotos([route.photo], 270);
  else if (key === 'f') void toggleFavourites([route.photo]);
  else if (key === 'l') collectionsDialog.getState().open([route.photo]);
  else if (key === 'Delete') remove(route, neighbours);
  else if (key === 'Escape') leave(route);
  else return false;
  return true;
}

/** Whether Enter presses something other than a word of the text. */
function isOtherControl(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('a, summary, button:not([aria-pressed=true].text-word)') !== null
  );
}

/** Opens the label editor at the selected word. */
function correct({ photo }: PhotoRoute): void {
  const word = photoStore.getState().selected;
  navigation.getState().navigate({ screen: 'annotate', photo, word, isQueue: false });
}

/** Removes the photo and shows the next one; the previous one after the last. */
function remove({ photo, ...route }: PhotoRoute, { goToNext, goToPrevious }: Neighbours): void {
  const back = (): void => {
    leave({ photo, ...route });
  };
  photoStore.getState().select(null);
  void removePhotos([photo], goToNext ?? goToPrevious ?? back);
}

/** Deselects the word if one is selected, otherwise goes back to the screen from which the photo was opened. */
function leave({ query, status, collection, folder }: PhotoRoute): void {
  const { selected, select } = photoStore.getState();
  if (selected !== null) {
    select(null);
    return;
  }
  navigation
    .getState()
    .navigate(query === '' ? { screen: 'library', status, collection, folder } : { screen: 'search', query });
}
