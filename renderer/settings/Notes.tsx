import { ChoosePlace } from '../common/ChoosePlace.tsx';
import { useCall } from '../host/useCall.ts';
import { host } from '../host/transport.ts';
import { attempt, show } from '../state/stores.ts';
import { Button } from '../ui/Button.tsx';
import { formatPlural } from '../ui/format.ts';
import { Fact } from '../ui/NumberTable.tsx';
import { FormError } from '../ui/FormError.tsx';

/** The folder with a Markdown note of every photo. */
export function Notes() {
  const { answer: notes } = useCall('notesFolder', {});
  const keep = (path: string | null) => void attempt(host.setNotesFolder({ path }));
  return (
    <section aria-labelledby="notes" aria-busy={notes === undefined}>
      <h2 id="notes">Notes</h2>
      <p className="hint">
        Keeps a Markdown note and a picture of every photo in a folder, for Obsidian, Joplin and other apps. A
        word that you correct in a note is corrected here, too. What else you write there stays. A note may be
        renamed or moved within the folder; a deleted note stays deleted.
      </p>
      {notes !== undefined && notes.path !== null && (
        <>
          <dl className="facts">
            <Fact name="Folder">
              <span className="settings-path">{notes.path}</span>
            </Fact>
            <Fact name="State">
              {notes.notes === null ? 'Writing notes…' : `${formatPlural(notes.notes, 'note')}, up to date`}
            </Fact>
            {notes.conflicts.length > 0 && (
              <Fact name="Changed here and there">{`${notes.conflicts.join(', ')}: your lines stayed`}</Fact>
            )}
          </dl>
          <FormError message={notes.problem} />
        </>
      )}
      <div className="settings-actions">
        <ChoosePlace title="Choose a folder for notes" isFileWelcome={false} onChoose={keep} />
        {notes !== undefined && notes.path !== null && (
          <Button
            changes="setNotesFolder"
            onClick={() => {
              keep(null);
              show(
                'notice',
                'No notes are kept any more. Those that are there stay, with the words that they have.',
              );
            }}
          >
            Stop keeping notes
          </Button>
        )}
      </div>
    </section>
  );
}
