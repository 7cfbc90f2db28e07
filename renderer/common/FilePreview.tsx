import { Image } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useCall } from '../host/useCall.ts';

/** Milliseconds for which a file is in view before its picture is asked for: scrolling past thousands asks for none. */
const settledMs = 200;

/** A small picture of a photo in a folder; an icon until it is there, and if the file cannot be shown. */
export function FilePreview({ path }: { readonly path: string }) {
  const [isSettled, setSettled] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      setSettled(true);
    }, settledMs);
    return () => {
      clearTimeout(timer);
    };
  }, []);
  const { answer } = useCall('previewFile', isSettled ? { path } : null);
  const jpeg = answer?.jpeg;
  return jpeg === undefined ? <Image size={16} aria-hidden /> : <Picture jpeg={jpeg} />;
}

/** @param jpeg in base64. The page may show no `data:` pictures. */
function Picture({ jpeg }: { readonly jpeg: string }) {
  const image = useRef<HTMLImageElement>(null);
  useEffect(() => {
    const bytes = Uint8Array.from(atob(jpeg), (character) => character.charCodeAt(0));
    const address = URL.createObjectURL(new Blob([bytes], { type: 'image/jpeg' }));
    if (image.current !== null) image.current.src = address;
    return () => {
      URL.revokeObjectURL(address);
    };
  }, [jpeg]);
  return <img ref={image} className="folder-entry-picture" alt="" draggable={false} />;
}
