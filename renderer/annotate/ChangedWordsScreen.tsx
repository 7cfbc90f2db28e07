import { ArrowRight, Check, CheckCheck, CircleCheckBig, Pencil, Undo2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { ChangedWord } from '../../shared/contract/label.ts';
import type { Model } from '../../shared/contract/model.ts';
import type { Alternative, WordId } from '../../shared/contract/word.ts';
import { correctableWord } from '../common/word/correcting.ts';
import { say } from '../common/word/stores.ts';
import { WordCorrection } from '../common/word/WordCorrection.tsx';
import { shownText } from '../common/word/wordState.ts';
import { useWindowTitle } from '../common/windowTitle.ts';
import { pictureUrl } from '../host/pictureAddress.ts';
import { host } from '../host/transport.ts';
import { answers, useCall } from '../host/useCall.ts';
import { formatRoute } from '../state/route.ts';
import { attempt, show } from '../state/stores.ts';
import { BackLink } from '../ui/BackLink.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { NotLoaded } from '../ui/NotLoaded.tsx';
import { useOpen } from '../ui/useOpen.ts';
import { formatPlural, formatProbability } from '../ui/format.ts';
import { isFocusLost } from '../ui/keyboard.ts';

/** Words on screen. The next ones follow as these are decided. */
const shown = 100;

/** The words that another model has read differently: a person accepts the new text or goes back to the earlier one. */
export function ChangedWordsScreen() {
  const { answer, error } = useCall('changedWords', { limit: shown }, { isKept: true });
  const { answer: models = [] } = useCall('listModels', {});
  const [isWorking, setWorking] = useState(false);
  const list = useRef<HTMLUListElement>(null);
  /** The row, from 0, in which the person decided last; -1 if the focus was elsewhere. */
  const place = useRef(-1);
  useEffect(() => {
    if (isFocusLost()) focusRow(list.current, place.current);
  }, [answer]);
  useWindowTitle('Changed words');

  const decide = async (work: () => Promise<unknown>) => {
    place.current = list.current === null ? -1 : focusedRow(list.current);
    setWorking(true);
    await attempt(work());
    await answers.askAgain('changedWords');
    setWorking(false);
  };
  const accept = (words: WordId[] | null) =>
    decide(async () => {
      const { accepted, at } = await host.acceptChangedWords({ words });
      show('notice', `Accepted ${formatPlural(accepted, 'change')}.`, {
        label: 'Undo',
        isUndo: true,
        take: () => void decide(() => host.reopenChangedWords({ at })),
      });
    });
  const restore = (word: WordId, earlier: string) =>
    decide(async () => {
      say(`Went back to “${earlier}”.`, await host.restoreEarlierReadings({ words: [word] }));
    });

  if (error !== null || answer === undefined)
    return <NotLoaded error={error} title="The changes cannot be shown" list="models" />;
  if (answer.total === 0) {
    return (
      <EmptyState icon={CircleCheckBig} title="No changed words to review">
        <p>When your photos are read again, the words that are read differently appear here.</p>
        <p>
          <a href="#/models">Go to the models</a>
        </p>
      </EmptyState>
    );
  }
  return (
    <div className="label-screen">
      <header className="label-header">
        <BackLink href="#/models" label="Back to the models" />
        <div className="changed-title">
          <h1>Changed words</h1>
          <p className="lead">
            {formatPlural(answer.total, 'word was', 'words were')} read differently the last time. The least
            sure come first. &ldquo;Go back&rdquo; makes the earlier text your correction.
          </p>
        </div>
        <Button
          icon={CheckCheck}
          changes="acceptChangedWords"
          disabled={isWorking}
          onClick={() => void accept(null)}
        >
          Accept all
        </Button>
      </header>
      <ul ref={list} className="changed-words" aria-label="Changed words" aria-busy={isWorking}>
        {answer.words.map((changed) => (
          <ChangedRow
            key={changed.word.id}
            changed={changed}
            models={models}
            onAccept={() => void accept([changed.word.id])}
            onRestore={() => void restore(changed.word.id, changed.earlier)}
          />
        ))}
      </ul>
      {answer.total > answer.words.length && (
        <p className="hint">The first {formatPlural(answer.words.length, 'word')} of these.</p>
      )}
    </div>
  );
}

interface ChangedRowProps {
  readonly changed: ChangedWord;
  readonly models: readonly Model[];
  readonly onAccept: () => void;
  readonly onRestore: () => void;
}

function ChangedRow({
  changed: { word, earlier, recogniser },
  models,
  onAccept,
  onRestore,
}: ChangedRowProps) {
  const version = `${String(word.photo)}.${String(word.revision)}`;
  const now = shownText(word.text);
  const { isOpen, open, close } = useOpen();
  const model = models.find(({ sha256 }) => sha256 === recogniser)?.id ?? 'a model that was removed';
  return (
    <li className="changed-word">
      <a
        href={formatRoute({ screen: 'annotate', photo: word.photo, word: word.id, isQueue: false })}
        aria-label={`Show ${now} on its photo`}
      >
        <img src={pictureUrl('word', word.id, version)} alt="" loading="lazy" />
      </a>
      <p className="changed-texts">
        <bdi className="changed-earlier" title={`Read by ${model}`}>
          {earlier}
        </bdi>
        <ArrowRight size={14} aria-label="is now" />
        <bdi>{now}</bdi>
        <span className="word-row-note">{formatProbability(word.confidence)}</span>
      </p>
      <Button icon={Check} changes="acceptChangedWords" aria-label={`Accept ${now}`} onClick={onAccept}>
        Accept
      </Button>
      <Button
        icon={Undo2}
        changes="restoreEarlierReadings"
        aria-label={`Go back to ${earlier}`}
        onClick={onRestore}
      >
        Go back
      </Button>
      <IconButton label={`Correct ${now}`} icon={Pencil} onClick={open} />
      {isOpen && (
        <Dialog title="Correct word" onClose={close}>
          <WordCorrection
            word={correctableWord(word)}
            readings={withEarlier(word.alternatives, earlier)}
            isFocused
            picture={<img className="word-picture" src={pictureUrl('word', word.id, version)} alt="" />}
            onDone={close}
          />
        </Dialog>
      )}
    </li>
  );
}

/** The readings of a word, and its earlier text if it is none of them. */
function withEarlier(readings: readonly Alternative[], earlier: string): readonly Alternative[] {
  const isRead = readings.some(({ text }) => text === earlier);
  return isRead ? readings : [...readings, { text: earlier, confidence: 0 }];
}

/** The row with the focus, from 0; -1 if it is elsewhere. */
function focusedRow(list: HTMLElement): number {
  return [...list.children].findIndex((row) => row.contains(document.activeElement));
}

/** The row that follows a decided one gets the focus on its first button, so that the keyboard goes on from there. */
function focusRow(list: HTMLElement | null, row: number): void {
  if (list === null || row < 0) return;
  const next = list.children[Math.min(row, list.children.length - 1)];
  next?.querySelector<HTMLElement>('button')?.focus();
}
