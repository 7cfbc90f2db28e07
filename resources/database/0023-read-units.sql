-- What the network of a run reads: words before there were others.
ALTER TABLE run ADD COLUMN reads TEXT NOT NULL DEFAULT 'word';
