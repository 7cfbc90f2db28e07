import { useEffect } from 'react';
import { useStore } from 'zustand';
import type { PhotoStatus } from '../../shared/photo.ts';
import { failures, photoList, selection, toasts } from '../stores.ts';
import { EmptyLibrary } from './EmptyLibrary.tsx';
import { FailuresPanel } from './FailuresPanel.tsx';
import { LibraryToolbar } from './LibraryToolbar.tsx';
import { PhotoGrid } from './PhotoGrid.tsx';
import { RemoveDialog } from './RemoveDialog.tsx';
import './library.css';

export function LibraryScreen({ status }: { readonly status: PhotoStatus | null }) {
  const total = useStore(photoList, (state) => state.total);
  const photos = useStore(photoList, (state) => state.info?.photos);
  const failed = useStore(failures, (state) => state.failures);
  const isRemoving = useStore(selection, (state) => state.isRemoving);
  const show = useStore(photoList, (state) => state.show);

  useEffect(() => {
    document.title = 'Library · Inkdex';
    void toasts.getState().attempt(show(status));
  }, [show, status]);

  if (photos === 0 && total === 0) {
    return (
      <div className="library">
        {failed.length > 0 && <FailuresPanel failures={failed} />}
        <EmptyLibrary />
      </div>
    );
  }
  return (
    <div className="library">
      <LibraryToolbar status={status} />
      {failed.length > 0 && <FailuresPanel failures={failed} />}
      {total === 0 ? (
        <p className="library-nothing">No photo is in this state now.</p>
      ) : (
        <PhotoGrid key={status ?? 'all'} total={total ?? 0} status={status} />
      )}
      {isRemoving && <RemoveDialog />}
    </div>
  );
}
