import { ImagePlus } from 'lucide-react';
import { useEffect, useEffectEvent, useState } from 'react';
import { useStore } from 'zustand';
import { droppedFiles } from '../bridge.ts';
import { importDatasetFiles } from '../datasets/import/sending.ts';
import { importFiles } from '../library/importing.ts';
import type { Route } from '../state/route.ts';
import { navigation } from '../stores.ts';
import { learnDropped } from '../training/start/learning.ts';

type Taken = 'photos' | 'dataset' | 'iam';

/** What a drop is on each screen; on all others it is photos. */
const taken: Partial<Record<Route['screen'], Taken>> = {
  datasets: 'dataset',
  dataset: 'dataset',
  training: 'iam',
};
const takers = { photos: importFiles, dataset: importDatasetFiles, iam: learnDropped } as const;
const titles: Readonly<Record<Taken, string>> = {
  photos: 'Drop to add',
  dataset: 'Drop to import as a dataset',
  iam: 'Drop IAM to learn it',
};
const descriptions: Readonly<Record<Taken, string>> = {
  photos: 'Photos and whole folders. Inkdex reads them on this machine; nothing leaves it.',
  dataset: 'One folder or file; what it is, is recognised.',
  iam: 'The folder or archive of the IAM Handwriting Database, as it is handed out.',
};

/** Takes what is dropped anywhere on the window: photos and folders of them, or what the screen learns from. */
export function DropTarget() {
  const [isOver, setOver] = useState(false);
  const what = useStore(navigation, ({ route }) => taken[route.screen] ?? 'photos');
  const take = useEffectEvent((transfer: DataTransfer) => {
    const files = droppedFiles(transfer);
    void takers[what](files);
  });

  useEffect(() => {
    // Every element entered sends an enter, every one left a leave: outside means as many of both.
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
    // A picture of the app's own that is dragged counts as a file: let go a little farther on, it would be imported.
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
        <p className="drop-overlay-title">{titles[what]}</p>
        <p>{descriptions[what]}</p>
      </div>
    </div>
  );
}

function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') === true;
}
