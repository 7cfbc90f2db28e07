import { CornerDownLeft } from 'lucide-react';
import { useEffect, useImperativeHandle, useRef, useState, type Ref } from 'react';
import type { HeldSample } from '../../../shared/contract/datasetContents.ts';
import { Button } from '../../ui/Button.tsx';
import { markNames } from '../../common/names.ts';

interface TextFieldProps {
  readonly ref: Ref<HTMLTextAreaElement>;
  readonly sample: HeldSample;
  /** Resolves to whether it was saved. */
  readonly onSave: (text: string) => Promise<boolean>;
}

/** The text of the current sample. A page has several lines: there, Shift+Enter starts a new line. */
export function TextField({ ref, sample, onSave }: TextFieldProps) {
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
      <Button kind="primary" icon={CornerDownLeft} shortcut="Enter" onClick={save}>
        Save
      </Button>
    </div>
  );
}
