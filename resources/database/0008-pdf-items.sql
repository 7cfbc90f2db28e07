-- Imports split PDFs into pages. page: of the PDF at an item's path, counted from 1; null for any other file.
ALTER TABLE job_item ADD COLUMN page INTEGER;
