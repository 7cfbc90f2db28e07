import { Image } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useCall } from '../host/useCall.ts';
import { AnswerPicture } from '../ui/AnswerPicture.tsx';

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
  if (jpeg === undefined) return <Image size={16} aria-hidden />;
  return <AnswerPicture bytes={jpeg} type="image/jpeg" className="folder-entry-picture" alt="" />;
}
