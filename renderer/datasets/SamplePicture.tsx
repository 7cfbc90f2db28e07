import { ImageOff } from 'lucide-react';
import { useState } from 'react';
import type { HeldSample } from '../../shared/contract/datasetContents.ts';
import { pictureUrl } from '../host/pictureAddress.ts';

/** The cropped picture of a sample. Its text is shown next to it, so the picture has no alternative text. */
export function SamplePicture({ sample }: { readonly sample: Pick<HeldSample, 'id' | 'image'> }) {
  return <Picture key={sample.id} address={pictureUrl('sample', sample.id, sample.image)} />;
}

function Picture({ address }: { readonly address: string }) {
  const [isBroken, setBroken] = useState(false);
  if (isBroken) {
    return (
      <span className="sample-picture is-broken">
        <ImageOff size={18} strokeWidth={1.5} role="img" aria-label="Picture could not be loaded" />
      </span>
    );
  }
  return (
    <span className="sample-picture">
      <img
        src={address}
        alt=""
        loading="lazy"
        decoding="async"
        draggable={false}
        onError={() => {
          setBroken(true);
        }}
      />
    </span>
  );
}
