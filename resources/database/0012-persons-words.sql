-- An index of confirmed words, which are few among millions but are counted often.
CREATE INDEX word_by_person ON word (photo) WHERE source = 'human';
