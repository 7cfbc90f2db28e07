import { useCallback } from 'react';

interface InkPictureProps {
  /** PNG in base64. */
  readonly png: string;
  readonly alt: string;
}

/** A picture that is part of an answer. The page's content security policy forbids `data:` URLs, so it gets a blob URL. */
export function InkPicture({ png, alt }: InkPictureProps) {
  const show = useCallback(
    (image: HTMLImageElement | null) => {
      if (image === null) return undefined;
      const bytes = Uint8Array.from(atob(png), (letter) => letter.charCodeAt(0));
      const address = URL.createObjectURL(new Blob([bytes], { type: 'image/png' }));
      image.src = address;
      return () => {
        URL.revokeObjectURL(address);
      };
    },
    [png],
  );
  return <img ref={show} className="ink-picture" alt={alt} />;
}
