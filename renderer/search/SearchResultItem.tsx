import { CircleHelp } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { Hit, SearchResult } from '../../shared/contract/search.ts';
import type { WordId } from '../../shared/contract/word.ts';
import type { Photo } from '../../shared/contract/photo.ts';
import { cropVersion, pictureUrl, pictureVersion } from '../host/pictureAddress.ts';
import { formatRoute } from '../state/route.ts';
import { Button, IconButton } from '../ui/Button.tsx';
import { formatPlural, formatProbability } from '../ui/format.ts';
import { distinctHits, weakBelow } from '../state/search.ts';
import { HitLights, type HitLightsProps } from '../ui/HitLights.tsx';

interface SearchResultItemProps {
  readonly result: SearchResult;
  readonly query: string;
  /** The current hit of "Next hit" and "Previous hit", if it is on this photo. */
  readonly active: WordId | null;
  /** Called when the person asks why a word was found. */
  readonly onWhy: (word: WordId) => void;
}

/** Crops shown per photo, so that one photo does not fill the list; the photo itself shows all hits. */
const cropsShown = 6;

/** A photo with its hits highlighted, and beside it a crop of each hit. */
export function SearchResultItem(props: SearchResultItemProps) {
  const { result, query, active, onWhy } = props;
  const { photo, hits } = result;
  const item = useRef<HTMLLIElement>(null);
  const distinct = distinctHits(hits);
  const [isUnfolded, setUnfolded] = useState(false);
  const strong = distinct.filter(({ probability }) => probability >= weakBelow);
  const isActiveWeak = active !== null && !strong.some(({ word }) => word === active);
  const listed = strong.length === 0 || isUnfolded || isActiveWeak ? distinct : strong;
  const weaker = distinct.length - listed.length;
  const place = listed.findIndex(({ word }) => word === active);
  // The current hit is always shown.
  const shown = listed.slice(0, Math.max(cropsShown, place + 1));
  const linkTo = (word: WordId | null) =>
    formatRoute({ screen: 'photo', photo: photo.id, word, query, status: null });

  useEffect(() => {
    if (active === null) return;
    item.current?.scrollIntoView({ block: 'nearest' });
    item.current?.querySelector(`.crop[data-word="${String(active)}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [active]);

  return (
    <li ref={item} className={active === null ? 'result' : 'result is-active'} data-photo={photo.id}>
      <ResultPicture
        photo={photo}
        href={linkTo(active ?? distinct[0]?.word ?? null)}
        hits={distinct}
        active={active}
      />
      <div className="result-text">
        <h2 dir="auto" title={photo.path}>
          {photo.name}
        </h2>
        {listed.length > 0 && <p className="result-detail">{formatPlural(listed.length, 'hit')}</p>}
        <ul className="crops">
          {shown.map((hit) => (
            <li key={hit.word}>
              <Crop
                hit={hit}
                version={cropVersion(photo, hit)}
                href={linkTo(hit.word)}
                isActive={hit.word === active}
                onWhy={onWhy}
              />
            </li>
          ))}
        </ul>
        {listed.length > shown.length && (
          <a className="hint" href={linkTo(listed[shown.length]?.word ?? null)}>
            {formatPlural(listed.length - shown.length, 'more hit')}
          </a>
        )}
        {weaker > 0 && (
          <Button
            kind="quiet"
            onClick={() => {
              setUnfolded(true);
            }}
          >
            {formatPlural(weaker, 'weaker hit')}
          </Button>
        )}
      </div>
    </li>
  );
}

interface CropProps {
  readonly hit: Hit;
  readonly version: string;
  readonly href: string;
  readonly isActive: boolean;
  readonly onWhy: (word: WordId) => void;
}

function Crop({ hit, version, href, isActive, onWhy }: CropProps) {
  const { word, text, probability, isConfirmed } = hit;
  return (
    <div className="crop-frame">
      <a className={isActive ? 'crop is-active' : 'crop'} href={href} data-word={word}>
        <span className="crop-picture">
          <img src={pictureUrl('word', word, version)} alt="" loading="lazy" decoding="async" />
        </span>
        <span className="crop-caption">
          <bdi className="crop-text">{text}</bdi>
          <span className="crop-probability">
            {isConfirmed ? 'confirmed' : formatProbability(probability)}
          </span>
        </span>
      </a>
      <IconButton
        label={`Why “${text}”?`}
        icon={CircleHelp}
        shortcut="w"
        onClick={() => {
          onWhy(word);
        }}
      />
    </div>
  );
}

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
