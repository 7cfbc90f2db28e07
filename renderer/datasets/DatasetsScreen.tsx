import { useOpen } from '../ui/useOpen.ts';
import { FolderInput, PencilLine, PenTool, Plus, Snowflake } from 'lucide-react';
import { useWindowTitle } from '../common/windowTitle.ts';
import { type Dataset, type DatasetOrigin, noFilter } from '../../shared/contract/datasetContents.ts';
import { useCall } from '../host/useCall.ts';
import { importFlow, refreshDatasets } from './stores.ts';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Loading } from '../ui/Loading.tsx';
import { useGlobalKeys } from '../ui/useGlobalKeys.ts';
import { CreateDialog } from './create/CreateDialog.tsx';
import { DrawDialog } from './create/DrawDialog.tsx';
import { ImportDialog } from './import/ImportDialog.tsx';
import { GoingTasks } from './work/GoingTasks.tsx';
import { datasetRoute } from '../state/datasetRoute.ts';
import { formatRoute } from '../state/route.ts';
import { formatMoment, formatPlural } from '../ui/format.ts';
import { shortId } from '../common/names.ts';
import { FrozenBadge } from './DatasetHeader.tsx';
import { SamplePicture } from './SamplePicture.tsx';
import { useFocusHeir } from '../ui/useFocusHeir.ts';

/** All datasets, and the three ways to create one. */
export function DatasetsScreen() {
  const creating = useOpen();
  const drawing = useOpen();
  const { answer: info } = useCall('libraryInfo', {});
  const { answer: datasets = [] } = useCall('listDatasets', {});
  useWindowTitle('Datasets');
  useGlobalKeys(({ key }) => {
    if (key === 'i') openImport();
    else if (key === 'c' && ((info?.words ?? 0) > 0 || datasets.length > 0)) creating.open();
    else return false;
    return true;
  });

  return (
    <div className="datasets-screen">
      <Content onCreate={creating.open} onDraw={drawing.open} />
      <ImportDialog />
      {drawing.isOpen && <DrawDialog onClose={drawing.close} />}
      {creating.isOpen && <CreateDialog onClose={creating.close} />}
    </div>
  );
}

function openImport(): void {
  importFlow.getState().open();
}

interface ContentProps {
  readonly onCreate: () => void;
  readonly onDraw: () => void;
}

function Content({ onCreate, onDraw }: ContentProps) {
  const { answer: datasets, error } = useCall('listDatasets', {});
  if (error !== null) {
    return (
      <EmptyState icon={Snowflake} title="Datasets could not be loaded">
        <p role="alert">{error.message}</p>
        <Button onClick={() => void refreshDatasets()}>Try again</Button>
      </EmptyState>
    );
  }
  if (datasets === undefined) return <Loading />;
  if (datasets.length === 0) {
    return (
      <>
        <GoingTasks />
        <EmptyDatasets onCreate={onCreate} onDraw={onDraw} />
      </>
    );
  }
  return (
    <>
      <header className="datasets-header">
        <div>
          <h1>Datasets</h1>
          <p className="lead">Labelled handwriting with frozen versions.</p>
        </div>
        <Button icon={FolderInput} shortcut="i" changes="importDataset" onClick={openImport}>
          Import
        </Button>
        <Button icon={PenTool} changes="drawDataset" onClick={onDraw}>
          Draw
        </Button>
        <Button kind="primary" icon={Plus} shortcut="c" changes="createDataset" onClick={onCreate}>
          Create from library
        </Button>
      </header>
      <GoingTasks />
      <ul className="dataset-cards">
        {datasets.map((dataset) => (
          <DatasetCard key={dataset.id} dataset={dataset} />
        ))}
      </ul>
    </>
  );
}

/** Number of sample pictures on the card. */
const shown = 4;

function DatasetCard({ dataset }: { readonly dataset: Dataset }) {
  const { id, name, samples, images, versions, origin, changedAt } = dataset;
  const { answer } = useCall('listSamples', {
    contents: { dataset: id },
    filter: noFilter,
    offset: 0,
    limit: shown,
  });
  return (
    <li>
      <a className="dataset-card" href={formatRoute(datasetRoute(id))}>
        <span className="dataset-card-pictures">
          {answer?.samples.map((sample) => (
            <SamplePicture key={sample.id} sample={sample} />
          ))}
        </span>
        <span className="dataset-card-name" dir="auto">
          {name}
        </span>
        <span className="dataset-card-counts">
          {formatPlural(samples, 'sample')} on {formatPlural(images, 'image')}
          {versions > 0 && ` · ${formatPlural(versions, 'version')}`}
        </span>
        <span className="dataset-card-foot">
          <FrozenBadge dataset={dataset} />
          <span>{describeOrigin(origin)}</span>
          <span>{formatMoment(changedAt)}</span>
        </span>
      </a>
    </li>
  );
}

function describeOrigin(origin: DatasetOrigin): string {
  switch (origin.kind) {
    case 'library':
      return 'From the library';
    case 'import':
      if (origin.format === 'synthetic') return 'Drawn with fonts';
      return `Imported as ${origin.format}`;
    case 'characters':
      return `Characters of ${shortId(origin.version)}`;
    case 'mixed':
      return 'From several sources';
  }
}

/** Explains datasets, and offers the three ways to create the first one. */
function EmptyDatasets({ onCreate, onDraw }: ContentProps) {
  const { answer: info } = useCall('libraryInfo', {});
  const words = info?.words ?? 0;
  useFocusHeir('main');
  return (
    <div className="empty-datasets">
      <EmptyState icon={Snowflake} title="No datasets yet">
        <p>
          A dataset is labelled handwriting for training. Freezing it creates a version that never changes: it
          records which images and texts a model was trained on. Versions can be compared and restored.
        </p>
        <ul className="ways">
          <li>
            <Snowflake size={20} aria-hidden />
            <h2>Create from library</h2>
            <p>
              {words === 0
                ? 'The library has no words yet. Add photos, then confirm or correct some words.'
                : 'Uses the words that you confirmed or corrected, on all photos or some.'}
            </p>
            <Button
              kind="primary"
              shortcut="c"
              changes="createDataset"
              disabled={words === 0}
              onClick={onCreate}
            >
              Create from library{' '}
            </Button>
          </li>
          <li>
            <FolderInput size={20} aria-hidden />
            <h2>Import</h2>
            <p>Drop a folder or file here: IAM, PAGE XML, ALTO, COCO, CSV, JSON Lines and more.</p>
            <Button shortcut="i" changes="importDataset" onClick={openImport}>
              Import
            </Button>
          </li>
          <li>
            <PenTool size={20} aria-hidden />
            <h2>Draw</h2>
            <p>Draws your words or lines with handwriting fonts, as many as you like.</p>
            <Button onClick={onDraw}>Draw a dataset</Button>
          </li>
        </ul>
        {words > 0 && (
          <p>
            <PencilLine size={14} aria-hidden /> Nothing confirmed yet? <a href="#/label">Label some words</a>
          </p>
        )}
      </EmptyState>
    </div>
  );
}
