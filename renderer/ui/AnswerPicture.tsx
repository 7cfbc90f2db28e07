import { useCallback } from 'react';

interface AnswerPictureProps {
  /** The bytes in base64. */
  readonly bytes: string;
  readonly alt: string;
  readonly type?: 'image/png' | 'image/jpeg';
  readonly className?: string;
}

/** A picture that is part of an answer. The page's content security policy forbids `data:` URLs, so it gets a blob URL. */
export function AnswerPicture({
  bytes,
  alt,
  type = 'image/png',
  className = 'ink-picture',
}: AnswerPictureProps) {
  const show = useCallback(
    (image: HTMLImageElement | null) => {
      if (image === null) return undefined;
      const decoded = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
      const address = URL.createObjectURL(new Blob([decoded], { type }));
      image.src = address;
      return () => {
        URL.revokeObjectURL(address);
      };
    },
    [bytes, type],
  );
  return <img ref={show} className={className} alt={alt} draggable={false} />;
}
