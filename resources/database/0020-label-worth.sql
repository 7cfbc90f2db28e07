-- What a label of a word is expected to teach (`labelWorth`), in place of the doubt about its reading, and an index of the
-- words that may not be text.
DROP INDEX word_by_doubt;
ALTER TABLE word RENAME COLUMN doubt TO worth;
UPDATE word SET worth = min(10, length(text)) / 10.0 * (1.3 - confidence) / 1.3 / (1 + exp(-(2.31 + 1.18 * ln(confidence + 0.01)
    + 1.26 * min(1, coalesce((SELECT sum(confidence) FROM alternative WHERE alternative.word = word.id), 0))
    - CASE length(text) WHEN 0 THEN 1.55 WHEN 1 THEN 1.55 WHEN 2 THEN 0.99 ELSE 0 END)))
  WHERE source = 'model' AND mark = 'text';
CREATE INDEX word_by_worth ON word (photo, worth DESC) WHERE source = 'model' AND mark = 'text';
CREATE INDEX word_by_confidence ON word (confidence)
  WHERE source = 'model' AND mark = 'text' AND confidence < 0.4;
