import type { Box } from '../../shared/geometry.ts';
import type { Photo } from '../../shared/contract/photo.ts';
import { pictureUrl, pictureVersion } from '../host/pictureAddress.ts';

interface PlacePictureProps {
  readonly photo: Photo;
  /** In pixels of the upright photo. */
  readonly box: Box;
  /** What the picture shows, for screen readers. */
  readonly label: string;
}

/** Margin around the place, as a share of its height: the surroundings help to read it. */
const margin = 0.35;

/** Part of a photo, for a place that is not a word yet and therefore has no crop of its own. */
export function PlacePicture({ photo, box: [x, y, width, height], label }: PlacePictureProps) {
  const around = margin * height;
  const view = [x - around, y - around, width + 2 * around, height + 2 * around];
  return (
    <svg className="place-picture" viewBox={view.map((value) => value.toFixed(1)).join(' ')} role="img">
      <title>{label}</title>
      <image
        href={pictureUrl('display', photo.id, pictureVersion(photo))}
        width={photo.width}
        height={photo.height}
        preserveAspectRatio="none"
      />
    </svg>
  );
}
