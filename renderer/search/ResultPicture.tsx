import type { Photo } from '../../shared/contract/photo.ts';
import type { WordId } from '../../shared/contract/word.ts';
import { pictureUrl, pictureVersion } from '../host/pictureAddress.ts';
import { HitLights, type HitLightsProps } from '../ui/HitLights.tsx';

interface ResultPictureProps {
  readonly photo: Photo;
  /** Address that a click opens. */
  readonly href: string;
  readonly hits: HitLightsProps['hits'];
  /** The current hit of "Next hit" and "Previous hit". */
  readonly active: WordId | null;
}

/** Largest height of the picture, so that a portrait photo does not fill the window. CSS pixels. */
const tallest = 320;

/** A photo of the results with its hits highlighted. */
export function ResultPicture({ photo, href, hits, active }: ResultPictureProps) {
  return (
    <a
      className="result-picture"
      href={href}
      aria-label={`Open ${photo.name}`}
      style={{
        aspectRatio: `${photo.width} / ${photo.height}`,
        maxWidth: (tallest * photo.width) / photo.height,
      }}
    >
      <img src={pictureUrl('thumbnail', photo.id, pictureVersion(photo))} alt="" decoding="async" />
      <HitLights width={photo.width} height={photo.height} hits={hits} active={active} />
    </a>
  );
}
