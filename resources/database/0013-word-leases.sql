-- Word ids that windows have leased and not used, as ranges. first, last: both included. Using an id takes it out of its
-- range.
CREATE TABLE word_lease (
  first INTEGER PRIMARY KEY,
  last INTEGER NOT NULL
) STRICT;
