-- An index of the boxes that a model left out of the text, for the list in which a person reviews them.
CREATE INDEX word_left_out ON word (changed_at) WHERE source = 'model' AND mark = 'not-text';
