import { useStore } from 'zustand';
import { uploads } from '../state/stores.ts';
import { ProgressBar } from '../ui/Progress.tsx';

/** Progress of uploading dropped files to the host. */
export function UploadProgress() {
  const progress = useStore(uploads, (state) => state.progress);
  if (progress === null) return null;
  return (
    <div className="upload-progress">
      <span>Importing…</span>
      <ProgressBar label="Import progress" value={progress} />
    </div>
  );
}
