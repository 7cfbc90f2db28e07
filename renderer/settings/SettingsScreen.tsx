import { FolderOpen } from 'lucide-react';
import { useRef } from 'react';
import { useStore } from 'zustand';
import type { LibraryStorage } from '../../shared/contract/library.ts';
import { OnlyWriting } from '../common/OnlyWriting.tsx';
import { useMay } from '../common/permissions.ts';
import { useWindowTitle } from '../common/windowTitle.ts';
import { host } from '../host/transport.ts';
import { useCall } from '../host/useCall.ts';
import { formatRoute } from '../state/route.ts';
import { attempt, theme } from '../state/stores.ts';
import { Button } from '../ui/Button.tsx';
import { ChoiceButtons } from '../ui/Field.tsx';
import { formatBytes, formatMoment, formatPlural } from '../ui/format.ts';
import { Fact, NumberTable } from '../ui/NumberTable.tsx';
import { Account } from './Account.tsx';
import { Broker } from './Broker.tsx';
import { Engines } from './Engines.tsx';
import { ReadingEngine } from './ReadingEngine.tsx';
import { Notes } from './Notes.tsx';
import { SecondOpinion } from './SecondOpinion.tsx';
import { Sessions } from './Sessions.tsx';
import { SettingsIndex } from './SettingsIndex.tsx';
import { Sidecars } from './Sidecars.tsx';
import { Threads } from './Threads.tsx';
import { Tokens } from './Tokens.tsx';
import { Updates } from './Updates.tsx';

/** Theme, library, backups, and the engines that read and train. */
export function SettingsScreen() {
  const chosen = useStore(theme, (state) => state.theme);
  useWindowTitle('Settings');
  const isAdmin = useMay('listTokens');
  const isServed = useCall('libraryInfo', {}).answer?.entryPoint === 'browser';
  const screen = useRef<HTMLDivElement>(null);
  return (
    <div className="settings-screen" ref={screen}>
      <header className="settings-header">
        <div>
          <h1>Settings</h1>
        </div>
        <a href={formatRoute({ screen: 'about' })}>About Inkdex</a>
        <SettingsIndex screen={screen} />
      </header>
      <section aria-labelledby="appearance">
        <h2 id="appearance">Appearance</h2>
        <ChoiceButtons
          label="Theme"
          value={chosen}
          options={[
            ['system', 'System'],
            ['light', 'Light'],
            ['dark', 'Dark'],
          ]}
          onChange={theme.getState().choose}
        />
      </section>
      <Account />
      <Sessions />
      {isAdmin && <Library />}
      {isAdmin && <Import />}
      {isAdmin && isServed && <Tokens />}
      {isAdmin && <Notes />}
      {isAdmin && <Sidecars />}
      <Models />
      {isAdmin && (
        <>
          <ReadingEngine />
          <SecondOpinion />
          <Engines />
          <Threads />
          <Broker />
          <Updates />
        </>
      )}
    </div>
  );
}

const partNames: Readonly<Record<LibraryStorage['parts'][number]['part'], string>> = {
  database: 'Database',
  backups: 'Backups',
  cache: 'Thumbnails',
  pages: 'Pages of PDFs',
  models: 'Models',
  datasets: 'Datasets',
  others: 'Other files',
};

function Library() {
  const { answer: info } = useCall('libraryInfo', {});
  const { answer: storage } = useCall('libraryStorage', {});
  const bytes = storage?.parts.reduce((sum, part) => sum + part.bytes, 0);
  return (
    <section aria-labelledby="library" aria-busy={storage === undefined}>
      <h2 id="library">Library</h2>
      <dl className="facts">
        <Fact name="Folder">
          <span className="settings-path">{info?.path ?? ''}</span>
        </Fact>
        <Fact name="Size">{bytes === undefined ? '' : formatBytes(bytes)}</Fact>
      </dl>
      <p className="hint">Photos stay where they are and do not count.</p>
      {storage !== undefined && (
        <>
          <NumberTable label="Size of the library by part">
            <tbody>
              {storage.parts.map((part) => (
                <tr key={part.part}>
                  <th scope="row">{partNames[part.part]}</th>
                  <td>{formatBytes(part.bytes)}</td>
                </tr>
              ))}
            </tbody>
          </NumberTable>
          <Backups backups={storage.backups} />
          {storage.log !== null && <LogFile path={storage.log} isDesktop={info?.entryPoint === 'desktop'} />}
        </>
      )}
    </section>
  );
}

function Import() {
  return (
    <section aria-labelledby="import">
      <h2 id="import">Import</h2>
      <OnlyWriting />
    </section>
  );
}

function Backups({ backups }: Pick<LibraryStorage, 'backups'>) {
  if (backups.length === 0) {
    return (
      <p className="hint">
        No backups yet. The first is made after 200 edits or ten minutes of work, or when Inkdex is closed.
      </p>
    );
  }
  return (
    <details className="notices">
      <summary>{formatPlural(backups.length, 'backup')}</summary>
      <NumberTable label="Backups">
        <tbody>
          {backups.map(({ path, bytes, at }) => (
            <tr key={path}>
              <th scope="row">{formatMoment(at) ?? at}</th>
              <td>{formatBytes(bytes)}</td>
            </tr>
          ))}
        </tbody>
      </NumberTable>
      <p className="hint">Close Inkdex and run inkdex doctor --repair to restore a damaged library.</p>
    </details>
  );
}

function LogFile({ path, isDesktop }: { readonly path: string; readonly isDesktop: boolean }) {
  return (
    <>
      <dl className="facts">
        <Fact name="Log file">
          <span className="settings-path">{path}</span>
        </Fact>
      </dl>
      <p className="hint">Error log for bug reports. Contains no words or photo names.</p>
      {isDesktop && (
        <Button icon={FolderOpen} onClick={() => void attempt(host.showLog({}))}>
          Show in folder
        </Button>
      )}
    </>
  );
}

function Models() {
  const { answer: models } = useCall('listModels', {});
  const inUse = models?.filter(({ promoted }) => promoted) ?? [];
  return (
    <section aria-labelledby="models" aria-busy={models === undefined}>
      <h2 id="models">Models</h2>
      <dl className="facts">
        {inUse.map(({ id, kind, name }) => (
          <Fact key={id} name={kind === 'recogniser' ? 'Reads words' : 'Finds words'}>
            <a href={formatRoute({ screen: 'model', model: id })}>{name}</a>
          </Fact>
        ))}
      </dl>
    </section>
  );
}
