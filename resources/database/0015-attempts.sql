-- How often a job has begun to work on each of its items. A file that ends its worker is not tried for ever.
ALTER TABLE job_item ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0;
