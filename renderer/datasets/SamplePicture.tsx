import { LazyPicture } from '../ui/LazyPicture.tsx';
import { ImageOff } from 'lucide-react';
import type { HeldSample } from '../../shared/contract/datasetContents.ts';
import { pictureUrl } from '../host/pictureAddress.ts';

/** The cropped picture of a sample. Its text is shown next to it, so the picture has no alternative text. */
export function SamplePicture({ sample }: { readonly sample: Pick<HeldSample, 'id' | 'image'> }) {
  const broken = <ImageOff size={18} strokeWidth={1.5} role="img" aria-label="Picture could not be loaded" />;
  return (
    <span className="sample-picture">
      <LazyPicture key={sample.id} src={pictureUrl('sample', sample.id, sample.image)} broken={broken} />
    </span>
  );
}
