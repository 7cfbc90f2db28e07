import { parseSync } from 'vite';

/**
 * Who may write files, by where: a module that is not listed writes through `main/files/outside.ts`, the door to folders in
 * which people and other programs keep their own files.
 */
export const writers: Record<string, readonly string[]> = {
  'the doors': [
    'main/files/outside.ts',
    'main/files/keptJson.ts',
    'main/files/writeWhole.ts',
    'main/files/zip.ts',
    'main/files/flush.ts',
    'main/files/privateFiles.ts',
  ],
  'the library, or the folder of the app’s settings and models': [
    'main/app/updates.ts',
    'main/broker',
    'main/browser.ts',
    'main/datasets/exportVersion.ts',
    'main/datasets/files.ts',
    'main/datasets/jobs.ts',
    'main/datasets/locks.ts',
    'main/ipc',
    'main/jobs/downloads.ts',
    'main/library/ownFiles.ts',
    'main/library/pictures.ts',
    'main/library/service.ts',
    'main/ml/backends',
    'main/ml/finetune',
    'main/ml/training',
    'main/models',
    'main/pictures',
    'main/reader/cutWords.ts',
    'main/reader/evaluation',
    'main/reader/importForeign.ts',
    'main/store',
    'main/training/performRun.ts',
    'main/workers/pdfHandlers.ts',
  ],
  'a new folder or file that gets its name at the end (`createWholeFolder`, `createWholeFile`)': [
    'main/datasets/package',
    'main/exchange/coco/write.ts',
    'main/exchange/huggingFace.ts',
    'main/exchange/iam',
    'main/exchange/imagePlaces.ts',
    'main/exchange/labelStudio/write.ts',
    'main/exchange/pages/writePages.ts',
    'main/exchange/pdf/write.ts',
    'main/exchange/photos/writePhotos.ts',
    'main/exchange/ppOcrLabel.ts',
    'main/exchange/records.ts',
    'main/exchange/olderSystems/tfRecord',
    'main/exchange/yolo.ts',
    'main/ml/export',
    'main/training/attentionFiles.ts',
  ],
  'a folder of the system’s temporary files, or of an import in the library': [
    'main/api/fetchPicture.ts',
    'main/api/pages/readUpload.ts',
    'main/api/words.ts',
    'main/api/work.ts',
    'main/commands/standardInput.ts',
    'main/exchange/archives',
    'main/exchange/download',
    'main/exchange/olderSystems/emnist.ts',
    'main/exchange/olderSystems/hdf5',
    'main/files/temporaryFolder.ts',
  ],
  'the file that a person names for a result': [
    'main/commands/predictions.ts',
    'main/training/evaluations.ts',
  ],
  'nothing: they open files to read': [
    'main/exchange/textFile.ts',
    'main/files/headBytes.ts',
    'main/imaging/formats/photoHead.ts',
    'main/library/watch/newFiles.ts',
  ],
};

/** Functions of Node that change files, or open them so that they can be changed. */
export const writing = new Set(
  [
    'appendFile',
    'chmod',
    'copyFile',
    'cp',
    'createWriteStream',
    'link',
    'mkdir',
    'mkdtemp',
    'open',
    'rename',
    'rm',
    'rmdir',
    'symlink',
    'truncate',
    'unlink',
    'utimes',
    'write',
    'writeFile',
  ].flatMap((name) => [name, `${name}Sync`]),
);

/** The names that a source file imports; null for a whole module. */
export function namesFrom(source: string): { from: string; name: string | null }[] {
  return parseSync('source.ts', source).module.staticImports.flatMap(({ moduleRequest, entries }) =>
    entries.map(({ importName }) => ({ from: moduleRequest.value, name: importName.name ?? null })),
  );
}
