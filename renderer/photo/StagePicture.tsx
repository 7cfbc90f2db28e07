import { ImageOff } from 'lucide-react';
import { useState } from 'react';
import type { Photo } from '../../shared/contract/photo.ts';
import { pictureUrl, pictureVersion } from '../host/pictureAddress.ts';
import type { View } from '../ui/viewport.ts';

interface StagePictureProps {
  readonly photo: Photo;
  readonly view: View;
}

/** The photo itself: its thumbnail until the full picture is loaded. */
export function StagePicture({ photo, view }: StagePictureProps) {
  const [state, setState] = useState<'loading' | 'loaded' | 'broken'>('loading');
  const place = {
    width: photo.width,
    height: photo.height,
    transform: `translate(${view.x}px, ${view.y}px) scale(${view.scale})`,
  };
  if (state === 'broken') {
    return (
      <div className="stage-broken">
        <ImageOff size={32} strokeWidth={1.5} aria-hidden />
        <p>The photo could not be loaded. Check that the file is still at {photo.path}.</p>
      </div>
    );
  }
  return (
    <>
      {state === 'loading' && (
        <img
          className="stage-photo"
          src={pictureUrl('thumbnail', photo.id, pictureVersion(photo))}
          alt=""
          draggable={false}
          style={place}
        />
      )}
      <img
        className={state === 'loaded' ? 'stage-photo' : 'stage-photo is-loading'}
        data-display
        src={pictureUrl('display', photo.id, pictureVersion(photo))}
        alt=""
        draggable={false}
        style={place}
        onLoad={() => {
          setState('loaded');
        }}
        onError={() => {
          setState('broken');
        }}
      />
    </>
  );
}
