import type { Box } from '../../shared/geometry.ts';
import type { Photo } from '../../shared/contract/photo.ts';
import { pictureUrl, pictureVersion } from '../bridge.ts';

interface PlacePictureProps {
  readonly photo: Photo;
  /** In pixels of the upright photo. */
  readonly box: Box;
  /** What it shows, for who cannot see it. */
  readonly label: string;
}

/** Around the place, as a share of its height: what it stands beside helps to read it. */
const margin = 0.35;

/** A place of a photo that is no word yet, and so has no picture of its own. */
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
