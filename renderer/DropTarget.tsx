import { ImagePlus } from 'lucide-react';
import { useEffect, useEffectEvent, useState } from 'react';
import { useStore } from 'zustand';
import { useRefusalOf } from './common/permissions.ts';
import { droppedFiles } from './host/upload.ts';
import { importDatasetFiles } from './datasets/actions.ts';
import { importFiles } from './library/actions.ts';
import type { Route } from './state/route.ts';
import { navigation, show } from './state/stores.ts';
import { learnDropped } from './training/actions.ts';

type Taken = 'photos' | 'dataset' | 'iam';

/** What a drop on each screen imports; on all other screens it imports photos. */
const taken: Partial<Record<Route['screen'], Taken>> = {
  datasets: 'dataset',
  dataset: 'dataset',
  training: 'iam',
};
const takers = { photos: importFiles, dataset: importDatasetFiles, iam: learnDropped } as const;
const callOf = { photos: 'importPaths', dataset: 'importDataset', iam: 'learnIam' } as const;
const titles: Readonly<Record<Taken, string>> = {
  photos: 'Drop to add photos',
  dataset: 'Drop to import as a dataset',
  iam: 'Drop IAM to train on it',
};
const descriptions: Readonly<Record<Taken, string>> = {
  photos: 'Photos, PDFs and whole folders. Inkdex reads them on this machine; nothing leaves it.',
  dataset: 'One folder or file. Its format is recognised automatically.',
  iam: 'The folder or archive of the IAM Handwriting Database, as downloaded.',
};

/** Imports what is dropped anywhere on the window: photos and folders, or on some screens a dataset. */
export function DropTarget() {
  const [isOver, setOver] = useState(false);
  const what = useStore(navigation, ({ route }) => taken[route.screen] ?? 'photos');
  const refusal = useRefusalOf()(callOf[what]);
  const take = useEffectEvent((transfer: DataTransfer) => {
    if (refusal !== null) {
      show('error', refusal);
      return;
    }
    const files = droppedFiles(transfer);
    void takers[what](files);
  });

  useEffect(() => {
    // Every element sends an event when it is entered and when it is left: outside, both counts are equal.
    let depth = 0;
    const settle = (change: number) => (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      depth = Math.max(0, depth + change);
      setOver(depth > 0);
    };
    const onEnter = settle(1);
    const onLeave = settle(-1);
    const onOver = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy';
    };
    const onDrop = (event: DragEvent) => {
      if (!hasFiles(event) || event.dataTransfer === null) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      take(event.dataTransfer);
    };
    // The browser treats a dragged picture of our own page as a file: dropping it nearby would import it.
    const onStart = (event: DragEvent) => {
      if (hasFiles(event)) event.preventDefault();
    };
    const listeners = {
      dragstart: onStart,
      dragenter: onEnter,
      dragleave: onLeave,
      dragover: onOver,
      drop: onDrop,
    };
    const controller = new AbortController();
    for (const [type, listener] of Object.entries(listeners)) {
      window.addEventListener(type as keyof typeof listeners, listener, { signal: controller.signal });
    }
    return () => {
      controller.abort();
    };
  }, []);

  if (!isOver) return null;
  return (
    <div className="drop-overlay">
      <div className="drop-overlay-card">
        <ImagePlus size={40} strokeWidth={1.5} aria-hidden />
        <p className="drop-overlay-title">{refusal === null ? titles[what] : 'Not allowed'}</p>
        <p>{refusal ?? descriptions[what]}</p>
      </div>
    </div>
  );
}

function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') === true;
}
