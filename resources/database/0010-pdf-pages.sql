-- The pages of each imported PDF, by import, to find pages that a later version of the PDF no longer has.
CREATE TABLE pdf_page (
  path TEXT NOT NULL,
  job INTEGER NOT NULL,
  page INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  PRIMARY KEY (path, job, page)
) STRICT, WITHOUT ROWID;
CREATE INDEX pdf_page_by_sha256 ON pdf_page (sha256, path, job);
