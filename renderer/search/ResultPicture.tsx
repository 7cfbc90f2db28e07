import type { Photo } from '../../shared/contract/photo.ts';
import type { WordId } from '../../shared/contract/word.ts';
import { pictureUrl, pictureVersion } from '../bridge.ts';
import { HitLights, type HitLightsProps } from '../ui/HitLights.tsx';

interface ResultPictureProps {
  readonly photo: Photo;
  /** Where a click on it leads. */
  readonly href: string;
  readonly hits: HitLightsProps['hits'];
  /** The hit that was stepped to. */
  readonly active: WordId | null;
}

/** The picture's height is held to this, so that a portrait does not fill the window. CSS pixels. */
const tallest = 320;

/** A photo of an answer, its hits lit up. */
export function ResultPicture({ photo, href, hits, active }: ResultPictureProps) {
  return (
    <a
      className="result-picture"
      href={href}
      aria-label={`Open ${photo.name}`}
      style={{
        aspectRatio: `${String(photo.width)} / ${String(photo.height)}`,
        maxWidth: (tallest * photo.width) / photo.height,
      }}
    >
      <img src={pictureUrl('thumbnail', photo.id, pictureVersion(photo))} alt="" decoding="async" />
      <HitLights width={photo.width} height={photo.height} hits={hits} active={active} />
    </a>
  );
}
