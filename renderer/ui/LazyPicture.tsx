import { type ReactNode, useState } from 'react';

interface LazyPictureProps {
  readonly src: string;
  /** Shown in its place if it cannot be loaded. */
  readonly broken: ReactNode;
}

/** A picture that is loaded when it comes into view. A text beside it says what it shows. */
export function LazyPicture({ src, broken }: LazyPictureProps) {
  const [isBroken, setBroken] = useState(false);
  if (isBroken) return broken;
  return (
    <img
      src={src}
      alt=""
      loading="lazy"
      decoding="async"
      draggable={false}
      onError={() => {
        setBroken(true);
      }}
    />
  );
}
