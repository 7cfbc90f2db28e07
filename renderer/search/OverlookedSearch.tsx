import { useOpen } from '../ui/useOpen.ts';
import { Check, Pencil, ScanSearch, Square, X } from 'lucide-react';
import { useStore } from 'zustand';
import type { Photo } from '../../shared/contract/photo.ts';
import type { OverlookedHit, OverlookedResult, SearchPage } from '../../shared/contract/search.ts';
import type { Box } from '../../shared/geometry.ts';
import { overlooked } from './stores.ts';
import { keyOf, type CorrectableWord } from '../common/word/correcting.ts';
import { correcting } from '../common/word/stores.ts';
import { WordCorrection } from '../common/word/WordCorrection.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { formatCount, formatPlural, formatProbability } from '../ui/format.ts';
import { ProgressBar } from '../ui/Progress.tsx';
import type { OverlookedState } from './overlookedStore.ts';
import { everyPhoto, formatRoute } from '../state/route.ts';
import { queryAsMeant, wordsSought } from './headline.ts';
import { proposedText, readingsOfHit } from './hitReadings.ts';
import { QuotedQuery } from './QuotedQuery.tsx';
import { YourSearch } from './YourSearch.tsx';
import { ResultPicture } from './SearchResultItem.tsx';
import { pictureUrl, pictureVersion } from '../host/pictureAddress.ts';

/** Searches the photos again for words that the detector overlooked. */
export function OverlookedSearch({ page }: { readonly page: SearchPage }) {
  const query = queryAsMeant(page);
  const state = useStore(overlooked);
  const isOfQuery = state.query === query && state.goal !== null;
  const isSearching = state.isSearching && state.query === query;
  const left = state.total - state.searched;

  return (
    <section className="overlooked" aria-labelledby="overlooked-title">
      <h2 id="overlooked-title">Not found yet?</h2>
      <p>
        Faint or crowded words can be overlooked when a photo is read. Inkdex can search for{' '}
        <QuotedQuery query={wordsSought(page)} /> again in the parts of the photos where no word was found.
      </p>
      {isSearching ? (
        <div className="overlooked-progress">
          <ProgressBar
            label="Searching for overlooked words"
            value={state.goal === null || state.goal === 0 ? null : state.searched / state.goal}
          />
          <Button icon={Square} onClick={state.stop}>
            Stop
          </Button>
        </div>
      ) : (
        (!isOfQuery || left > 0) && (
          <Button icon={ScanSearch} onClick={() => void state.search(query)}>
            {isOfQuery ? `Search ${formatPlural(left, 'more photo')}` : 'Search for overlooked words'}
          </Button>
        )
      )}
      <p role="status">{isOfQuery ? summaryOf(state) : ''}</p>
      {state.query === query && state.error !== null && <p role="alert">{state.error.message}</p>}
      {isOfQuery && state.results.length > 0 && (
        <ol className="results" aria-label="Overlooked words">
          {state.results.map((result) => (
            <OverlookedItem key={result.photo.id} result={result} query={query} />
          ))}
        </ol>
      )}
    </section>
  );
}

function summaryOf({ searched, goal, total, isSearching, results, failed }: OverlookedState): string {
  if (total === 0) return 'No photos left to search: the results contain every photo that could match.';
  const places = results.reduce((sum, { hits }) => sum + hits.length, 0);
  const found = formatPlural(places, 'possible match', 'possible matches');
  const unread = failed === 0 ? '' : ` ${formatPlural(failed, 'photo')} could not be read.`;
  const seen = isSearching
    ? `Searched ${formatCount(searched)} of ${formatPlural(goal ?? 0, 'photo')}`
    : `Searched ${formatPlural(searched, 'photo')}`;
  return `${seen}: ${found}.${unread}`;
}

interface OverlookedItemProps {
  readonly result: OverlookedResult;
  readonly query: string;
}

/** A photo with places that may match the query. Confirming one adds it to the photo as a word. */
function OverlookedItem({ result: { photo, hits }, query }: OverlookedItemProps) {
  return (
    <li className="result" data-photo={photo.id}>
      <ResultPicture
        photo={photo}
        href={formatRoute({ screen: 'photo', photo: photo.id, word: null, query, ...everyPhoto })}
        hits={hits.map(({ quad }) => ({ word: null, quad }))}
        active={[]}
      />
      <div className="result-text">
        <h2 dir="auto" title={photo.path}>
          {photo.name}
        </h2>
        <ul className="crops">
          {hits.map((hit) => (
            <li key={JSON.stringify([hit.box, hit.term])}>
              <Place photo={photo} hit={hit} />
            </li>
          ))}
        </ul>
      </div>
    </li>
  );
}

/** A place as a word without text, which becomes a word of the photo by being confirmed. */
function wordAt(photo: Photo, { quad, probability, alternatives }: OverlookedHit): CorrectableWord {
  return {
    ...{ photo: photo.id, revision: photo.revision, id: null, quad, polygon: null },
    ...{ text: '', mark: 'text', isConfirmed: false, confidence: probability, alternatives },
    ...{ madeBy: null, changedAt: '', changedBy: null },
  };
}

function Place({ photo, hit }: { readonly photo: Photo; readonly hit: OverlookedHit }) {
  const { isOpen, open, close } = useOpen();
  const isSaving = useStore(correcting, (state) => state.isSaving);
  const text = proposedText(hit);
  const word = wordAt(photo, hit);
  const readings = readingsOfHit(hit);
  const likeliest = readings.reduce((best, each) => (each.confidence > best.confidence ? each : best), {
    text,
    confidence: 0,
  }).text;
  const failure = useStore(correcting, ({ failed }) =>
    failed?.word === keyOf(word) ? failed.failure : null,
  );
  const dismiss = (): void => {
    overlooked.getState().dismiss(photo.id, hit);
  };
  const confirm = async (): Promise<void> => {
    if (await correcting.getState().confirm(word, text)) dismiss();
  };
  return (
    <div className="crop">
      <span className="crop-picture">
        <PlacePicture photo={photo} box={hit.box} label={`Maybe “${text}”`} />
      </span>
      <span className="crop-caption">
        <bdi className="crop-text">{text}</bdi>
        <span className="crop-probability">{formatProbability(hit.probability)}</span>
      </span>
      <span className="crop-verdict">
        <IconButton
          label={`Yes, it says “${text}”`}
          icon={Check}
          changes="editLabels"
          disabled={isSaving}
          onClick={() => void confirm()}
        />
        <IconButton label={`Correct “${text}”`} icon={Pencil} onClick={open} />
        <IconButton label={`No, not “${text}”`} icon={X} disabled={isSaving} onClick={dismiss} />
      </span>
      {failure !== null && !isOpen && <p role="alert">{failure.message}</p>}
      {isOpen && (
        <Dialog title="Correct word" onClose={close}>
          <WordCorrection
            word={word}
            proposed={likeliest}
            readings={readings}
            isFocused
            picture={<PlacePicture photo={photo} box={hit.box} label={`The word on ${photo.name}`} />}
            onDone={dismiss}
          />
          <YourSearch word={word} hit={{ ...hit, meant: null, isConfirmed: false }} onDone={dismiss} />
        </Dialog>
      )}
    </div>
  );
}

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
function PlacePicture({ photo, box: [x, y, width, height], label }: PlacePictureProps) {
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
