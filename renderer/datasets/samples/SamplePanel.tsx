import { Fact } from '../../ui/NumberTable.tsx';
import { CornerDownLeft, Trash2 } from 'lucide-react';
import { type Ref, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { splitSchema } from '../../../shared/contract/dataset.ts';
import type { DatasetId, HeldSample } from '../../../shared/contract/datasetContents.ts';
import { boxOfQuad } from '../../../shared/geometry.ts';
import { MarkButtons } from '../../ui/MarkButtons.tsx';
import { host } from '../../host/transport.ts';
import { attempt } from '../../state/stores.ts';
import { Button } from '../../ui/Button.tsx';
import { ChoiceField, TextField } from '../../ui/Field.tsx';
import { Keys } from '../../ui/Keys.tsx';
import {
  describeSource,
  levelNames,
  markNames,
  pageNameOf,
  splitNames,
  splitOrder,
} from '../../common/names.ts';
import { shownText } from '../../common/word/wordState.ts';
import { SamplePicture } from '../SamplePicture.tsx';
import { type LabelChange, relabel } from './sampleSelection.ts';
import { formatCount, formatProbability } from '../../ui/format.ts';

interface SamplePanelProps {
  readonly ref: Ref<HTMLTextAreaElement>;
  readonly dataset: DatasetId;
  readonly sample: HeldSample | undefined;
  /** False for samples of a version, which never changes. */
  readonly isEditable: boolean;
  readonly onNext: () => void;
  readonly onExclude: () => void;
}

/** One sample enlarged, with its fields and details. */
export function SamplePanel(props: SamplePanelProps) {
  const { ref, dataset, sample, isEditable, onNext, onExclude } = props;
  if (sample === undefined) return <aside className="sample-panel" aria-label="Current sample" aria-busy />;
  const save = async (change: LabelChange): Promise<boolean> => {
    const saving = relabel(host, dataset, [sample], change).then(() => true);
    return (await attempt(saving)) ?? false;
  };

  return (
    <aside className="sample-panel" aria-label="Current sample">
      <SamplePicture sample={sample} />
      {isEditable ? (
        <>
          <SampleText
            ref={ref}
            sample={sample}
            onSave={(text) => {
              onNext();
              // An unchanged label needs no new sample.
              const isChanged = text !== sample.text || sample.mark !== 'text';
              return isChanged ? save({ text, mark: 'text' }) : Promise.resolve(true);
            }}
          />
          <div className="word-actions">
            <MarkButtons
              marked={sample.mark}
              onMark={(mark) => {
                void save({ mark, text: '' });
              }}
            />
          </div>
          <ChoiceField
            label="Split"
            value={sample.split ?? 'none'}
            options={splitOrder.map((split) => [split, splitNames[split]] as const)}
            onChange={(split) => {
              void save({ split: splitSchema.nullable().catch(null).parse(split) });
            }}
          />
          <WriterField key={sample.key} sample={sample} onSave={save} />
        </>
      ) : (
        <>
          <p className="sample-panel-text" dir="auto" data-mark={sample.mark}>
            {sample.mark === 'text' ? sample.text : markNames[sample.mark]}
          </p>
          <p className="hint">Versions cannot be edited. To edit, choose “Current state”.</p>
        </>
      )}
      <SampleFacts sample={sample} onTake={isEditable ? (text) => void save({ text, mark: 'text' }) : null} />
      {isEditable && (
        <>
          <Button kind="quiet" icon={Trash2} shortcut="Delete" changes="removeSamples" onClick={onExclude}>
            Remove from dataset
          </Button>
          <p className="hint word-keys">
            <span>
              <Keys keys={['Enter']} /> save and go to the next
            </span>
          </p>
        </>
      )}
    </aside>
  );
}

interface WriterFieldProps {
  readonly sample: HeldSample;
  readonly onSave: (change: LabelChange) => Promise<boolean>;
}

function WriterField({ sample, onSave }: WriterFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  /** Pressing Enter and then leaving the field is one change. */
  const saving = useRef<string | null>(null);
  const save = async () => {
    if (typed === null || typed === saving.current) return;
    saving.current = typed;
    const writer = typed.trim() === '' ? null : typed.trim();
    const isSaved = writer === sample.writer || (await onSave({ writer }));
    // Text typed in the meantime is saved later.
    if (isSaved) setTyped((now) => (now === typed ? null : now));
    if (saving.current === typed) saving.current = null;
  };
  return (
    <TextField
      label="Writer"
      value={typed ?? sample.writer ?? ''}
      maxLength={200}
      placeholder="Unknown"
      onChange={setTyped}
      onBlur={() => void save()}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) void save();
      }}
    />
  );
}

interface SampleTextProps {
  readonly ref: Ref<HTMLTextAreaElement>;
  readonly sample: HeldSample;
  /** Resolves to whether it was saved. */
  readonly onSave: (text: string) => Promise<boolean>;
}

/** The text of the current sample. A page has several lines: there, Shift+Enter starts a new line. */
function SampleText({ ref, sample, onSave }: SampleTextProps) {
  // By key: text typed for a sample stays while something else of it changes or another sample is shown.
  const [drafts, setDrafts] = useState<ReadonlyMap<string, string>>(new Map());
  const text = drafts.get(sample.key) ?? sample.text;
  const area = useRef<HTMLTextAreaElement>(null);
  useImperativeHandle<HTMLTextAreaElement | null, HTMLTextAreaElement | null>(ref, () => area.current);
  useEffect(() => {
    if (document.activeElement === area.current) area.current?.select();
  }, [sample.key]);

  const draft = (typed: string) => {
    setDrafts((before) => new Map(before).set(sample.key, typed));
  };
  /** Drops a draft only if it is still `typed`: text typed during saving is saved later. */
  const forget = (typed: string) => {
    setDrafts((before) => new Map([...before].filter(([key, now]) => key !== sample.key || now !== typed)));
  };
  const save = () => {
    void onSave(text).then((isSaved) => {
      if (isSaved) forget(text);
    });
  };

  return (
    <div className="word-field">
      <textarea
        ref={area}
        dir="auto"
        rows={sample.level === 'page' ? 8 : 1}
        value={text}
        maxLength={100_000}
        placeholder={sample.mark === 'text' ? 'Type the text' : markNames[sample.mark]}
        aria-label="Text of the sample"
        autoComplete="off"
        autoCapitalize="off"
        autoCorrect="off"
        spellCheck={false}
        onChange={(event) => {
          draft(event.target.value);
        }}
        onKeyDown={(event) => {
          // Enter and Escape first end the composition of an input method.
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'Enter') {
            if (event.shiftKey && sample.level === 'page') return;
            event.preventDefault();
            save();
          } else if (event.key === 'Escape') {
            event.preventDefault();
            forget(text);
            document.querySelector<HTMLElement>('.tile-grid [tabindex="0"]')?.focus();
          }
        }}
      />
      <Button kind="primary" icon={CornerDownLeft} shortcut="Enter" changes="editSamples" onClick={save}>
        Save
      </Button>
    </div>
  );
}

interface SampleFactsProps {
  readonly sample: HeldSample;
  /** Uses an alternative as the text; null if the sample cannot be edited. */
  readonly onTake: ((text: string) => void) | null;
}

/** The source and other details of a sample. */
function SampleFacts({ sample, onTake }: SampleFactsProps) {
  return (
    <>
      {sample.alternatives.length > 0 && <Alternatives sample={sample} onTake={onTake} />}
      <dl className="facts sample-facts">
        {factsOf(sample).map(([name, value]) => (
          <Fact key={name} name={name}>
            <bdi>{value}</bdi>
          </Fact>
        ))}
      </dl>
    </>
  );
}

function factsOf(sample: HeldSample): (readonly [string, string])[] {
  const { key, file, level, line, language, source, quad, width, height, image } = sample;
  const box = quad === null ? null : boxOfQuad(quad).map((value) => formatCount(Math.round(value)));
  const facts: (readonly [string, string | null])[] = [
    ['Name', key],
    ['File', file],
    ['Type', levelNames[level].replace(/s$/u, '')],
    ['Split', sample.split === null ? null : splitNames[sample.split]],
    ['Page', pageNameOf(sample)],
    ['Line', line === null ? null : formatCount(line + 1)],
    ['Language', language],
    ['Text source', describeSource(source)],
    ['Box', box === null ? 'Whole image' : `${box.slice(0, 2).join(', ')}; ${box.slice(2).join(' × ')}`],
    ['Image', `${formatCount(width)} × ${formatCount(height)}`],
    ['SHA-256', `${image.slice(0, 12)}…`],
  ];
  return facts.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
}

function Alternatives({ sample, onTake }: SampleFactsProps) {
  return (
    <ul className="readings" aria-label="Alternatives">
      {sample.alternatives.map(({ text, confidence }) => (
        <li key={text}>
          <button
            type="button"
            className="reading"
            disabled={onTake === null || text === sample.text}
            title="Use this reading"
            onClick={() => onTake?.(text)}
          >
            <bdi className="reading-text">{shownText(text)}</bdi>
            <span className="reading-share">{formatProbability(confidence)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
