import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { useStore } from 'zustand';
import type { Photo } from '../../shared/contract/photo.ts';
import { textOfWords } from '../../shared/page/page.ts';
import type { WordId } from '../../shared/contract/word.ts';
import { pictureUrl, pictureVersion } from '../host/pictureAddress.ts';
import { photo as photoStore } from '../state/stores.ts';
import { HitLights } from '../ui/HitLights.tsx';

interface PrintedPhotoProps {
  readonly photo: Photo;
  readonly hits: ReadonlySet<WordId>;
}

/** What is printed of a photo, and only then visible: the whole photo with its hits, and its text. */
export function PrintedPhoto({ photo, hits }: PrintedPhotoProps) {
  const words = useStore(photoStore, (state) => state.words);
  const lines = useStore(photoStore, (state) => state.lines);
  const isPrinting = useIsPrinting();
  const address = pictureUrl('display', photo.id, pictureVersion(photo));
  const [loaded, setLoaded] = useState('');
  const { width, height } = photo;
  return (
    <article className="printed-photo">
      <h1 dir="auto">{photo.name}</h1>
      <figure style={{ ['--ratio' as string]: width / height }}>
        {/* Always there, so that it is loaded when printing begins. */}
        <img
          src={address}
          alt=""
          onLoad={() => {
            setLoaded(address);
          }}
        />
        {/* The browser's own menu does not wait for the picture. */}
        {isPrinting && loaded !== address && <figcaption>The photo had not loaded yet.</figcaption>}
        {isPrinting && (
          <HitLights
            width={width}
            height={height}
            hits={words.filter(({ id }) => hits.has(id)).map(({ id, quad }) => ({ word: id, quad }))}
            active={[]}
          />
        )}
      </figure>
      {isPrinting &&
        lines.map((line) => (
          <p key={line[0]?.line} dir="auto">
            {textOfWords(line)}
          </p>
        ))}
    </article>
  );
}

/** Whether the page is being printed. Thousands of words need not be on the page before. */
function useIsPrinting(): boolean {
  const [isPrinting, setPrinting] = useState(false);
  useEffect(() => {
    const set = (is: boolean) => () => {
      // The browser prints what is on the page when the listener returns.
      flushSync(() => {
        setPrinting(is);
      });
    };
    const [begin, end] = [set(true), set(false)];
    window.addEventListener('beforeprint', begin);
    window.addEventListener('afterprint', end);
    return () => {
      window.removeEventListener('beforeprint', begin);
      window.removeEventListener('afterprint', end);
    };
  }, []);
  return isPrinting;
}
