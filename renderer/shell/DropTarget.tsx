import { ImagePlus } from 'lucide-react';
import { useEffect, useState } from 'react';
import { droppedFiles } from '../bridge.ts';
import { importFiles } from '../library/importing.ts';

/** Takes photos and folders dropped anywhere on the window. */
export function DropTarget() {
  const [isOver, setOver] = useState(false);

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
      void importFiles(droppedFiles(event.dataTransfer));
    };
    const listeners = { dragenter: onEnter, dragleave: onLeave, dragover: onOver, drop: onDrop };
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
        <p className="drop-overlay-title">Drop to add</p>
        <p>Photos and whole folders. Inkdex reads them on this machine; nothing leaves it.</p>
      </div>
    </div>
  );
}

function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') === true;
}
